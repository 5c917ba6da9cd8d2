import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import type { StreamEntry } from '../../src/api/contract.js';
import { gatherFiles } from '../../src/config/gather-files.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { isRunning } from './support/processes.js';
import { createRandom, type Random } from './support/random.js';
import { FREE_PORTS, MAIN } from './support/router.js';
import { RouterAt } from './support/router-at.js';

const FILES = 50;
const CHANGES = process.env['KAZSTREAMLINK_SOAK'] ? 1_000 : 40;
/** After so many changes all is waited for and looked at. */
const ROUND = 10;
const SWAPS = process.env['KAZSTREAMLINK_SOAK'] ? 100 : 5;
const SEED = 11;
const STEADY = ['steady-1', 'steady-2', 'steady-3'];
const STEADY_FILE = `${FREE_PORTS}streams:\n${STEADY.map((name) => `  ${name}: { source: push:live/picture }\n`).join('')}`;
const hasGit = spawnSync('git', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasGit) console.warn('SKIPPED: this machine has no git, so its resets of a folder go untested');

let router: RouterAt;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  publisher = undefined;
  await router.dispose();
});

describe(`a folder of ${FILES} files`, () => {
  it.skipIf(!hasGit)(
    'ends in the right state whatever is done to it, and a broken file leaves the last good whole in force',
    async () => {
      const random = createRandom(SEED);
      router = new RouterAt((folder) => ({ config: join(folder, 'conf') }));
      const conf = new RandomFolder(router.config, random);
      await startWithPicture();
      const steady = pidsOf(await untilEqual(conf));
      expect(steady.size).toBe(STEADY.length);
      const isHarmed = (): string[] =>
        [...steady].flatMap(([name, pid]) => (isRunning(pid) ? [] : [`${name} has ended`]));

      const counts = new Map<string, number>();
      for (let changed = 0; changed < CHANGES; changed += ROUND) {
        for (let index = 0; index < ROUND; index += 1) {
          const what = conf.change();
          counts.set(what, (counts.get(what) ?? 0) + 1);
          // Before, while and after the content settles.
          if (random.integer(3) > 0) await delay(random.integer(200));
          expect(isHarmed(), what).toEqual([]);
        }
        const before = await untilEqual(conf);
        expect(pidsOf(before)).toEqual(steady);

        const broken = conf.breakOne();
        conf.change();
        const told = await router.until(
          ({ configuration: { problem } }) =>
            problem?.diagnostics.some(
              ({ place, related }) =>
                basename(place.file) === broken || basename(related?.place.file ?? '') === broken,
            ) === true,
          60_000,
        );
        expect(pathsOf(told)).toEqual(pathsOf(before));
        expect(told.configuration.liveHash).toBe(before.configuration.liveHash);
        expect(isHarmed(), 'broken').toEqual([]);
        conf.mend();
      }
      expect(pidsOf(await untilEqual(conf))).toEqual(steady);
      console.info(
        `${CHANGES} changes, seed ${SEED}: ${[...counts].map((entry) => entry.join(': ')).join('; ')}`,
      );

      // What was live is also what a router that starts with a broken file goes on with.
      const last = await untilEqual(conf);
      await router.stop();
      conf.breakOne();
      const again = await router.start();
      expect(again.configuration).toMatchObject({
        liveSource: 'last good',
        liveHash: last.configuration.liveHash,
      });
      expect(pathsOf(again)).toEqual(pathsOf(last));
    },
    CHANGES * 3_000 + 120_000,
  );
});

