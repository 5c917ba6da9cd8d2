import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { type Ingest, startIngest } from './lib/ingest.js';
import { startPeerServer } from './lib/peers.js';
import { play } from './lib/play.js';
import { BenchRelay } from './lib/relay.js';
import type { OnPacket } from './lib/rtsp-wire.js';
import { median, quantile } from './lib/statistics.js';
import { packetKey, TimingProxy } from './lib/timing-proxy.js';

/** How long a packet takes through the RTSP server. */
export const passingThrough: Benchmark = {
  name: 'passing-through',
  about: 'a publisher’s packet into the RTSP server to the same packet at each of 50 readers of 2.5 Mbit/s',
  deadlineMs: 150_000,
  run,
};

const READERS = 50;
const WARM_UP_MS = 5_000;
const WINDOW_MS = 15_000;
const PATH = 'bench';

async function run(context: BenchContext): Promise<Measurement[]> {
  const ingest = await startIngest(context);
  const rtsp = await startEmbeddedServer('rtsp', context);
  const ours = await measure(context, ingest, rtsp.url);
  await rtsp.process.stop();
  const measurements: Measurement[] = [
    {
      metric: `packet in to packet out, ${READERS} readers, p99`,
      unit: 'ms',
      ours: quantile(ours, 0.99),
      reference: null,
      bound: { of: 'ours', atMost: 5 },
      details: { packets: ours.length, medianMs: median(ours), p999Ms: quantile(ours, 0.999) },
    },
  ];
  for (const [name, program] of context.peers) {
    const server = await startPeerServer(name, program, [PATH], context);
    const theirs = await measure(context, ingest, server.url);
    await server.process.stop();
    // A server that gives packets other numbers can't be measured in this way.
    if (theirs.length === 0) continue;
    measurements.push({
      metric: `packet in to packet out beside ${name}, p99`,
      unit: 'ms',
      ours: quantile(ours, 0.99),
      reference: { name, value: quantile(theirs, 0.99) },
      bound: null,
      details: { packets: theirs.length, medianMs: median(theirs), p999Ms: quantile(theirs, 0.999) },
    });
  }
  return measurements;
}

/** Milliseconds of each packet at each reader. */
async function measure(context: BenchContext, ingest: Ingest, server: string): Promise<number[]> {
  const proxy = await TimingProxy.start(server);
  context.processes.afterwards(() => proxy.close());
  const relay = new BenchRelay(context.processes, ingest, `${proxy.url}/${PATH}`);
  await relay.onAir();
  const tookMs: number[] = [];
  let isMeasured = false;
  const onPacket: OnPacket = (channel, data, start) => {
    const key = packetKey(channel, data, start);
    const sentAtMs = proxy.sentAtMs[key] ?? 0;
    if (isMeasured && key > 0 && sentAtMs > 0) tookMs.push(performance.now() - sentAtMs);
  };
  const readers = await Promise.all(
    Array.from({ length: READERS }, () => play(`${server}/${PATH}`, onPacket)),
  );
  context.say(`${READERS} readers at ${server}`);
  await delay(WARM_UP_MS);
  isMeasured = true;
  await delay(WINDOW_MS);
  isMeasured = false;
  if (readers.some(({ connection }) => connection.isClosed)) throw new Error('a reader was closed');
  for (const { connection } of readers) connection.close();
  await relay.process.stop();
  proxy.close();
  return tookMs;
}
