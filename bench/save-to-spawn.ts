import { setTimeout as delay } from 'node:timers/promises';
import { SETTLE_MS } from '../src/config/file-watcher.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import type { LogEntries } from './lib/log-entries.js';
import { CHANGES, type Round, RouterUnderTest, WAYS } from './lib/router-under-test.js';
import { median, quantile } from './lib/statistics.js';

/** From the end of writing the configuration to the first instruction of the FFmpeg that the change asks for. */
export const saveToSpawn: Benchmark = {
  name: 'save-to-spawn',
  about: 'the file is saved until FFmpeg starts, in a whole router',
  deadlineMs: 120_000,
  run,
};

/** Of each way to write and each kind of change. */
const ROUNDS = 12;
const BOUND_MS = SETTLE_MS + 50;

async function run(context: BenchContext): Promise<Measurement[]> {
  const router = new RouterUnderTest(context);
  await router.start();
  const rounds: Round[] = [];
  for (let number = 1; number <= ROUNDS; number += 1) {
    for (const change of CHANGES) {
      for (const way of WAYS) {
        // Nobody saves twice in a moment; and rounds shall not keep step with the router's timers.
        await delay(200 + 300 * context.random());
        rounds.push(await router.round(change, way));
      }
    }
    context.say(`round ${number} of ${ROUNDS}`);
  }
  const entries = router.log;
  return CHANGES.flatMap((change) =>
    WAYS.map((way) => {
      const own = rounds.filter((round) => round.change === change && round.way === way);
      const spawnMs = own.map(({ writtenAtMs, startedAtMs }) => startedAtMs - writtenAtMs);
      return {
        metric: `save (${way}) to spawn, stream ${change}`,
        unit: 'ms',
        ours: median(spawnMs),
        reference: null,
        bound: { of: 'ours', atMost: BOUND_MS },
        details: {
          spawnMs,
          p90Ms: quantile(spawnMs, 0.9),
          settleMs: SETTLE_MS,
          untilLiveMs: medianUntil(own, entries, 'configuration is live'),
          untilAskedToEndMs: medianUntil(own, entries, 'ffmpeg is asked to end'),
          untilEndedMs: medianUntil(own, entries, 'ffmpeg ended as asked'),
          untilStartLoggedMs: medianUntil(own, entries, 'ffmpeg started'),
        },
      };
    }),
  );
}

/** Median time from writing to a line of the router's log; "none" when rounds went without it. */
function medianUntil(rounds: readonly Round[], log: LogEntries, message: string): number | string {
  const times = rounds.flatMap(({ writtenAtMs, startedAtMs }) => {
    const time = log.timeOf(message, writtenAtMs);
    return time === undefined || time > startedAtMs + 100 ? [] : [time - writtenAtMs];
  });
  return times.length < rounds.length ? 'none' : median(times);
}
