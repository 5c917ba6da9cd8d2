import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptLog } from '../../src/state/stream-run.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { MisbehavingRtmp } from './support/misbehaving-rtmp.js';
import { MisbehavingRtsp } from './support/misbehaving-rtsp.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { createRandom } from './support/random.js';
import { Reader } from './support/reader.js';
import { FREE_PORTS, MAIN, TestRouter } from './support/router.js';
import { mayMount, NAMESPACE } from './support/router-at.js';
import { waitFor } from './support/wait-for.js';

const IS_SOAK = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const STREAMS = IS_SOAK ? 5 : 3;
const SEED = 5;

let router: TestRouter;
let publisher: Publisher | undefined;
let readers: Reader[];

const text = (count: number): string =>
  `${FREE_PORTS}streams:\n${Array.from({ length: count }, (_, index) => `  cam-${index}: { source: push:live/a }\n`).join('')}`;

beforeEach(() => {
  router = new TestRouter(text(STREAMS));
  readers = [];
});

afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.end()));
  await end(publisher);
  publisher = undefined;
  await router.dispose();
  expect(processesMentioning(router.folder).size).toBe(0);
});

const allRun = ({ streams }: RouterStatus): boolean => streams.every(({ phase }) => phase === 'running');
const pidsOf = ({ streams }: RouterStatus): (number | null)[] => streams.map(({ pid }) => pid);

async function startAll(): Promise<RouterStatus> {
  const { listeners } = await router.start();
  router.ingest = `rtmp://${listeners.rtmp.address}/live/a`;
  publisher ??= pushPicture(router.ingest);
  return router.until(allRun);
}

/** FFmpegs that publish, by path. */
function publishers(): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [pid, command] of processesMentioning('-f rtsp -rtsp_transport tcp')) {
    const path = / rtsp:\/\/[^ ]*\/(?<path>cam-\d+)(?:\?successor=\w+)?$/.exec(command)?.groups?.['path'];
    if (path !== undefined && command.includes(router.ingest))
      found.set(path, [...(found.get(path) ?? []), pid]);
  }
  return found;
}

async function logOf(name: string): Promise<KeptLog> {
  const { stdout } = await router.command('logs', name, '--all', '--format', 'json');
  return JSON.parse(stdout) as KeptLog;
}

describe('a router that is killed and started again', () => {
  it('goes on with the same processes, and readers notice nothing', { timeout: 300_000 }, async () => {
    const before = await startAll();
    readers = before.streams.map(({ rtspUrl }) => new Reader(rtspUrl ?? ''));
    await Promise.all(readers.map((reader) => reader.untilReadMore(1)));
    for (let kills = 0; kills < (IS_SOAK ? 10 : 3); kills += 1) {
      await router.kill();
      await Promise.all(readers.map((reader) => reader.untilReadMore(0.5)));
      await router.start();
      const after = await router.until(allRun);
      expect(pidsOf(after)).toEqual(pidsOf(before));
      expect(after.listeners.rtsp.address).toBe(before.listeners.rtsp.address);
      expect(after.streams.map(({ since, restarts, outdated }) => ({ since, restarts, outdated }))).toEqual(
        before.streams.map(({ since }) => ({ since, restarts: 0, outdated: false })),
      );
      await Promise.all(readers.map((reader) => reader.untilReadMore(1)));
    }
    // One run, which goes on: its log was taken up each time.
    const { runs } = await logOf('cam-0');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ pid: before.streams[0]?.pid, end: null });
    // Media time advances in the status as well, and the end of an adopted process is noticed.
    const advanced = await router.until(({ streams }) => (streams[0]?.progress?.outTimeUs ?? 0) > 0);
    expect(advanced.streams[0]?.progress?.speed).toBeGreaterThan(0);
    process.kill(before.streams[0]?.pid ?? 0, 'SIGKILL');
    await router.until((status) => allRun(status) && status.streams[0]?.pid !== before.streams[0]?.pid);
    expect((await logOf('cam-0')).runs[0]?.end).not.toBeNull();
  });

  it('carries out what was edited meanwhile', async () => {
    const before = await startAll();
    await router.kill();
    router.write(
      `${FREE_PORTS}streams: { cam-0: { source: push:live/a }, cam-1: { source: push:live/a, path: moved }, new: { source: push:live/a } }\n`,
    );
    await router.start();
    const after = await router.until((status) => allRun(status) && status.streams.length === 3);
    const [first, moved] = after.streams;
    expect(first?.pid).toBe(before.streams[0]?.pid);
    expect(moved?.pid).not.toBe(before.streams[1]?.pid);
    expect(moved?.rtspUrl).toMatch(/\/moved$/);
    await waitFor('the others to be gone', () => publishers().size === 1 || undefined);
    expect(
      pidsOf(before)
        .slice(1)
        .filter((pid) => isRunning(pid ?? 0)),
    ).toEqual([]);
  });

  it('loses nothing and doubles nothing, whenever it happens', { timeout: 1_200_000 }, async () => {
    await startAll();
    const random = createRandom(SEED);
    for (let kills = 0; kills < (IS_SOAK ? 100 : 4); kills += 1) {
      const wanted = 1 + random.integer(STREAMS);
      router.write(text(wanted));
      const [victim] = [...publishers().values()][0] ?? [];
      if (random.integer(2) === 0 && victim !== undefined) process.kill(victim, 'SIGKILL');
      // A random moment is what this is about: in the middle of starts, stops and edits.
      const deadlineMs = Date.now() + random.integer(1_500);
      await waitFor('the moment', () => Date.now() >= deadlineMs || undefined);
      await router.kill();
      await router.start();
      await router.until((status) => allRun(status) && status.streams.length === wanted, 60_000);
      await waitFor(
        'one publisher for each stream',
        () =>
          (publishers().size === wanted && [...publishers().values()].every((pids) => pids.length === 1)) ||
          undefined,
        10_000,
        () => JSON.stringify([...publishers()]),
      );
    }
  });
});

