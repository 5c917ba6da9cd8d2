import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { type Ingest, startIngest } from './lib/ingest.js';
import { startPeerServer } from './lib/peers.js';
import { BenchRelay } from './lib/relay.js';
import { mean } from './lib/statistics.js';
import { within } from './lib/within.js';

/** CPU a published stream costs in the RTSP server, against what the relay that publishes it costs. */
export const rtspCpu: Benchmark = {
  name: 'rtsp-cpu',
  about: 'CPU of the RTSP server a published 2.5 Mbit/s stream, against one relay process; no readers',
  deadlineMs: 150_000,
  run,
};

const STREAMS = 10;
const IDLE_WINDOW_MS = 10_000;
/** The server's code is compiled while it runs: what it costs in the first seconds says nothing. */
const WARM_UP_MS = 5_000;
/** V8 tidies up once, some 8 s after a program has fallen idle. */
const IDLE_WARM_UP_MS = 12_000;
const WINDOW_MS = 20_000;
const UNIT = '% of a core';

async function run(context: BenchContext): Promise<Measurement[]> {
  const ingest = await startIngest(context);
  const embedded = await measureEmbedded(context, ingest);
  const measurements: Measurement[] = [
    {
      metric: 'RTSP server, a published stream',
      unit: UNIT,
      ours: embedded.server / STREAMS,
      reference: { name: 'relay process', value: embedded.relay },
      bound: { of: 'ratio', atMost: 0.8 },
      details: {
        streams: STREAMS,
        serverPercent: embedded.server,
        relaysPercent: embedded.relays,
        ingestPercent: embedded.ingest,
      },
    },
    {
      metric: 'RTSP server, idle',
      unit: UNIT,
      ours: embedded.idle,
      reference: null,
      bound: null,
      details: {},
    },
  ];
  for (const [name, program] of context.peers) {
    const paths = streamPaths();
    const server = await startPeerServer(name, program, paths, context);
    context.say(`${STREAMS} streams to ${name}`);
    const relays = startRelays(context, ingest, server.url);
    await Promise.all(relays.map((relay) => relay.onAir()));
    await delay(WARM_UP_MS);
    const [peer = 0, ...relayCpu] = await cpuPercent(
      [server.process.pid, ...relays.map((relay) => relay.process.pid)],
      WINDOW_MS,
    );
    await Promise.all(relays.map((relay) => relay.process.stop()));
    await server.process.stop();
    measurements.push({
      metric: `RTSP server beside ${name}, a published stream`,
      unit: UNIT,
      ours: embedded.server / STREAMS,
      reference: { name, value: peer / STREAMS },
      bound: null,
      details: { streams: STREAMS, serverPercent: peer, relaysPercent: relayCpu },
    });
  }
  return measurements;
}

async function measureEmbedded(context: BenchContext, ingest: Ingest): Promise<EmbeddedCpu> {
  const rtsp = await startEmbeddedServer('rtsp', context);
  context.say('idle server');
  await delay(IDLE_WARM_UP_MS);
  const [idle = 0] = await cpuPercent([rtsp.process.pid], IDLE_WINDOW_MS);
  context.say(`${STREAMS} streams to our server`);
  const relays = startRelays(context, ingest, rtsp.url);
  await Promise.all(relays.map((relay) => relay.onAir()));
  await delay(WARM_UP_MS);
  const pids = [rtsp.process.pid, ingest.server.process.pid, ...relays.map((relay) => relay.process.pid)];
  const [server = 0, ingestCpu = 0, ...relayCpu] = await cpuPercent(pids, WINDOW_MS);
  await within(20_000, 'the relays end', Promise.all(relays.map((relay) => relay.process.stop())));
  await rtsp.process.stop();
  return { idle, server, ingest: ingestCpu, relays: relayCpu, relay: mean(relayCpu) };
}

/** In percent of one core. */
interface EmbeddedCpu {
  readonly idle: number;
  readonly server: number;
  readonly ingest: number;
  readonly relays: readonly number[];
  /** The mean of the relays. */
  readonly relay: number;
}

function streamPaths(): string[] {
  return Array.from({ length: STREAMS }, (_, index) => `bench-${index + 1}`);
}

function startRelays(context: BenchContext, ingest: Ingest, server: string): BenchRelay[] {
  return streamPaths().map((path) => new BenchRelay(context.processes, ingest, `${server}/${path}`));
}
