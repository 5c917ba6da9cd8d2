import { performance } from 'node:perf_hooks';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { firstIdr } from './lib/first-idr.js';
import { RunningRouter } from './lib/running-router.js';
import { median } from './lib/statistics.js';
import { pushArguments } from './lib/test-media.js';

/** How soon somebody whom nobody named is on the air. */
export const patterns: Benchmark = {
  name: 'patterns',
  about: 'three publishers arrive at once under a pattern, until a reader of each has a key frame',
  deadlineMs: 120_000,
  run,
};

const ROUNDS = 5;
const PUBLISHERS = 3;
const ROUND_BOUND_MS = 15_000;

async function run(context: BenchContext): Promise<Measurement[]> {
  const streams = 'streams:\n  "drone-*": { source: "push:live/drone-*", path: "drones/*" }\n';
  const router = new RunningRouter(context, streams);
  const isOpen = (phase: string): boolean => phase === 'open';
  const { listeners } = await router.until(
    10_000,
    'both servers listen',
    ({ listeners: { rtsp, rtmp } }) => isOpen(rtsp.phase) && isOpen(rtmp.phase),
  );
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = Array.from({ length: PUBLISHERS }, (_, index) => `${round}-${index}`);
    const pushers = names.map((name) =>
      context.processes.start('ffmpeg', pushArguments(`rtmp://${listeners.rtmp.address}/live/drone-${name}`)),
    );
    const signal = AbortSignal.timeout(ROUND_BOUND_MS);
    const readable = names.map(async (name, index) => {
      const { firstIdrAtMs } = await firstIdr(`rtsp://${listeners.rtsp.address}/drones/${name}`, signal);
      return firstIdrAtMs - (pushers[index]?.startedAtMs ?? performance.now());
    });
    all.push(...(await Promise.all(readable)));
    for (const pusher of pushers) await pusher.stop();
    context.say(`round ${round + 1}: ${all.slice(-PUBLISHERS).map(Math.round).join(', ')} ms`);
  }
  return [
    {
      metric: 'three publishers arrive to key frames under their paths, FFmpeg that pushes included',
      unit: 'ms',
      ours: median(all),
      reference: null,
      bound: { of: 'ours', atMost: 1_000 },
      details: { all },
    },
  ];
}
