import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { childrenOf, processesMentioning } from './support/processes.js';
import { createRandom } from './support/random.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { timePasses } from './support/time-passes.js';
import { waitFor } from './support/wait-for.js';

const TEXT = `${FREE_PORTS}defaults: { hold: 2s }
streams:
  "drone-*": { source: "push:live/drone-*", path: "drones/*", labels: { kind: drone } }
  "drone-big-*": { source: "push:live/drone-big-*", path: "big/*" }
  drone-mine: { source: push:live/drone-mine, path: mine }
`;
const IS_SOAK = process.env['KAZSTREAMLINK_SOAK'] !== undefined;
const CHURNING = IS_SOAK ? 200 : 10;
const CHURN_MS = IS_SOAK ? 60_000 : 3_000;

let router: TestRouter;
let publishers: Publisher[];

beforeEach(() => {
  router = new TestRouter(TEXT);
  publishers = [];
});

afterEach(async () => {
  await Promise.all(publishers.map(end));
  await router.dispose();
  expect(processesMentioning(router.folder).size).toBe(0);
});

it('whoever publishes becomes a stream, and goes when gone for as long as it is held', {
  timeout: 120_000,
}, async () => {
  const { listeners, configuration } = await router.start();
  expect(configuration.patterns.map(({ name }) => name)).toEqual(['drone-*', 'drone-big-*']);
  const names = ['drone-1', 'drone-big-2', 'drone-mine'];
  publishers = names.map((name) => pushPicture(`rtmp://${listeners.rtmp.address}/live/${name}`));
  const allRun = await router.until(
    ({ streams }) => streams.length === 3 && streams.every(({ phase }) => phase === 'running'),
  );
  // Streams of the file first.
  expect(allRun.streams.map(({ name, path, pattern }) => [name, path, pattern])).toEqual([
    ['drone-mine', 'mine', null],
    ['drone-1', 'drones/1', 'drone-*'],
    ['drone-big-2', 'big/2', 'drone-big-*'],
  ]);
  expect(allRun.streams[1]?.labels).toEqual({ kind: 'drone' });
  for (const { rtspUrl } of allRun.streams)
    expect(await probeCodecs(rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);
  const planned = await router.command('plan');
  expect(planned.stdout).toContain('No changes.');
  const told = await router.command('status');
  expect(told.stdout).toContain('drone-*  push:live/drone-* → drones/*  1 stream now');
  expect((await router.command('disable', 'drone-1')).all).toContain('drone-*');

  await router.kill();
  await router.start();
  const adopted = await router.until(({ streams }) => streams.every(({ phase }) => phase === 'running'));
  expect(adopted.streams.map(({ name, pid }) => [name, pid])).toEqual(
    allRun.streams.map(({ name, pid }) => [name, pid]),
  );

  await end(publishers[0]);
  await router.until(({ streams }) =>
    streams.some(({ name, phase }) => name === 'drone-1' && phase === 'pending'),
  );
  // It comes back in time, and is the same stream.
  publishers[0] = pushPicture(`rtmp://${listeners.rtmp.address}/live/drone-1`);
  const back = await router.untilStream('drone-1', 'running');
  expect(back.restarts).toBe(1);

  await Promise.all(publishers.map(end));
  const left = await router.until(({ streams }) => streams.length === 1);
  expect(left.streams.map(({ name, phase }) => `${name} ${phase}`)).toEqual(['drone-mine pending']);
  expect(await probeCodecs(back.rtspUrl ?? '', 'tcp')).toBeUndefined();
});

it('many that come and go leave nothing behind', { timeout: 400_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-clip-'));
  try {
    const clip = join(folder, 'clip.flv');
    await execa('ffmpeg', ['-loglevel', 'error', ...CLIP, clip], { stdin: 'ignore' });
    const { listeners } = await router.start();
    const routerPid = router.process?.pid ?? 0;
    const descriptors = (): number => readdirSync(`/proc/${routerPid}/fd`).length;
    const [before, children] = [descriptors(), childrenOf(routerPid).length];
    const random = createRandom(3);
    let most = 0;
    const push = async (name: string): Promise<void> => {
      const url = `rtmp://${listeners.rtmp.address}/live/${name}`;
      const args = [
        '-loglevel',
        'error',
        '-re',
        '-stream_loop',
        '-1',
        '-i',
        clip,
        '-c',
        'copy',
        '-f',
        'flv',
        url,
      ];
      const one = execa('ffmpeg', args, { reject: false, stdin: 'ignore', all: true }) as Publisher;
      publishers.push(one);
      const { streams } = await router.until(({ streams: now }) =>
        now.some((stream) => stream.name === name && stream.phase === 'running'),
      );
      most = Math.max(most, streams.length);
      await timePasses(random.integer(3_000));
      await end(one);
    };
    const everyMs = CHURN_MS / CHURNING;
    const pushed: Promise<void>[] = [];
    for (let index = 0; index < CHURNING; index += 1) {
      pushed.push(push(`drone-${index}`));
      await timePasses(everyMs);
    }
    await Promise.all(pushed);
    expect(most).toBeGreaterThan(2);
    await router.until(({ streams }) => streams.length === 1);
    await waitFor(
      'as many children and descriptors as before',
      () => (childrenOf(routerPid).length === children && descriptors() <= before) || undefined,
      20_000,
      () => `${children} and ${before} before, ${childrenOf(routerPid).length} and ${descriptors()} now`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const CLIP = [
  ...['-f', 'lavfi', '-t', '2', '-i', 'testsrc2=size=160x90:rate=25'],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', '-f', 'flv'],
];