describe('a symbolic link to the whole that is pointed elsewhere, as git-sync does,', () => {
  it.each([
    ['a folder', 'current', ''],
    ['a file that includes others', 'current/streams.yaml', 'include: sites/**/*.yaml\n'],
  ])(
    'is one reconcile: %s',
    async (_what, config, head) => {
      const random = createRandom(SEED);
      router = new RouterAt((folder) => ({ config: join(folder, config) }));
      const current = join(router.folder, 'current');
      let expected: string[] = [];
      const swap = (number: number): void => {
        const revision = join(router.folder, `revision-${number}`);
        const files = Array.from({ length: FILES }, (_, index) => index);
        mkdirSync(join(revision, 'sites', 'deep'), { recursive: true });
        writeFileSync(join(revision, 'streams.yaml'), head + STEADY_FILE);
        for (const index of files) {
          const name = `site-${String(index).padStart(2, '0')}.yaml`;
          const path = head === '' ? name : join('sites', 'deep', name);
          writeFileSync(join(revision, path), fileOf(index, [[`s-${index}`, `swap/${index}/${number}`]]));
        }
        expected = files.map((index) => `s-${index} swap/${index}/${number}`).sort();
        symlinkSync(`revision-${number}`, `${current}.new`);
        renameSync(`${current}.new`, current);
        if (number > 1) rmSync(join(router.folder, `revision-${number - 1}`), { recursive: true });
      };
      swap(1);
      await startWithPicture();
      const isSwapped = ({ configuration, streams }: RouterStatus): boolean =>
        configuration.problem === null &&
        streams
          .filter(({ name }) => name.startsWith('s-'))
          .map(({ name, path }) => `${name} ${path}`)
          .sort()
          .join() === expected.join();
      const steady = pidsOf(await router.until((status) => isSwapped(status) && areSteady(status)));
      for (let number = 2; number <= SWAPS; number += 1) {
        swap(number);
        const { configuration } = await router.until(isSwapped);
        expect(configuration).toMatchObject({ generation: number, problem: null });
        if (random.integer(2) > 0) await delay(random.integer(300));
      }
      const { configuration, streams } = await router.until(isSwapped);
      expect(configuration.generation).toBe(SWAPS);
      expect(configuration.files).toHaveLength(FILES + 1);
      expect(pidsOf({ streams })).toEqual(steady);
      expect(router.log('configuration is live')).toHaveLength(SWAPS);
      expect(router.log('configuration is invalid')).toEqual([]);
    },
    SWAPS * 10_000 + 60_000,
  );
});

describe('an edit', () => {
  it('goes to the file that holds the stream, and a new stream to the one that is named', async () => {
    router = new RouterAt((folder) => ({ config: join(folder, 'streams.yaml') }));
    mkdirSync(join(router.folder, 'sites'));
    const include = 'include: [sites/*.yaml, { path: secrets.yaml, optional: true }]\n';
    writeFileSync(router.config, `${include}${FREE_PORTS}streams: {}\n`);
    const [north, south] = ['north', 'south'].map((site) => join(router.folder, 'sites', `${site}.yaml`));
    if (north === undefined || south === undefined) throw new Error('no sites');
    writeFileSync(
      north,
      '# The north.\nstreams:\n  gate: { source: push:live/gate, labels: { wet: yes } }\n',
    );
    writeFileSync(south, 'streams:\n  yard: { source: push:live/yard, labels: { wet: yes } }\n');
    await router.start();
    const paths = (wanted: string) =>
      router.until((status) => status.configuration.problem === null && pathsOf(status).join() === wanted);

    // All of one label, in whichever files they stand; and back, byte for byte.
    const disabled = await router.command('disable', '-l', 'wet');
    expect(disabled.stdout).toMatch(
      /\+\+\+ .*north\.yaml\n[\s\S]*\+\+\+ .*south\.yaml\n[\s\S]*enabled: false/,
    );
    await router.until(({ streams }) => streams.every(({ phase }) => phase === 'disabled'));
    expect((await router.command('set', '-l', 'wet', '--hold', '9s')).exitCode).toBe(0);
    expect((await router.command('enable', '-l', 'wet')).exitCode).toBe(0);
    await router.until(({ streams }) =>
      streams.every(({ phase, policy }) => phase === 'pending' && policy.holdMs === 9_000),
    );

    expect((await router.command('set', 'yard', '--path', 'y')).exitCode).toBe(0);
    await paths('gate gate,yard y');
    expect((await router.command('add', 'a', '--source', 'push:live/a')).stdout).toContain(router.config);
    const named = await router.command('add', 'b', '--source', 'push:live/b', '--file', 'sites/north.yaml');
    expect(named.stdout).toContain(`+++ ${north}`);
    await paths('a a,gate gate,b b,yard y');
    expect((await router.command('remove', 'gate')).exitCode).toBe(0);
    await paths('a a,b b,yard y');

    // Over the API as well, where what a change is based on is the file that it concerns.
    const { listeners } = await router.until(() => true);
    const api = `http://${listeners.http.address}/api/v1/streams`;
    const entry = (await (await fetch(`${api}/yard/entry`)).json()) as StreamEntry;
    expect(entry).toMatchObject({ file: south, line: 2 });
    writeFileSync(north, '# The north.\nstreams: {}\n');
    const removed = await fetch(`${api}/yard?baseHash=${entry.baseHash}`, { method: 'DELETE' });
    expect(removed.status).toBe(200);
    await paths('a a');

    // What is imported goes to a file of several as well, beside what stands in the others.
    const table = join(router.folder, 'cameras.csv');
    writeFileSync(table, 'name,source,path\na,push:other,\nm,push:live/m,\nn,push:live/n,a\n');
    const args = [MAIN, 'import', table, '--config', router.config, '--into', south];
    const imported = await execa(process.execPath, args, { reject: false });
    expect(imported.stderr).toMatch(/"a" is left out[\s\S]*"n" is left out[\s\S]*1 stream imported/);
    await paths('a a,m m');
    await router.command('remove', 'm');

    // A file that may be absent, and comes: a checkout without it still knows what is live.
    const { stdout: without } = await router.command('hash');
    writeFileSync(join(router.folder, 'secrets.yaml'), 'streams: { s: { source: push:live/s } }\n');
    await paths('a a,s s');
    const waited = await router.command('wait', '--for-hash', without, '--timeout', '1s', '--format', 'json');
    expect(waited.exitCode).toBe(3);
    expect(JSON.parse(waited.stdout)).toMatchObject({
      live: true,
      liveHash: expect.not.stringMatching(without),
    });
    expect((await router.command('validate')).exitCode).toBe(0);
  });
});