describe('a router that has something to end first', () => {
  const servers = (kind: string): number[] => [
    ...processesMentioning(join(router.stateDir, `${kind}.sock`)).keys(),
  ];

  it('plans nothing before that is done: there is never a second server or publisher', async () => {
    const silent = new MisbehavingRtmp();
    await silent.listen();
    let stray: ReturnType<typeof startStray> | undefined;
    try {
      // Its FFmpeg looks at a source that says nothing: of no use to the next router, and slow to end.
      router.write(`${text(STREAMS)}  auto: { source: '${silent.url('live/x')}', video: auto }\n`);
      const cameras = ({ streams }: RouterStatus) => streams.filter(({ name }) => name !== 'auto');
      const camerasOf = (status: RouterStatus) => cameras(status).map(({ pid }) => pid);
      const camerasRun = (status: RouterStatus) => cameras(status).every(({ phase }) => phase === 'running');
      const { listeners } = await router.start();
      router.ingest = `rtmp://${listeners.rtmp.address}/live/a`;
      publisher ??= pushPicture(router.ingest);
      const before = await router.until(
        (status) => camerasRun(status) && status.streams.some(({ name, pid }) => name === 'auto' && pid),
      );
      const serversBefore = [servers('rtsp'), servers('rtmp')];
      await router.kill();
      stray = startStray(camerasOf(before)[0] ?? 0);
      await router.start();
      await stray;
      const counted = (): unknown => ({
        servers: [servers('rtsp'), servers('rtmp')],
        publishers: [...publishers().values()].map((pids) => pids.length),
      });
      const wanted = { servers: serversBefore, publishers: Array(STREAMS).fill(1) };
      expect(counted()).toEqual(wanted);
      await waitFor('the router to listen', () => router.log('listening').length > 1 || undefined);
      const after = await router.until(camerasRun);
      expect(counted()).toEqual(wanted);
      expect(camerasOf(after)).toEqual(camerasOf(before));
    } finally {
      stray?.kill('SIGKILL');
      await silent.close();
    }
  });

  it('ends a server that the file wants no more', async () => {
    await startAll();
    await router.kill();
    router.write('version: 1\nlisten: { rtsp: off, rtmp: off, http: 127.0.0.1:0 }\nstreams: {}\n');
    router.launch();
    const { listeners } = await router.until((status) => status.listeners.rtsp.phase === 'off');
    expect(listeners.rtmp.phase).toBe('off');
    await waitFor(
      'the servers to be gone',
      () => servers('rtsp').length + servers('rtmp').length === 0 || undefined,
    );
  });
});

