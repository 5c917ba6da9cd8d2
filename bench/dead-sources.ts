import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { SourceWatch } from '../src/probe/source-watch.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';

/** CPU that watching sources costs of which the server refuses the connection. */
export const deadSources: Benchmark = {
  name: 'dead-sources',
  about: 'CPU for watching 500 sources that refuse TCP, at as many ports and at one',
  deadlineMs: 90_000,
  run,
};

const SOURCES = 500;
/** The code is compiled while it runs. */
const WARM_UP_MS = 8_000;
const WINDOW_MS = 20_000;

async function run({ say }: BenchContext): Promise<Measurement[]> {
  const ports = await refusingPorts();
  const [port = 0] = ports;
  say(`${SOURCES} sources at as many ports`);
  const apart = await measure(ports);
  say(`${SOURCES} sources at one port`);
  const together = await measure(ports.map(() => port));
  return [row('dead sources, a port each', apart), row('dead sources, one port', together)];
}

function row(metric: string, ours: number): Measurement {
  const bound = { of: 'ours', atMost: 5 } as const;
  return { metric, unit: '% of a core', ours, reference: null, bound, details: { sources: SOURCES } };
}

/** Of this process, which does nothing else meanwhile. */
async function measure(ports: readonly number[]): Promise<number> {
  const watch = new SourceWatch({ onChange: () => undefined, log: pino({ level: 'silent' }) });
  try {
    const sources = ports.map((port, index) => watch.watch(`rtmp://127.0.0.1:${port}/live/${index}`));
    await delay(WARM_UP_MS);
    const fromMs = performance.now();
    const before = process.cpuUsage();
    await delay(WINDOW_MS);
    const { user, system } = process.cpuUsage(before);
    if (sources.some(({ reach }) => reach.verdict !== 'dead')) throw new Error('a source is not dead');
    return (100 * (user + system)) / 1000 / (performance.now() - fromMs);
  } finally {
    watch.close();
  }
}

/** Ports that were free a moment ago. */
async function refusingPorts(): Promise<number[]> {
  const servers = Array.from({ length: SOURCES }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
