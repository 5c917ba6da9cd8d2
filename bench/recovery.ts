import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { firstIdr } from './lib/first-idr.js';
import { RunningRouter } from './lib/running-router.js';
import { median, quantile } from './lib/statistics.js';
import { pushArguments } from './lib/test-media.js';

/** From the death of a stream's FFmpeg to a key frame at a reader that asks again. */
export const recovery: Benchmark = {
  name: 'recovery',
  about:
    'FFmpeg is killed until a reader has a key frame again, in a whole router; the source sends its last GOP',
  deadlineMs: 120_000,
  run,
};

/** Each stream is killed once: a process that ran well is started again at once. */
const STREAMS = 16;
const RAN_WELL_MS = 6_000;
const BOUND_MS = 700;
const ROUND_BOUND_MS = 20_000;

async function run(context: BenchContext): Promise<Measurement[]> {
  const entries = Array.from(
    { length: STREAMS },
    (_, index) => `  s-${index}: { source: push:live/bench }\n`,
  );
  const router = new RunningRouter(context, `streams:\n${entries.join('')}`);
  const { listeners } = await router.until(20_000, 'the router listens', ({ listeners }) =>
    Object.values(listeners).every(({ phase }) => phase === 'open'),
  );
  context.processes.start('ffmpeg', pushArguments(`rtmp://${listeners.rtmp.address}/live/bench`));
  const { streams } = await router.until(60_000, 'all streams run', (status) =>
    status.streams.every(({ phase }) => phase === 'running'),
  );
  await delay(RAN_WELL_MS);
  const keyFrameMs: number[] = [];
  for (const { name, pid, rtspUrl } of streams) {
    // The source's GOP is at any place when it happens.
    await delay(200 + 2_000 * context.random());
    const killedAtMs = performance.now();
    process.kill(pid ?? 0, 'SIGKILL');
    await delay(SERVER_NOTICES_MS);
    const { firstIdrAtMs } = await firstIdr(rtspUrl ?? '', AbortSignal.timeout(ROUND_BOUND_MS));
    keyFrameMs.push(firstIdrAtMs - killedAtMs);
    context.say(`${name}: ${Math.round(firstIdrAtMs - killedAtMs)} ms`);
  }
  return [
    {
      metric: 'FFmpeg killed to key frame at a reader',
      unit: 'ms',
      ours: median(keyFrameMs),
      reference: null,
      bound: { of: 'ours', atMost: BOUND_MS },
      details: { keyFrameMs, p90Ms: quantile(keyFrameMs, 0.9) },
    },
  ];
}

/** Until then the server still has the old publisher, whose last GOP it would send. */
const SERVER_NOTICES_MS = 30;