/** A process that looks like one of the router of `pid`, is in no record, and does not hear SIGTERM. */
function startStray(pid: number) {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const mark = environment.find((entry) => entry.startsWith('KAZSTREAMLINK_')) ?? '';
  const [name = '', value = ''] = mark.split('=');
  return execa('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done'], {
    reject: false,
    detached: true,
    cleanup: false,
    stdio: 'ignore',
    env: { [name]: value },
  });
}

const SERVER_DEATHS = [
  ['rtsp', false],
  ['rtmp', false],
  ['rtsp', true],
  ['rtmp', true],
] as const;

describe('servers that die', () => {
  it.each(IS_SOAK ? SERVER_DEATHS : SERVER_DEATHS.slice(1, 3))(
    '%s, together with the router: %s',
    async (server, withRouter) => {
      const before = await startAll();
      const pidOf = (kind: string): number =>
        [...processesMentioning(join(router.stateDir, `${kind}.sock`))].map(([pid]) => pid)[0] ?? 0;
      const other = server === 'rtsp' ? 'rtmp' : 'rtsp';
      const otherPid = pidOf(other);
      if (withRouter) router.process?.kill('SIGSTOP');
      const serverPid = pidOf(server);
      process.kill(serverPid, 'SIGKILL');
      if (withRouter) {
        await router.kill();
        await router.start();
      }
      // Who pushed to the ingest has to push again.
      if (server === 'rtmp') {
        await end(publisher);
        const { listeners } = await router.until(
          (status) => status.listeners.rtmp.phase === 'open' && ![0, serverPid].includes(pidOf('rtmp')),
        );
        // Another router does not know which free port the dead one had taken.
        router.ingest = `rtmp://${listeners.rtmp.address}/live/a`;
        publisher = pushPicture(router.ingest);
      }
      const after = await router.until(
        (status) => allRun(status) && pidsOf(status).every((pid) => !pidsOf(before).includes(pid)),
      );
      expect(pidOf(other)).toBe(otherPid);
      expect(after.listeners[server].phase).toBe('open');
    },
  );
});

describe('what an adopted server has said', () => {
  it.runIf(IS_SOAK)('is logged once, also what it said while no router was there', async () => {
    const { listeners } = await startAll();
    const port = Number(listeners.rtsp.address?.split(':').at(-1));
    const complain = async (): Promise<void> => {
      const socket = createConnection(port, '127.0.0.1').on('error', () => undefined);
      socket.end('this is no RTSP\r\n\r\n').resume();
      await once(socket, 'close');
    };
    const complaints = () => router.log('connection refused: not RTSP');
    const [pid] = processesMentioning(join(router.stateDir, 'rtsp.sock')).keys();
    const file = join(router.stateDir, 'processes', `${pid}.json`);
    const readBytes = (): number =>
      (JSON.parse(readFileSync(file, 'utf8')) as { role: { read: { output: number } } }).role.read.output;
    const before = readBytes();
    await complain();
    await waitFor('the router to log it', () => complaints().length === 1 || undefined);
    await waitFor('the router to note it', () => readBytes() > before || undefined);
    await router.kill();
    await complain();
    await router.start();
    await waitFor('the router to log the other', () => complaints().length > 1 || undefined);
    await router.until(allRun);
    expect(complaints()).toHaveLength(2);
  });
});

describe('a server that hangs while the router is away', () => {
  it.runIf(IS_SOAK)('is renewed within seconds, and the router lives', async () => {
    const before = await startAll();
    const find = (): number => [...processesMentioning(join(router.stateDir, 'rtsp.sock')).keys()][0] ?? 0;
    const hung = find();
    await router.kill();
    process.kill(hung, 'SIGSTOP');
    router.launch();
    const after = await router.until(
      (status) => status.listeners.rtsp.phase === 'open' && find() !== hung && allRun(status),
      18_000,
    );
    expect(after.listeners.rtmp.address).toBe(before.listeners.rtmp.address);
    expect(router.process?.exitCode).toBeNull();
  });
});

