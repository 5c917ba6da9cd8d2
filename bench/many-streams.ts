import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { RunningRouter } from './lib/running-router.js';
import { standIn } from './lib/stand-in.js';

/** What the control plane takes when nothing changes: with many running streams, and with many dead sources. */
export const manyStreams: Benchmark = {
  name: 'many-streams',
  about: 'CPU and memory of the router with 1,000 running stand-ins, and with 500 sources that refuse',
  deadlineMs: 300_000,
  run,
};

const RUNNING = 1_000;
const DEAD = 500;
const FIRST_DEAD_PORT = 20_000;
const SETTLE_MS = 15_000;
const ASK_EVERY_MS = 5_000;
const WINDOW_MS = 20_000;
const MAX_CPU_PERCENT = 5;
const MAX_MEMORY_MIB = 150;

async function run(context: BenchContext): Promise<Measurement[]> {
  return [...(await runningStreams(context)), ...(await deadSources(context))];
}

async function runningStreams(context: BenchContext): Promise<Measurement[]> {
  const entries = Array.from(
    { length: RUNNING },
    (_, index) => `  s-${index}: { source: 'rtmp://127.0.0.1:1/live/${index}' }\n`,
  );
  const options = ['--ffmpeg', standIn(context.folder)];
  const router = new RunningRouter(context, `streams:\n${entries.join('')}`, options, ASK_EVERY_MS);
  await router.until(150_000, `${RUNNING} stand-ins run`, ({ streams }) => {
    const running = streams.filter(({ phase }) => phase === 'running').length;
    return running === RUNNING;
  });
  context.say(`${RUNNING} stand-ins run`);
  await delay(SETTLE_MS);
  const [cpu = 0] = await cpuPercent([router.process.pid], WINDOW_MS);
  const memoryMiB = residentMiB(router.process.pid);
  await router.process.stop();
  return [
    row(`router, ${RUNNING} running streams`, '% of a core', cpu, MAX_CPU_PERCENT),
    row(`router, ${RUNNING} running streams, resident`, 'MiB', memoryMiB, MAX_MEMORY_MIB),
  ];
}

async function deadSources(context: BenchContext): Promise<Measurement[]> {
  const entries = Array.from(
    { length: DEAD },
    (_, index) => `  d-${index}: { source: 'rtmp://127.0.0.1:${FIRST_DEAD_PORT + index}/live/x' }\n`,
  );
  const router = new RunningRouter(context, `streams:\n${entries.join('')}`, [], ASK_EVERY_MS);
  await router.until(
    180_000,
    `${DEAD} sources are known to be dead`,
    ({ streams }) =>
      streams.length === DEAD &&
      streams.every(({ phase, nextTry }) => phase === 'backoff' && nextTry === null),
  );
  context.say(`${DEAD} sources are known to be dead`);
  await delay(SETTLE_MS);
  const [cpu = 0] = await cpuPercent([router.process.pid], WINDOW_MS);
  await router.process.stop();
  return [row(`router, ${DEAD} sources that refuse`, '% of a core', cpu, MAX_CPU_PERCENT)];
}

function row(metric: string, unit: string, ours: number, atMost: number): Measurement {
  return { metric, unit, ours, reference: null, bound: { of: 'ours', atMost }, details: {} };
}

/** proc(5), `/proc/PID/status`. */
function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024;
}
