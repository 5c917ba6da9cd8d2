import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONDITIONS, type Reason } from '../../src/state/conditions.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { type FarAway, mayBeFarAway, startFarAway } from './support/far-away.js';
import { end, type Picture, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { MisbehavingRtmp, type RtmpBehaviour } from './support/misbehaving-rtmp.js';
import { MisbehavingRtsp } from './support/misbehaving-rtsp.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { ServerProcess } from './support/server-process.js';

/**
 * One router, and a stream for each way in which something hangs. Each is broken, and mended again, while the others run; the
 * deadlines are short, so that they pass soon.
 */
const STALL_TIMEOUT_MS = 2_000;
const FIRST_FRAME_TIMEOUT_MS = 3_000;
/** Ten times what it may take: a hang of the router is told from a slow machine, and nothing is measured. */
const WITHIN_MS = 10 * (STALL_TIMEOUT_MS + FIRST_FRAME_TIMEOUT_MS);

const hasNetworks = mayBeFarAway();
if (!hasNetworks) console.warn('SKIPPED: this user may make no network namespaces');

const camera = new ServerProcess('rtmp');
const nvr = new ServerProcess('rtsp');
const deafServer = new MisbehavingRtsp();
const silentSource = new MisbehavingRtmp({ kind: 'silent' });
const emptySource = new MisbehavingRtmp({ kind: 'plays' });
const flakySource = new MisbehavingRtmp();
let far: FarAway | undefined;
let router: TestRouter;
let frozen: Publisher;
let healthyPid: number | null;
/** How a source behaves that is well. */
let well: RtmpBehaviour;
/** In the order in which they are to be called. */
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  endings.push(
    () => camera.close(),
    () => nvr.close(),
  );
  const source = await camera.url('live/a');
  // Large, so that the buffers between FFmpeg and a server that stops reading are soon full.
  push(source, { size: '1280x720' });
  well = { kind: 'relays', to: Number(new URL(source).port) };
  flakySource.behaviour = well;
  for (const one of [deafServer, silentSource, emptySource, flakySource]) {
    await one.listen();
    endings.push(() => one.close());
  }
  const farLines = hasNetworks ? await startFar(source) : [];
  await camera.untilPublished('live/a');
  const stream = (name: string, from: string, more = ''): string =>
    `  ${name}: { source: "${from}"${more === '' ? '' : `, ${more}`} }`;
  router = new TestRouter(
    [
      FREE_PORTS,
      `defaults: { stallTimeout: ${STALL_TIMEOUT_MS}ms, backoff: { initial: 2s, max: 4s } }`,
      'streams:',
      stream('healthy', source),
      stream('stopped', source),
      stream('silent', silentSource.url('live/a'), `firstFrameTimeout: ${FIRST_FRAME_TIMEOUT_MS}ms`),
      stream('empty', emptySource.url('live/a')),
      stream('flaky', flakySource.url('live/a')),
      stream('frozen', 'push:live/frozen'),
      stream('deaf', source, `server: "rtsp://127.0.0.1:${deafServer.port}"`),
      stream('nvr', source, `server: "${(await nvr.url('')).replace(/\/$/, '')}"`),
      ...farLines,
      '',
    ].join('\n'),
  );
  endings.unshift(() => router.dispose());
  const { listeners } = await router.start();
  frozen = push(`rtmp://${listeners.rtmp.address}/live/frozen`);
  healthyPid = (await running('healthy')).pid;
});

afterAll(async () => {
  for (const one of endings) await one();
});

/** The lines of two streams: one that comes from there, and one that goes there. */
async function startFar(near: string): Promise<string[]> {
  const there = await startFarAway();
  far = there;
  const { host, inside } = there;
  const [rtmp, rtsp] = [
    new ServerProcess('rtmp', host, inside),
    new ServerProcess('rtsp', '127.0.0.1', inside),
  ];
  endings.push(
    () => rtmp.close(),
    () => rtsp.close(),
    () => there.close(),
  );
  const url = await rtmp.url('live/a');
  push(url, { inside });
  await rtmp.untilPublished('live/a');
  return [
    `  far: { source: "${url}" }`,
    `  beyond: { source: "${near}", server: "${await there.reach(await rtsp.url(''))}" }`,
  ];
}

function push(url: string, picture: Picture = {}): Publisher {
  const publisher = pushPicture(url, picture);
  endings.unshift(() => end(publisher));
  return publisher;
}

/** Resolves with the stream when it is as told. */
async function until(name: string, holds: (stream: StreamStatus) => boolean): Promise<StreamStatus> {
  const { streams } = await router.until(
    ({ streams }) => streams.some((stream) => stream.name === name && holds(stream)),
    WITHIN_MS,
  );
  return streams.find((stream) => stream.name === name) as StreamStatus;
}

/** Resolves when the status tells that the stream hangs, or that its process was ended for it, and what to do. */
async function untilBroken(name: string, reason: Reason): Promise<void> {
  const { message, remedy } = await until(
    name,
    (stream) => ['stalled', 'backoff', 'failed'].includes(stream.phase) && stream.reason === reason,
  );
  expect(message.startsWith(CONDITIONS[reason].message)).toBe(true);
  expect(remedy).toBe(CONDITIONS[reason].remedy);
}

