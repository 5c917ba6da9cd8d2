import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { childrenOf, isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const STREAMS = 'streams: { a: { source: push:live/a }, b: { source: push:live/a } }\n';
const SAYS = 'on this system streams end with the router, however it ends: the next one starts them anew';

let router: TestRouter;
let publisher: Publisher | undefined;

beforeEach(() => {
  router = new TestRouter(FREE_PORTS + STREAMS);
  router.environment = { KAZSTREAMLINK_HIDE_LINUX: '1' };
});

afterEach(async () => {
  await end(publisher);
  publisher = undefined;
  await router.dispose();
  expect(processesMentioning(router.folder).size).toBe(0);
});

const allRun = ({ streams }: RouterStatus): boolean =>
  streams.length === 2 && streams.every(({ phase }) => phase === 'running');
const leash = (): number => [...processesMentioning('leash-main.js').keys()].find(isOurs) ?? 0;
const isOurs = (pid: number): boolean => childrenOf(router.process?.pid ?? 0).includes(pid);
const push = (address: string | null): Publisher => pushPicture(`rtmp://${address}/live/a`);

/** Resolves with the pids of all that the router has started: streams, servers and the leash. */
async function startAll(): Promise<number[]> {
  const { listeners } = await router.start();
  publisher = push(listeners.rtmp.address);
  await router.until(allRun);
  const pids = childrenOf(router.process?.pid ?? 0);
  expect(pids).toHaveLength(5);
  return pids;
}

async function untilGone(pids: readonly number[]): Promise<void> {
  await waitFor(
    'all that was started to be gone',
    () => !pids.some(isRunning) || undefined,
    30_000,
    () => pids.filter(isRunning).join(),
  );
}

describe('a router elsewhere than on Linux', () => {
  it('that is killed takes everything with it, and the next one begins anew at once', async () => {
    const pids = await startAll();
    const before = await router.status();
    const { rtsp, rtmp } = before?.listeners ?? {};
    const fixed = `version: 1\nlisten: { rtsp: '${rtsp?.address}', rtmp: '${rtmp?.address}', http: off }\n`;
    router.write(fixed + STREAMS);
    const stubborn = before?.streams[0]?.pid ?? 0;
    process.kill(stubborn, 'SIGSTOP');
    await router.kill();
    expect(router.log(SAYS)).toHaveLength(1);
    await end(publisher);
    // The same ports: it has to wait for the servers of the one before.
    router.launch();
    const { listeners } = await router.until((status) => status.listeners.rtmp.phase === 'open');
    expect(pids.filter(isRunning)).toEqual([]);
    publisher = push(listeners.rtmp.address);
    const after = await router.until(allRun);
    expect(after.listeners.rtsp.address).toBe(rtsp?.address);
    expect(router.log('processes of an earlier router go on')).toEqual([]);
  });

  it('whose leash was killed first takes everything with it, too', async () => {
    const pids = await startAll();
    const first = leash();
    process.kill(first, 'SIGKILL');
    const second = await waitFor('another leash', () => (leash() !== first && leash()) || undefined);
    await router.kill();
    await untilGone([...pids, second]);
  });

  it('that is asked to stop leaves nothing behind', async () => {
    const pids = await startAll();
    expect((await router.stop()).exitCode).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('is found by a second one, and ended by "down", which waits for what a killed one left', async () => {
    const pids = await startAll();
    const second = await router.command('run');
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`(pid ${router.process?.pid})`);
    expect((await router.command('down')).stdout).toBe('Ended: the router.');
    expect(pids.filter(isRunning)).toEqual([]);
    await end(publisher);

    const others = await startAll();
    await router.kill();
    expect((await router.command('down')).exitCode).toBe(0);
    expect(others.filter(isRunning)).toEqual([]);
  });

  it('cannot leave streams running', async () => {
    const { exitCode, stderr } = await router.command('run', '--detach-on-exit');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--detach-on-exit');
  });
});