async function startWithPicture(): Promise<void> {
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/picture`);
}

/** Files of streams that wait for a publisher, in a Git repository; and what these files say. */
class RandomFolder {
  readonly #folder: string;
  readonly #random: Random;
  /** Streams and their paths, by file. */
  #files = new Map<string, Map<string, string>>();
  readonly #commits: { readonly hash: string; readonly files: Map<string, Map<string, string>> }[] = [];
  #broken: string | null = null;
  #number = 0;

  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
    mkdirSync(folder);
    for (let index = 1; index < FILES; index += 1) this.#write(`f-${index}.yaml`, this.#someStreams());
    writeFileSync(join(folder, 'steady.yaml'), STEADY_FILE);
    this.#git('init', '--quiet');
    this.#commit();
  }

  /** In the order of the files. */
  get expected(): string[] {
    const names = [...this.#files.keys(), 'steady.yaml'].sort();
    return names.flatMap((name) =>
      name === 'steady.yaml'
        ? STEADY.map((steady) => `${steady} ${steady}`)
        : [...(this.#files.get(name) ?? [])].map(([stream, path]) => `${stream} ${path}`),
    );
  }

  /** Does something to it; gives what. */
  change(): string {
    const changes = {
      'edit in place': () => this.#write(this.#someFile(), this.#someStreams()),
      'edit, rename over': () => this.#write(this.#someFile(), this.#someStreams(), 'rename'),
      'edit, remove and create': () => this.#write(this.#someFile(), this.#someStreams(), 'create'),
      rename: () => {
        const from = this.#someFile();
        const to = `${'abxyz'[this.#random.integer(5)]}-${this.#next()}.${this.#random.integer(2) > 0 ? 'yml' : 'yaml'}`;
        renameSync(join(this.#folder, from), join(this.#folder, to));
        this.#files.set(to, this.#files.get(from) ?? new Map());
        this.#files.delete(from);
      },
      delete: () => {
        const name = this.#someFile();
        rmSync(join(this.#folder, name));
        this.#files.delete(name);
      },
      create: () => this.#write(`n-${this.#next()}.yaml`, this.#someStreams()),
      commit: () => this.#commit(),
      'git reset --hard': () => this.#reset(),
    };
    const names = Object.keys(changes) as (keyof typeof changes)[];
    const what = this.#files.size > 20 ? names[this.#random.integer(names.length)] : 'git reset --hard';
    if (what === undefined) throw new Error('nothing to do');
    changes[what]();
    return what;
  }

  /** Gives the name of the file. */
  breakOne(): string {
    const texts = ['streams: [\n', '', '# nothing\n', 'streams: { x: { source: nonsense } }\n'];
    texts.push('streams: { steady-1: { source: push:live/x } }\n', 'listen: {}\n');
    const name = `${'az'[this.#random.integer(2)]}-broken.yaml`;
    writeFileSync(join(this.#folder, name), texts[this.#random.integer(texts.length)] ?? '');
    this.#broken = name;
    return name;
  }

  mend(): void {
    if (this.#broken !== null) rmSync(join(this.#folder, this.#broken), { force: true });
    this.#broken = null;
  }

  #write(name: string, streams: Map<string, string>, how?: 'rename' | 'create'): void {
    const path = join(this.#folder, name);
    const text = fileOf(this.#next(), [...streams]);
    if (how === 'create') rmSync(path);
    writeFileSync(how === 'rename' ? `${path}.new` : path, text);
    if (how === 'rename') renameSync(`${path}.new`, path);
    this.#files.set(name, streams);
  }

  #someFile(): string {
    const names = [...this.#files.keys()];
    return names[this.#random.integer(names.length)] ?? '';
  }

  /** Names that no other file has, so that every mixture of files is valid. */
  #someStreams(): Map<string, string> {
    const count = this.#random.integer(4);
    return new Map(
      Array.from({ length: count }, () => this.#next()).map((number) => [`w-${number}`, `w/${number}`]),
    );
  }

  #next(): number {
    this.#number += 1;
    return this.#number;
  }

  #commit(): void {
    this.#git('add', '--all', ':!*-broken.yaml');
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@example'];
    this.#git(...author, 'commit', '--quiet', '--allow-empty', '--message', 'next');
    this.#commits.push({ hash: this.#git('rev-parse', 'HEAD').trim(), files: new Map(this.#files) });
  }

  /** To any earlier state, as whoever takes a change back. */
  #reset(): void {
    const commit = this.#commits[this.#random.integer(this.#commits.length)];
    if (commit === undefined) throw new Error('no commit');
    this.#git('reset', '--quiet', '--hard', commit.hash);
    this.#git('clean', '--quiet', '--force', '--exclude=*-broken.yaml');
    this.#files = new Map(commit.files);
  }

  #git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.#folder, ...args], { encoding: 'utf8' });
  }
}

function fileOf(number: number, streams: readonly (readonly [name: string, path: string])[]): string {
  if (streams.length === 0) return `# ${number}\nstreams: {}\n`;
  const lines = streams.map(([name, path]) => `  ${name}: { source: push:live/nobody, path: ${path} }\n`);
  return `# ${number}\nstreams:\n${lines.join('')}`;
}

/**
 * Resolves when what the folder says, and nothing else, is what the router wants, and the steady streams run. Files may change without their
 * streams doing so, so it is the whole content that has to be live.
 */
function untilEqual(conf: RandomFolder): Promise<RouterStatus> {
  return router.until(
    (status) =>
      status.configuration.problem === null &&
      status.configuration.liveHash === gatherFiles(router.config, 'conf').hash &&
      pathsOf(status).join() === conf.expected.join() &&
      areSteady(status),
    60_000,
  );
}

function areSteady({ streams }: RouterStatus): boolean {
  return streams.filter(({ phase }) => phase === 'running').length === STEADY.length;
}

function pathsOf({ streams }: RouterStatus): string[] {
  return streams.map(({ name, path }) => `${name} ${path}`);
}

function pidsOf({ streams }: Pick<RouterStatus, 'streams'>): Map<string, number> {
  return new Map(streams.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid] as const])));
}
