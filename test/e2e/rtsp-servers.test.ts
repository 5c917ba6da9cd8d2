import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START_LIMITS } from '../../src/reconciler/reconciler.js';
import { CONDITIONS, type Reason } from '../../src/state/conditions.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { MisbehavingRtsp, type RtspBehaviour } from './support/misbehaving-rtsp.js';
import { processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { RtspServerProcess } from './support/rtsp-server-process.js';
import { mostYoung } from './support/starts.js';
import { waitFor } from './support/wait-for.js';

let routers: TestRouter[] = [];
let publishers: Publisher[] = [];
let servers: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(routers.map((router) => router.dispose()));
  await Promise.all(publishers.map(end));
  await Promise.all(servers.map((server) => server.close()));
  [routers, publishers, servers] = [[], [], []];
});

/** A router that has got a picture at `live/picture`. */
async function startRouter(text: string, ...options: readonly string[]): Promise<TestRouter> {
  const router = new TestRouter(text);
  routers.push(router);
  const { listeners } = await router.start(...options);
  router.ingest = `rtmp://${listeners.rtmp.address}/live/picture`;
  publishers.push(pushPicture(router.ingest));
  return router;
}

async function rtspServer(behaviour?: RtspBehaviour): Promise<MisbehavingRtsp> {
  const server = new MisbehavingRtsp(behaviour);
  servers.push(server);
  await server.listen();
  return server;
}

const byName = ({ streams }: RouterStatus, name: string): StreamStatus | undefined =>
  streams.find((stream) => stream.name === name);
const allRun = ({ streams }: RouterStatus): boolean => streams.every(({ phase }) => phase === 'running');

/** The streams and their RTSP servers. */
function configuration(streams: Readonly<Record<string, string>>): string {
  const entries = Object.entries(streams).map(
    ([name, server]) => `  ${name}: { source: push:live/picture, server: '${server}' }\n`,
  );
  return `${FREE_PORTS}streams:\n${entries.join('')}`;
}

const address = (server: MisbehavingRtsp, credentials?: string): string =>
  server.url('', credentials).slice(0, -1);

/** For how long it waits before it is tried again. */
function waitMs({ since, nextTry }: StreamStatus): number {
  return nextTry === null || since === null ? 0 : Date.parse(nextTry) - Date.parse(since);
}

/** What seldom retries wait at least: half a minute, less the jitter. */
const SLOW_MS = 15_000;

describe('RTSP servers that refuse a stream', () => {
  const credentials = { kind: 'wants-credentials', user: 'writer', password: 'p%wd-7' } as const;
  const [right, wrong] = ['writer:p%25wd-7', 'writer:nonsense'];

  it('each have a reason and a remedy, and take it when what they refuse is mended', async () => {
    const [basic, digest, refusing, taken, broken, down] = [
      await rtspServer({ ...credentials, scheme: 'Basic' }),
      await rtspServer({ ...credentials, scheme: 'Digest' }),
      await rtspServer({ kind: 'answers', status: 403 }),
      await rtspServer({ kind: 'answers', status: 400, to: 'RECORD' }),
      await rtspServer({ kind: 'answers', status: 500 }),
      await rtspServer(),
    ];
    await down.close();
    const streams = {
      'basic-right': address(basic, right),
      'digest-right': address(digest, right),
      'basic-wrong': address(basic, wrong),
      'digest-wrong': address(digest, wrong),
      'digest-none': address(digest),
      refused: address(refusing),
      taken: address(taken),
      broken: address(broken),
      down: address(down),
    };
    const expected: Record<keyof typeof streams, readonly [StreamStatus['phase'], Reason]> = {
      'basic-right': ['running', 'Running'],
      'digest-right': ['running', 'Running'],
      'basic-wrong': ['failed', 'CredentialsRefused'],
      'digest-wrong': ['failed', 'CredentialsRefused'],
      'digest-none': ['failed', 'CredentialsRefused'],
      refused: ['failed', 'PathRefused'],
      taken: ['backoff', 'PathTaken'],
      broken: ['backoff', 'ServerError'],
      down: ['backoff', 'ServerDown'],
    };
    const router = await startRouter(configuration(streams));
    for (const [name, [phase, reason]] of Object.entries(expected)) {
      const status = await router.until((seen) => {
        const stream = byName(seen, name);
        return stream?.phase === phase && stream.reason === reason;
      });
      const stream = byName(status, name) as StreamStatus;
      expect(stream.remedy).toBe(CONDITIONS[reason].remedy);
      expect(stream.remedy !== '').toBe(reason !== 'Running');
      if (phase === 'failed') expect(waitMs(stream)).toBeGreaterThanOrEqual(SLOW_MS);
    }
    const before = (await router.status()) as RouterStatus;
    // What failed is tried seldom: each of them had one process so far.
    for (const name of ['basic-wrong', 'digest-wrong', 'digest-none', 'refused']) {
      expect([name, byName(before, name)?.restarts]).toEqual([name, 0]);
    }

    // The file is mended: at once, not when the next try would have been due.
    refusing.behaviour = { kind: 'well' };
    router.write(
      configuration({
        ...streams,
        'basic-wrong': address(basic, right),
        'digest-wrong': address(digest, right),
        'digest-none': address(digest, right),
      }).replace('  refused: {', '  refused: { path: elsewhere,'),
    );
    // The server is mended: by itself.
    taken.behaviour = { kind: 'well' };
    broken.behaviour = { kind: 'well' };
    await down.listen();
    const after = await router.until(allRun, 60_000);
    for (const { name, since } of after.streams) {
      const nextTry = byName(before, name)?.nextTry ?? null;
      if (nextTry !== null && expected[name as keyof typeof expected][0] === 'failed')
        expect([name, Date.parse(since ?? '') < Date.parse(nextTry)]).toEqual([name, true]);
    }
  });

  it('and let two routers throw each other out are left to one of them', async () => {
    const server = await rtspServer({ kind: 'overrides' });
    const text = `${FREE_PORTS}defaults: { backoff: { initial: 100ms, max: 500ms } }
streams: { gate: { source: push:live/picture, server: '${address(server)}' } }\n`;
    const first = await startRouter(text);
    await first.untilStream('gate', 'running');
    const second = await startRouter(text);
    const [winner, loser] = await waitFor('one to give way', async () => {
      for (const [one, other] of [
        [first, second],
        [second, first],
      ] as const) {
        const [gate] = (await other.status())?.streams ?? [];
        if (gate?.phase === 'failed') return [one, other];
      }
      return undefined;
    });
    const gate = await loser.untilStream('gate', 'failed');
    expect(gate.reason).toBe('PathContested');
    expect(gate.remedy).toBe(CONDITIONS.PathContested.remedy);
    expect(waitMs(gate)).toBeGreaterThanOrEqual(SLOW_MS);
    expect(loser.log('ffmpeg ended').map(({ reason }) => reason)).toEqual([
      'ServerLost',
      'ServerLost',
      'ServerLost',
      'PathContested',
    ]);
    await winner.untilStream('gate', 'running');
    expect(winner.log('ffmpeg ended').length).toBeLessThan(4);
    // An edit is what the remedy asks for, and counts at once.
    loser.write(text.replace('gate: {', 'gate: { path: gate-2,'));
    await loser.untilStream('gate', 'running');
    await winner.untilStream('gate', 'running');
  });
});

