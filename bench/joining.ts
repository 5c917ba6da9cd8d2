import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { firstIdr } from './lib/first-idr.js';
import { startIngest } from './lib/ingest.js';
import { startPeerServer } from './lib/peers.js';
import { BenchRelay } from './lib/relay.js';
import { median, quantile } from './lib/statistics.js';

/** How long a reader that joins waits for a picture. */
export const joining: Benchmark = {
  name: 'joining',
  about: `PLAY to the first key frame at a reader that joins at random moments, key frames 4 s apart`,
  deadlineMs: 300_000,
  run,
};

const GOP_S = 4;
const JOINS = 60;
const PEER_JOINS = 20;
const JOIN_BOUND_MS = 15_000;
const PATH = 'bench';

async function run(context: BenchContext): Promise<Measurement[]> {
  const ingest = await startIngest(context, GOP_S);
  const rtsp = await startEmbeddedServer('rtsp', context);
  const relay = new BenchRelay(context.processes, ingest, `${rtsp.url}/${PATH}`);
  await relay.onAir();
  const ours = await joins(context, relay.output, JOINS);
  await relay.process.stop();
  const measurements: Measurement[] = [
    {
      metric: 'PLAY to first key frame, p95',
      unit: 'ms',
      ours: quantile(ours, 0.95),
      reference: null,
      bound: { of: 'ours', atMost: 100 },
      details: { ms: ours, medianMs: median(ours) },
    },
  ];
  for (const [name, program] of context.peers) {
    const server = await startPeerServer(name, program, [PATH], context);
    const peerRelay = new BenchRelay(context.processes, ingest, `${server.url}/${PATH}`);
    await peerRelay.onAir();
    const theirs = await joins(context, peerRelay.output, PEER_JOINS);
    await peerRelay.process.stop();
    await server.process.stop();
    measurements.push({
      metric: `PLAY to first key frame beside ${name}, median`,
      unit: 'ms',
      ours: median(ours),
      reference: { name, value: median(theirs) },
      bound: null,
      details: { ms: theirs, p95Ms: quantile(theirs, 0.95) },
    });
  }
  return measurements;
}

/** Milliseconds of each. */
async function joins(context: BenchContext, address: string, count: number): Promise<number[]> {
  // The first one also waits for code to be compiled, here and there.
  await firstIdr(address, AbortSignal.timeout(JOIN_BOUND_MS));
  const tookMs: number[] = [];
  for (let join = 0; join < count; join++) {
    await delay(1_000 * (GOP_S / 4) * context.random());
    const { playedAtMs, firstIdrAtMs } = await firstIdr(address, AbortSignal.timeout(JOIN_BOUND_MS));
    tookMs.push(firstIdrAtMs - playedAtMs);
  }
  context.say(`${count} joins at ${address}: median ${median(tookMs).toFixed(1)} ms`);
  return tookMs;
}
