import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { findOnPath } from './lib/find-on-path.js';
import { RunningRouter } from './lib/running-router.js';

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

/**
 * A program that passes for FFmpeg and reports progress twice a second as FFmpeg does, for next to nothing: bash waits by
 * itself, without starting a process for it.
 */
function standIn(folder: string): string {
  const bash = findOnPath('bash');
  if (bash === undefined) throw new Error('bash is missing');
  const path = join(folder, 'ffmpeg');
  const lines = [
    `#!${bash}`,
    'case "$*" in *-version*) echo "ffmpeg version 7.1-bench"; exit ;; *-i\\ *) ;; *) exit ;; esac',
    'exec 3<> <(:)',
    'time=0',
    'while :; do',
    '  time=$((time + 500000))',
    "  printf 'frame=%s\\nfps=25.00\\nstream_0_0_q=-1.0\\nbitrate=N/A\\ntotal_size=N/A\\nout_time_us=%s\\nout_time_ms=%s\\nout_time=00:00:00.000000\\ndup_frames=0\\ndrop_frames=0\\nspeed=   1x\\nprogress=continue\\n' $((time / 40000)) $time $time",
    '  read -r -t 0.5 -u 3',
    'done',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o700 });
  return path;
}
