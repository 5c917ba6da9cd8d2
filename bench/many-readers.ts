import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { type Ingest, startIngest } from './lib/ingest.js';
import { startPeerServer } from './lib/peers.js';
import { play } from './lib/play.js';
import type { BenchProcess } from './lib/processes.js';
import { BenchRelay } from './lib/relay.js';

/** What a reader costs the RTSP server, against what the relay of its stream costs. */
export const manyReaders: Benchmark = {
  name: 'many-readers',
  about: 'CPU of the RTSP server a TCP reader of 2.5 Mbit/s at 150 readers, against one relay process',
  deadlineMs: 180_000,
  run,
};

const READERS = 150;
const WARM_UP_MS = 8_000;
const WINDOW_MS = 20_000;
const PATH = 'bench';
const UNIT = '% of a core';

async function run(context: BenchContext): Promise<Measurement[]> {
  const ingest = await startIngest(context);
  const rtsp = await startEmbeddedServer('rtsp', context);
  const ours = await measure(context, ingest, rtsp);
  const dropped = rtsp.path(PATH)?.delivery?.droppedPackets ?? 0;
  if (dropped > 0) throw new Error(`readers that took everything lost ${dropped} packets`);
  await rtsp.process.stop();
  const measurements: Measurement[] = [
    {
      metric: `a TCP reader, ${READERS} readers`,
      unit: UNIT,
      ours: ours.reader,
      reference: null,
      bound: { of: 'ours', atMost: 0.17 },
      details: { ...ours },
    },
    {
      metric: `a TCP reader, ${READERS} readers, against a relay`,
      unit: UNIT,
      ours: ours.reader,
      reference: { name: 'relay process', value: ours.relay },
      bound: { of: 'ratio', atMost: 0.3 },
      details: {},
    },
  ];
  for (const [name, program] of context.peers) {
    const server = await startPeerServer(name, program, [PATH], context);
    const theirs = await measure(context, ingest, server);
    await server.process.stop();
    measurements.push({
      metric: `a TCP reader beside ${name}`,
      unit: UNIT,
      ours: ours.reader,
      reference: { name, value: theirs.reader },
      bound: null,
      details: { ...theirs },
    });
  }
  return measurements;
}

/** In percent of one core, but for the last. */
interface ReaderCpu {
  readonly reader: number;
  /** With the publisher and no reader. */
  readonly withoutReaders: number;
  readonly withReaders: number;
  readonly relay: number;
  /** This process, which is all the readers. */
  readonly readers: number;
  readonly megabitsPerSecond: number;
}

async function measure(
  context: BenchContext,
  ingest: Ingest,
  server: { readonly process: BenchProcess; readonly url: string },
): Promise<ReaderCpu> {
  const relay = new BenchRelay(context.processes, ingest, `${server.url}/${PATH}`);
  await relay.onAir();
  await delay(WARM_UP_MS);
  const [withoutReaders = 0] = await cpuPercent([server.process.pid], WINDOW_MS / 2);
  let bytes = 0;
  const playing = await Promise.all(
    Array.from({ length: READERS }, () => play(`${server.url}/${PATH}`, () => {})),
  );
  for (const { connection } of playing) {
    connection.countOnly((count) => {
      bytes += count;
    });
  }
  context.say(`${READERS} readers at ${server.url}`);
  await delay(WARM_UP_MS);
  bytes = 0;
  const pids = [server.process.pid, relay.process.pid, process.pid];
  const [withReaders = 0, relayCpu = 0, readers = 0] = await cpuPercent(pids, WINDOW_MS);
  const megabitsPerSecond = (bytes * 8) / READERS / WINDOW_MS / 1000;
  if (playing.some(({ connection }) => connection.isClosed)) throw new Error('a reader was closed');
  for (const { connection } of playing) connection.close();
  await relay.process.stop();
  return {
    reader: (withReaders - withoutReaders) / READERS,
    withoutReaders,
    withReaders,
    relay: relayCpu,
    readers,
    megabitsPerSecond,
  };
}
