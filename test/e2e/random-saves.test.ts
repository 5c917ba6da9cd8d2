import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { contentHash } from '../../src/config/configuration-state.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { isRunning } from './support/processes.js';
import { createRandom, type Random } from './support/random.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

const SAVES = process.env['KAZSTREAMLINK_SOAK'] ? 1_000 : 40;
/** After so many saves all is waited for and looked at. */
const ROUND = 10;
const SEED = 3;

const STEADY = ['steady-1', 'steady-2', 'steady-3', 'steady-4', 'steady-5'];
const EDITED = ['edited-1', 'edited-2', 'edited-3', 'edited-4', 'edited-5'];

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

describe('saves at random moments by random methods, valid and invalid mixed', () => {
  it(
    'end in the state of the last valid one, and harm no stream on the way',
    async () => {
      const random = createRandom(SEED);
      const everything = fileWith(random, new Map([...STEADY, ...EDITED].map((name) => [name, name])));
      router = new TestRouter(everything);
      const { listeners } = await router.start();
      publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/picture`);
      const steady = pidsOf(await untilLive(everything), STEADY);
      expect(steady.size).toBe(STEADY.length);

      const counts = new Map<string, number>();
      const isHarmed = watch(steady);
      for (let saved = 0; saved < SAVES; saved += ROUND) {
        for (let index = 0; index < ROUND; index += 1) {
          const { name, save } = pick(random, random.integer(3) === 0 ? INVALID : VALID);
          counts.set(name, (counts.get(name) ?? 0) + 1);
          await save(randomFile(random), random);
          // Before, while and after the content settles.
          if (random.integer(3) > 0) await delay(random.integer(250));
          expect(isHarmed(), name).toEqual([]);
        }
        const text = randomFile(random);
        const { name, save } = pick(random, VALID);
        await save(text, random);
        expect(pidsOf(await untilLive(text), STEADY), name).toEqual(steady);
        await saveHarmlessly(text, random);
        expect(isHarmed()).toEqual([]);
      }

      const { output } = await router.stop();
      console.info(
        `${SAVES} saves, seed ${SEED}: ${[...counts].map((entry) => entry.join(': ')).join('; ')}`,
      );
      expect(endingsOf(output, STEADY)).toEqual([]);
      // What is never ended was watched in vain if nothing was ever ended.
      expect(endingsOf(output, EDITED).length).toBeGreaterThan(SAVES / 20);
    },
    SAVES * 3_000 + 60_000,
  );
});

type Save = (text: string, random: Random) => Promise<void> | void;

interface Method {
  readonly name: string;
  readonly save: Save;
}

const write = (text: string): void => writeFileSync(router.config, text);

const VALID: readonly Method[] = [
  { name: 'in place', save: write },
  { name: 'rename over', save: (text) => replace(text) },
  {
    name: 'rename away, then write',
    save: (text) => {
      renameSync(router.config, `${router.config}~`);
      write(text);
    },
  },
  {
    name: 'remove, then create',
    save: async (text, random) => {
      rmSync(router.config);
      await delay(random.integer(200));
      write(text);
    },
  },
  {
    name: 'truncate, 20 ms, write',
    save: async (text) => {
      truncateSync(router.config);
      await delay(20);
      write(text);
    },
  },
  {
    name: 'a prefix, 0.5 s, the rest',
    save: async (text, random) => {
      write(text.slice(0, random.integer(text.length)));
      await delay(500);
      write(text);
    },
  },
  {
    name: 'piece by piece',
    save: async (text, random) => {
      for (let written = 0; written < text.length; written += 200) {
        writeFileSync(router.config, text.slice(written, written + 200), { flag: written === 0 ? 'w' : 'a' });
        await delay(random.integer(30));
      }
    },
  },
  {
    name: 'a link elsewhere',
    save: (text, random) => {
      const target = `${router.config}.${random.integer(4)}`;
      writeFileSync(target, text);
      rmSync(`${router.config}.link`, { force: true });
      symlinkSync(target, `${router.config}.link`);
      renameSync(`${router.config}.link`, router.config);
    },
  },
];

const INVALID: readonly Method[] = [
  { name: 'broken syntax', save: (text) => replace(`${text}  x: [\n`) },
  { name: 'an unknown key', save: (text) => write(`${text}nonsense: 1\n`) },
  { name: 'no stream valid', save: (text) => write(text.replaceAll('push:', 'pull:')) },
  { name: 'a path twice', save: (text) => write(`${text}  x: { source: push:x, path: steady-1 }\n`) },
  { name: 'empty', save: () => write('') },
  { name: 'only a comment', save: () => replace('# nothing\n') },
  { name: 'random bytes', save: (_text, random) => writeFileSync(router.config, random.bytes(500)) },
  {
    name: 'missing for a while',
    save: async (text, random) => {
      rmSync(router.config);
      await delay(random.integer(400));
      write(`${text}nonsense: 1\n`);
    },
  },
  {
    name: 'a folder in its place for a while',
    save: async (text) => {
      rmSync(router.config);
      symlinkSync(router.folder, router.config);
      await delay(150);
      rmSync(router.config);
      write(`${text}  nonsense\n`);
    },
  },
];

/** What means the same as the live text, or is invalid or half of it: no stream at all may notice. */
async function saveHarmlessly(live: string, random: Random): Promise<void> {
  const pids = pidsOf(await untilLive(live));
  const isHarmed = watch(pids);
  await pick(random, INVALID).save(live, random);
  await delay(random.integer(300));
  expect(isHarmed()).toEqual([]);
  const same = `# ${random.integer(1_000_000)}\n${live}`;
  const partly = VALID.filter(({ name }) => /prefix|truncate|piece/.test(name));
  const { name, save } = pick(random, partly);
  await save(same, random);
  expect(pidsOf(await untilLive(same)), name).toEqual(pids);
  expect(isHarmed(), name).toEqual([]);
}

/** Steady streams as ever, edited ones missing, disabled, or at one of three paths; in any order. */
function randomFile(random: Random): string {
  const paths = new Map(STEADY.map((name) => [name, name]));
  for (const name of EDITED) {
    const choice = random.integer(6);
    if (choice > 0) paths.set(name, choice === 1 ? DISABLED : `${name}/${choice % 3}`);
  }
  return fileWith(random, paths);
}

function fileWith(random: Random, paths: ReadonlyMap<string, string>): string {
  const streams = [...paths].map(([name, path]) => ({
    key: random.integer(1_000_000),
    text: entry(random, name, path),
  }));
  const ordered = streams.sort((a, b) => a.key - b.key).map(({ text }) => text);
  return `${FREE_PORTS}streams:\n${ordered.join('')}`;
}

const DISABLED = '';

function entry(random: Random, name: string, path: string): string {
  const lines =
    path === DISABLED
      ? ['source: push:live/picture', 'enabled: false']
      : ['source: push:live/picture', `path: ${path}`];
  switch (random.integer(3)) {
    case 0:
      return `  ${name}: { ${lines.join(', ')} }\n`;
    case 1:
      return `  # about ${random.integer(1_000)}\n  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`;
    default:
      return `  "${name}":\n${lines
        .reverse()
        .map((line) => `      ${line} # as ever\n`)
        .join('')}`;
  }
}

/** Resolves when this text is live and all that it enables, and nothing else, runs where it says. */
function untilLive(text: string): Promise<RouterStatus> {
  const wanted = [...text.matchAll(/^ {2}"?((?:steady|edited)-\d)/gm)].map(([, name]) => name);
  return router.until(
    ({ configuration, streams }) =>
      configuration.liveHash === contentHash(text) &&
      configuration.problem === null &&
      streams.map(({ name }) => name).join() === wanted.join() &&
      streams.every(
        ({ phase, path }) => phase === 'disabled' || (phase === 'running' && text.includes(`path: ${path}`)),
      ),
    60_000,
  );
}

function pidsOf({ streams }: RouterStatus, names?: readonly string[]): Map<string, number> {
  return new Map(
    streams
      .flatMap(({ name, pid }): [string, number][] =>
        pid !== null && (names === undefined || names.includes(name)) ? [[name, pid]] : [],
      )
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}

/** Gives a function that tells which of these processes are gone. */
function watch(pids: ReadonlyMap<string, number>): () => string[] {
  return () => [...pids].flatMap(([name, pid]) => (isRunning(pid) ? [] : [`${name} ${pid} has ended`]));
}

/** What the router logged of processes of these streams that ended, save for its own end. */
function endingsOf(output: string, names: readonly string[]): string[] {
  return output
    .split('\n')
    .filter((line) => /"ffmpeg (is asked to end|ended)"/.test(line) && !line.includes('the router stops'))
    .filter((line) => names.some((name) => line.includes(`"stream":"${name}"`)));
}

function replace(text: string): void {
  writeFileSync(`${router.config}.new`, text);
  renameSync(`${router.config}.new`, router.config);
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[random.integer(from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