const STREAMS = 20;
const names = Array.from({ length: STREAMS }, (_, index) => `cam-${index}`);
const twenty = (server: string): string =>
  configuration(Object.fromEntries(names.map((name) => [name, server])));

/** For so long that the first restart is not delayed: the worst case for a server that is gone. */
const allRunWell = (status: RouterStatus): boolean =>
  allRun(status) && status.streams.every(({ progress }) => (progress?.outTimeUs ?? 0) > 6_000_000);

/** FFmpegs of the router's streams that are there now. */
function publishing(router: TestRouter): number[] {
  const found = [...processesMentioning(router.ingest)];
  return found.filter(([, command]) => command.includes(' -f rtsp ')).map(([pid]) => pid);
}

describe('an RTSP server under 20 streams', () => {
  let remote: RtspServerProcess;

  beforeEach(() => {
    remote = new RtspServerProcess();
  });

  afterEach(() => remote.dispose());

  it.runIf(process.env['KAZSTREAMLINK_SOAK'])(
    'elsewhere, which is killed and comes back, is waited for and not run down',
    async () => {
      await remote.start();
      const router = await startRouter(twenty(remote.url), '--log-level', 'trace');
      await router.until(allRunWell, 60_000);
      expect(mostYoung(router.log())).toBeLessThanOrEqual(START_LIMITS.perServer);

      const beforeKill = router.log().length;
      await remote.kill();
      const down = await router.until(({ streams }) =>
        streams.every(({ phase, reason }) => phase === 'backoff' && reason === 'ServerDown'),
      );
      for (const { remedy } of down.streams) expect(remedy).toBe(CONDITIONS.ServerDown.remedy);
      // The loop looks every 5 s when nothing is to be done: back-offs of 1, 2 and 4 s would be over.
      const beforeLooks = router.log('reconciled').length;
      await waitFor(
        'the loop to look again',
        () => router.log('reconciled').length > beforeLooks + 2 || undefined,
      );
      expect(publishing(router)).toEqual([]);
      const ends = router
        .log()
        .slice(beforeKill)
        .filter(({ msg }) => msg === 'ffmpeg ended');
      expect(ends.filter(({ reason }) => reason === 'ServerLost')).toHaveLength(STREAMS);
      const inVain = router
        .log()
        .slice(beforeKill)
        .filter(({ msg }) => msg === 'ffmpeg started');
      // Before it was known that nobody is there; all others were spared.
      expect(inVain.length).toBeLessThan(STREAMS);

      const beforeReturn = router.log().length;
      await remote.start();
      await router.until(allRun, 60_000);
      const since = router.log().slice(beforeReturn);
      expect(mostYoung(since)).toBeLessThanOrEqual(START_LIMITS.perServer);
      expect(since.filter(({ msg }) => msg === 'ffmpeg started')).toHaveLength(STREAMS);
      expect(await probeCodecs(`${remote.url}/cam-7`, 'tcp')).toEqual(['aac', 'h264']);
    },
  );

  it('of the router itself, which is killed, is back with all of them', async () => {
    const router = await startRouter(twenty('embedded'));
    const before = await router.until(allRunWell, 60_000);
    const beforeKill = router.log().length;
    const [server] = processesMentioning(join(router.stateDir, 'rtsp.sock')).keys();
    process.kill(server as number, 'SIGKILL');
    const old = new Set(before.streams.map(({ pid }) => pid));
    await router.until((seen) => allRun(seen) && seen.streams.every(({ pid }) => !old.has(pid)), 60_000);
    const since = router.log().slice(beforeKill);
    const ends = since.filter(({ msg }) => msg === 'ffmpeg ended');
    expect(ends.map(({ reason }) => reason)).toEqual(names.map(() => 'ServerLost'));
    expect(since.filter(({ msg }) => msg === 'ffmpeg started')).toHaveLength(STREAMS);
    expect(mostYoung(since)).toBeLessThanOrEqual(START_LIMITS.perServer);
    expect(publishing(router)).toHaveLength(STREAMS);
  });
});