/** Another stream of the same router has run on all the while, by the same process. */
async function harmsNobody(): Promise<void> {
  const { progress, ...bystander } = await running('healthy');
  expect(bystander).toMatchObject({ pid: healthyPid, restarts: 0 });
  await until('healthy', (stream) => (stream.progress?.outTimeUs ?? 0) > (progress?.outTimeUs ?? 0));
}

/** Resolves when the stream runs again, by one process that is another than this. */
async function untilMended(name: string, brokenPid: number | null): Promise<StreamStatus> {
  const stream = await until(name, ({ phase, pid }) => phase === 'running' && pid !== brokenPid);
  expect(isRunning(brokenPid ?? 0)).toBe(false);
  expect(publishersOf(stream)).toEqual([stream.pid]);
  await harmsNobody();
  return stream;
}

/** The server there has not heard that its publisher has gone. */
async function beyondReturns(brokenPid: number | null): Promise<void> {
  await untilBroken('beyond', 'PathTaken');
  far?.forget();
  await isPlayable(await untilMended('beyond', brokenPid));
}

/** All FFmpegs that publish where the stream does. */
function publishersOf({ rtspUrl }: StreamStatus): number[] {
  const found = [...processesMentioning(` ${rtspUrl}`)];
  return found.filter(([, command]) => command.includes(' -f rtsp ')).map(([pid]) => pid);
}

async function isPlayable({ rtspUrl }: StreamStatus): Promise<void> {
  expect(await probeCodecs(rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);
}

const running = (name: string): Promise<StreamStatus> => router.untilStream(name, 'running');

describe.concurrent('a stream is noticed to hang, ended, named and brought back', () => {
  it('whose FFmpeg is stopped', async () => {
    // The second end in a row is not followed by a start at once, so that it can be seen.
    process.kill((await running('stopped')).pid ?? 0, 'SIGKILL');
    await until('stopped', ({ phase, restarts }) => phase === 'running' && restarts === 1);
    const { pid } = await running('stopped');
    process.kill(pid ?? 0, 'SIGSTOP');
    await untilBroken('stopped', 'ProcessStopped');
    await isPlayable(await untilMended('stopped', pid));
  });

  it('whose source accepts the connection and says nothing', async () => {
    await untilBroken('silent', 'SourceSilent');
    silentSource.behaviour = well;
    await isPlayable(await untilMended('silent', null));
  });

  it('whose source completes play and sends nothing', async () => {
    await untilBroken('empty', 'SourceNotFound');
    emptySource.behaviour = well;
    await isPlayable(await untilMended('empty', null));
  });

  it('whose source stops after a while', async () => {
    const { pid } = await running('flaky');
    flakySource.stall();
    await untilBroken('flaky', 'SourceStalled');
    flakySource.stall(false);
    await isPlayable(await untilMended('flaky', pid));
  });

  it('whose publisher freezes', async () => {
    const { pid } = await running('frozen');
    frozen.kill('SIGSTOP');
    await untilBroken('frozen', 'SourceStalled');
    // It is not tried again and again with the last picture that the ingest has of it, but when it sends again.
    await until('frozen', ({ phase, nextTry }) => phase === 'backoff' && nextTry === null);
    frozen.kill('SIGCONT');
    await isPlayable(await untilMended('frozen', pid));
  });

  it('whose RTSP server stops reading', async () => {
    const { pid } = await running('deaf');
    deafServer.behaviour = { kind: 'stops-reading', afterBytes: 1 };
    await untilBroken('deaf', 'ServerStalled');
    deafServer.behaviour = { kind: 'well' };
    await untilMended('deaf', pid);
  });

  it('whose RTSP server is stopped', async () => {
    const { pid } = await running('nvr');
    nvr.signal('SIGSTOP');
    await untilBroken('nvr', 'ServerStalled');
    await untilBroken('nvr', 'ServerSilent');
    nvr.signal('SIGCONT');
    await isPlayable(await untilMended('nvr', pid));
  });

  it.skipIf(!hasNetworks)(
    'whose packets are dropped on their way from the source, or to the RTSP server',
    async () => {
      const [{ pid }, beyond] = [await running('far'), await running('beyond')];
      far?.drop();
      await Promise.all([
        untilBroken('far', 'SourceStalled').then(() => untilBroken('far', 'SourceUnreachable')),
        untilBroken('beyond', 'ServerStalled').then(() => untilBroken('beyond', 'ServerDown')),
      ]);
      far?.restore();
      await Promise.all([untilMended('far', pid).then(isPlayable), beyondReturns(beyond.pid)]);
    },
  );
});

it('and nothing is left of it when the router ends', async () => {
  const streams = (await router.status())?.streams ?? [];
  expect(streams.flatMap(publishersOf)).toHaveLength(streams.length);
  expect((await router.stop()).exitCode).toBe(0);
  expect(streams.flatMap(publishersOf)).toEqual([]);
  expect(processesMentioning(router.folder).size).toBe(0);
});
