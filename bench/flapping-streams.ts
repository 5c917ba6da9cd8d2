import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { flappingRouter, STREAMS } from './lib/flapping-router.js';

/** What the control plane takes while half of its streams come and go, with and without somebody who looks on. */
export const flappingStreams: Benchmark = {
  name: 'flapping-streams',
  about: 'CPU of the router with 500 stand-ins of which half flap, alone and with a page that follows them',
  deadlineMs: 500_000,
  run,
};

/** Until most wait the longest between two tries. */
const SETTLE_MS = 150_000;
const WINDOW_MS = 30_000;
const MAX_CPU_PERCENT = 20;

async function run(context: BenchContext): Promise<Measurement[]> {
  const router = await flappingRouter(context);
  await delay(SETTLE_MS);
  const [alone = 0] = await cpuPercent([router.process.pid], WINDOW_MS);
  const follower = follow(router.socketPath);
  await delay(2_000);
  const before = { ...follower };
  const [followed = 0] = await cpuPercent([router.process.pid], WINDOW_MS);
  const seconds = WINDOW_MS / 1_000;
  const details = {
    changesPerSecond: (follower.changes - before.changes) / seconds,
    kilobytesPerSecond: (follower.bytes - before.bytes) / 1_000 / seconds,
  };
  follower.close();
  await router.process.stop();
  return [row('alone', alone, {}), row('with a follower of /api/v1/events', followed, details)];
}

function row(what: string, ours: number, details: Measurement['details']): Measurement {
  return {
    metric: `router, ${STREAMS} streams, half of them flap, ${what}`,
    unit: '% of a core',
    ours,
    reference: null,
    bound: { of: 'ours', atMost: MAX_CPU_PERCENT },
    details,
  };
}

/** Takes all events as a page does. */
function follow(socketPath: string): { changes: number; bytes: number; close(): void } {
  const sent = request({ socketPath, path: '/api/v1/events', headers: { accept: 'text/event-stream' } });
  const follower = { changes: 0, bytes: 0, close: () => void sent.destroy() };
  sent.on('response', (response) => {
    response.setEncoding('utf8').on('data', (text: string) => {
      follower.bytes += Buffer.byteLength(text);
      follower.changes += text.match(/^event: change$/gm)?.length ?? 0;
    });
    response.on('error', () => undefined);
  });
  sent.on('error', () => undefined).end();
  return follower;
}