describe('the number of restarts', () => {
  it('outlives an FFmpeg that dies together with its router, and not a clean stop', async () => {
    const kill = (status: RouterStatus): boolean => process.kill(status.streams[0]?.pid ?? 0, 'SIGKILL');
    const isRestarted =
      (from: RouterStatus) =>
      (status: RouterStatus): boolean =>
        allRun(status) && status.streams[0]?.pid !== from.streams[0]?.pid;
    const first = await startAll();
    kill(first);
    const second = await router.until(isRestarted(first));
    expect(second.streams.map(({ restarts }) => restarts)).toEqual([1, 0, 0, 0, 0]);
    router.process?.kill('SIGSTOP');
    kill(second);
    await router.kill();
    await router.start();
    const third = await router.until(isRestarted(second));
    expect(third.streams.map(({ restarts }) => restarts)).toEqual([2, 0, 0, 0, 0]);

    await router.stop();
    await end(publisher);
    publisher = undefined;
    const anew = await startAll();
    expect(anew.streams.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('an adopted process', () => {
  it('whose source ends is told as such', async () => {
    await startAll();
    await router.kill();
    await router.start();
    await router.until(allRun);
    await end(publisher);
    publisher = undefined;
    const told = await waitFor('the end', async () => (await logOf('cam-0')).runs[0]?.end ?? undefined);
    expect(told).toMatchObject({ exitCode: null, reason: 'SourceEnded' });
  });

  it('gets the limits that were written meanwhile', async () => {
    const stream = (limits: string): string =>
      `${FREE_PORTS}streams: { cam-0: { source: push:live/a${limits} } }\n`;
    router.write(stream(', limits: { nice: 3 }'));
    const before = await startAll();
    const pid = before.streams[0]?.pid ?? 0;
    expect(getPriority(pid)).toBe(3);
    for (const [limits, nice] of [
      [', limits: { nice: 7 }', 7],
      [', limits: { nice: 9 }', 9],
    ] as const) {
      await router.kill();
      router.write(stream(limits));
      await router.start();
      expect(pidsOf(await router.until(allRun))).toEqual([pid]);
      await waitFor('the limit', () => getPriority(pid) === nice || undefined);
    }
  });

  it('whose server stops reading is told as such', { timeout: 90_000 }, async () => {
    const rtsp = new MisbehavingRtsp();
    await rtsp.listen();
    try {
      const server = rtsp.url('').replace(/\/$/, '');
      router.write(
        `${FREE_PORTS}streams: { cam-0: { source: push:live/a, server: '${server}', stallTimeout: 2s } }\n`,
      );
      const { listeners } = await router.start();
      publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`, { size: '1280x720' });
      const before = await router.until(allRun);
      await router.kill();
      await router.start();
      expect(pidsOf(await router.until(allRun))).toEqual(pidsOf(before));
      rtsp.behaviour = { kind: 'stops-reading', afterBytes: 1 };
      const [hang] = await waitFor(
        'the hang to be told',
        () => {
          const told = router.log('ffmpeg hangs and is ended');
          return told.length > 0 ? told : undefined;
        },
        60_000,
      );
      expect(hang?.reason).toBe('ServerStalled');
    } finally {
      rtsp.behaviour = { kind: 'well' };
      await rtsp.close();
    }
  });
});

describe('records of processes', () => {
  it('of another process, another boot, or damaged ones, touch nobody', async () => {
    const before = await startAll();
    await router.kill();
    const folder = join(router.stateDir, 'processes');
    const [file = ''] = readdirSync(folder).filter((name) => name.startsWith(String(before.streams[0]?.pid)));
    const record = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
    // A stand-in: this very test, with the recorded role and another start time.
    const standIn = { ...record, pid: process.pid };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(standIn));
    writeFileSync(join(folder, '3.json'), JSON.stringify({ ...record, pid: 3, bootId: 'another' }));
    writeFileSync(join(folder, '4.json'), '{"pid": 4, "bootId"');
    await router.start();
    expect(pidsOf(await router.until(allRun))).toEqual(pidsOf(before));
    expect(readdirSync(folder)).not.toContain(`${process.pid}.json`);
    expect(readdirSync(folder)).not.toContain('4.json');
  });

  it('that can be read but make no sense cost their process, and not the router', async () => {
    const before = await startAll();
    await router.kill();
    const file = join(router.stateDir, 'processes', `${before.streams[0]?.pid}.json`);
    const record = JSON.parse(readFileSync(file, 'utf8')) as { role: { spec: object } };
    const { role } = record;
    const nonsense = { ...role, specHash: 'x', spec: { ...role.spec, sources: [], policy: {} } };
    writeFileSync(file, JSON.stringify({ ...record, role: nonsense }));
    await router.start();
    const after = await router.until(allRun);
    expect(pidsOf(after).slice(1)).toEqual(pidsOf(before).slice(1));
    expect(isRunning(before.streams[0]?.pid ?? 0)).toBe(false);
    expect(publishers().size).toBe(STREAMS);
  });

  it('that are missing leave nothing behind: what carries the mark of the state folder is ended', async () => {
    const before = await startAll();
    await router.kill();
    const folder = join(router.stateDir, 'processes');
    for (const { pid } of before.streams) {
      // As if the router had been killed between the start of a process and the writing of its record.
      writeFileSync(join(folder, `${pid}.json`), '');
    }
    await router.start();
    const after = await router.until(allRun);
    expect(pidsOf(after).filter((pid) => pidsOf(before).includes(pid))).toEqual([]);
    expect(publishers().size).toBe(STREAMS);
  });
});

// Who may not mount cannot make a folder that root cannot write either.
describe.skipIf(!mayMount())('a state folder that can only be read', () => {
  it('is told, and what runs goes on for a router that can write', async () => {
    const before = await startAll();
    await router.kill();
    const { stateDir, config } = router;
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
    const run = [process.execPath, MAIN, 'run', '--config', config, '--state-dir', stateDir];
    const refused = await execa('unshare', [...NAMESPACE, 'sh', '-c', script, stateDir, ...run], {
      reject: false,
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/The state folder .* cannot be written \(EROFS\)/);
    await router.start();
    expect(pidsOf(await router.until(allRun))).toEqual(pidsOf(before));
  });
});

describe('run --detach-on-exit', () => {
  it('lets streams run on, for the next router or for "down"', async () => {
    router.process = undefined;
    const { listeners } = await router.start('--detach-on-exit');
    router.ingest = `rtmp://${listeners.rtmp.address}/live/a`;
    publisher = pushPicture(router.ingest);
    const before = await router.until(allRun);
    const { exitCode, output } = await router.stop();
    expect(exitCode).toBe(0);
    expect(output).toContain('streams and servers run on');
    expect(publishers().size).toBe(STREAMS);

    const second = await router.start('--detach-on-exit');
    expect(second.listeners.rtmp.address).toBe(listeners.rtmp.address);
    expect(pidsOf(await router.until(allRun))).toEqual(pidsOf(before));
    expect((await router.stop()).exitCode).toBe(0);

    const down = await router.command('down');
    expect(down.exitCode).toBe(0);
    expect(down.stdout).toMatch(/^Ended: \d+ processes/);
    expect(processesMentioning(router.folder).size).toBe(0);
  });
});

describe('run --detach-on-exit that is asked to stop before it listens', () => {
  it.each([true, false])('does what it was told, and tells what it did (detach: %s)', async (detach) => {
    const before = await startAll();
    const kinds = ['rtsp', 'rtmp'];
    const servers = kinds.flatMap((kind) => [
      ...processesMentioning(join(router.stateDir, `${kind}.sock`)).keys(),
    ]);
    await router.kill();
    // A server that does not answer keeps the router from listening for a while.
    for (const pid of servers) process.kill(pid, 'SIGSTOP');
    router.launch(...(detach ? ['--detach-on-exit'] : []));
    await waitFor(
      'streams to be adopted',
      () => router.log('ffmpeg adopted').length === STREAMS || undefined,
    );
    const { exitCode, output } = await router.stop();
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/"http":"[^"]*","msg":"listening"/);
    expect(output.includes('stopped; streams and servers run on')).toBe(detach);
    expect([...servers, ...pidsOf(before)].map((pid) => isRunning(pid ?? 0))).toEqual(
      Array(STREAMS + 2).fill(detach),
    );
    for (const pid of servers.filter(isRunning)) process.kill(pid, 'SIGCONT');
  });
});

describe('down', () => {
  it('ends a router that does not listen yet, and leaves nothing', async () => {
    await startAll();
    await router.kill();
    router.launch();
    await waitFor('the router to start', () => router.log('ffmpeg found').length > 1 || undefined);
    const { exitCode } = await router.command('down');
    expect(exitCode).toBe(0);
    await router.process;
    expect(processesMentioning(router.stateDir).size).toBe(0);
  });

  it('ends a router whose socket has vanished, and says so of one that is stopped', async () => {
    const before = await startAll();
    rmSync(join(router.stateDir, 'router.sock'));
    router.process?.kill('SIGSTOP');
    const refused = await router.command('down');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(`(pid ${router.process?.pid}) is stopped`);
    // Nothing was done behind its back.
    expect(pidsOf(before).every((pid) => isRunning(pid ?? 0))).toBe(true);
    router.process?.kill('SIGCONT');
    await router.process;
    expect(processesMentioning(router.stateDir).size).toBe(0);
  });
});

describe('a process that is of no use to another router', () => {
  it.each(['looks at its source', 'hangs'] as const)(
    '%s: it is ended before the others are left',
    async (what) => {
      const silent = createServer();
      const sockets: Socket[] = [];
      silent.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        const { port } = silent.address() as AddressInfo;
        const url = `http://127.0.0.1:${port}/a.ts`;
        const keys = what === 'hangs' ? 'firstFrameTimeout: 1s' : 'video: auto';
        router.write(`${FREE_PORTS}streams: { a: { source: '${url}', ${keys} } }\n`);
        await router.start('--detach-on-exit');
        const pid = await waitFor('FFmpeg', () => [...processesMentioning(url)][0]?.[0]);
        if (what === 'hangs') {
          await waitFor('the connection', () => sockets.length > 0 || undefined);
          await router.untilStream('a', 'stalled');
        } else {
          // It is described often enough in this time.
          const atMs = Date.now() + 1_000;
          await waitFor('some polls', () => Date.now() >= atMs || undefined);
          const text = readFileSync(join(router.stateDir, 'processes', `${pid}.json`), 'utf8');
          expect(JSON.parse(text)).toMatchObject({ role: { kind: 'helper' } });
        }
        await router.stop();
        expect(processesMentioning(url).size).toBe(0);
        await router.command('down');
      } finally {
        for (const socket of sockets) socket.destroy();
        silent.close();
      }
    },
  );
});

describe('streams of an older router', () => {
  it('run on, are told, and are renewed one by one when that is asked for', async () => {
    const before = await startAll();
    await router.kill();
    const folder = join(router.stateDir, 'processes');
    for (const { pid } of before.streams.slice(0, 2)) {
      const file = join(folder, `${pid}.json`);
      const record = JSON.parse(readFileSync(file, 'utf8')) as { role: object };
      writeFileSync(file, JSON.stringify({ ...record, role: { ...record.role, recipe: 'of an older one' } }));
    }
    await router.start();
    const adopted = await router.until(allRun);
    expect(pidsOf(adopted)).toEqual(pidsOf(before));
    expect(adopted.streams.map(({ outdated }) => outdated)).toEqual([true, true, false, false, false]);
    const shown = await router.command('status');
    expect(shown.stdout).toContain('restart --outdated');
    const renewed = await router.command('restart', '--outdated');
    expect({ exitCode: renewed.exitCode, stdout: renewed.stdout }).toEqual({
      exitCode: 0,
      stdout: 'cam-0: restarted\ncam-1: restarted',
    });
    const after = await router.until(allRun);
    expect(after.streams.map(({ outdated }) => outdated)).toEqual([false, false, false, false, false]);
    expect(pidsOf(after).slice(2)).toEqual(pidsOf(before).slice(2));
  });
});
