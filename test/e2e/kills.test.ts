import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { childrenOf, isRunning, processesMentioning } from './support/processes.js';
import { createRandom } from './support/random.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const STREAMS = 20;
const KILLS = process.env['KAZSTREAMLINK_SOAK'] ? 200 : 20;
const SEED = 11;

const entries = Array.from(
  { length: STREAMS },
  (_, index) => `  cam-${index}: { source: push:live/picture }\n`,
);
/** Short delays: what is shown is that nothing is lost or doubled, however often; the delays have tests of their own. */
const text = `${FREE_PORTS}defaults: { backoff: { initial: 100ms, max: 500ms } }\nstreams:\n${entries.join('')}`;

let router: TestRouter;
let publisher: Publisher | undefined;

beforeEach(() => {
  router = new TestRouter(text);
});

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

const allRun = ({ streams }: RouterStatus): boolean => streams.every(({ phase }) => phase === 'running');

/** FFmpegs of the router by the path that they publish at. */
function publishers(): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [pid, command] of processesMentioning(router.ingest)) {
    const path = / -f rtsp .*\/(?<path>cam-\d+)(?:\?successor=\w+)?$/.exec(command)?.groups?.['path'];
    if (path !== undefined) found.set(path, [...(found.get(path) ?? []), pid]);
  }
  return found;
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function zombies(pid: number): number[] {
  return childrenOf(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/stat`, 'latin1').includes(') Z ');
    } catch {
      return false; // gone between listing and reading
    }
  });
}

describe('20 streams of which FFmpegs are killed again and again', () => {
  it('run again each time, and leave nothing behind', { timeout: 1_200_000 }, async () => {
    const { listeners } = await router.start();
    router.ingest = `rtmp://${listeners.rtmp.address}/live/picture`;
    publisher = pushPicture(router.ingest);
    await router.until(allRun, 60_000);
    const routerPid = router.process?.pid ?? 0;
    const before = descriptors(routerPid);
    const random = createRandom(SEED);
    for (let kills = 0; kills < KILLS; ) {
      const victims = new Set(Array.from({ length: 1 + random.integer(3) }, () => random.integer(STREAMS)));
      const pids = publishers();
      const killed = [...victims].flatMap((victim) => pids.get(`cam-${victim}`) ?? []);
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      kills += killed.length;
      await router.until(
        (status) => allRun(status) && status.streams.every(({ pid }) => !killed.includes(pid ?? 0)),
        60_000,
      );
      expect([...publishers().values()].filter((one) => one.length !== 1)).toEqual([]);
      expect(publishers().size).toBe(STREAMS);
    }
    await waitFor('no zombie', () => zombies(routerPid).length === 0 || undefined);
    await waitFor(
      'as many descriptors as before',
      () => descriptors(routerPid) <= before || undefined,
      10_000,
      () => `${before} before, ${descriptors(routerPid)} now`,
    );
    const status = await router.status();
    const restarts = status?.streams.reduce((sum, stream) => sum + stream.restarts, 0);
    expect(restarts).toBeGreaterThanOrEqual(KILLS);
    const left = [...publishers().values()].flat();
    expect((await router.stop()).exitCode).toBe(0);
    expect(left.filter(isRunning)).toEqual([]);
  });
});
