import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { SETTLE_MS } from '../src/config/file-watcher.js';
import { readConfiguration } from '../src/config/read-configuration.js';
import { plan } from '../src/plan/plan.js';
import type { DesiredState } from '../src/state/desired-state.js';
import type { ObservedState } from '../src/state/observed-state.js';
import { specHash } from '../src/state/stream.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { builtProgram } from './lib/root.js';
import { RouterUnderTest } from './lib/router-under-test.js';
import { median } from './lib/statistics.js';

/** Files of 1,000 and 10,000 streams of which one is changed: reading, planning, and the whole way to FFmpeg's start. */
export const largeFiles: Benchmark = {
  name: 'large-files',
  about: 'reading and planning thousands of streams, one changed',
  deadlineMs: 120_000,
  run,
};

const ROUNDS = 9;
const MANY = 10_000;
const MAX_RESIDENT_MIB = 300;

async function run(context: BenchContext): Promise<Measurement[]> {
  return [await saveToPlan(context), ...readAndPlan(), memory(context)];
}

/** The bound counts a bare parse of the same file in the same run twice. */
async function saveToPlan(context: BenchContext): Promise<Measurement> {
  const router = new RouterUnderTest(context, streamLines(1_000, 'enabled: false'));
  await router.start();
  const spawnMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Nobody saves twice in a moment; and rounds shall not keep step with the router's timers.
    await delay(1_200 + 300 * context.random());
    const { writtenAtMs, startedAtMs } = await router.round('changed', 'rename over');
    spawnMs.push(startedAtMs - writtenAtMs);
    bareMs.push(timeMs(() => bareParse(router.text)));
    context.say(`round ${round} of ${ROUNDS}`);
  }
  return {
    metric: 'save to spawn, 1,000 streams, one changed',
    unit: 'ms',
    ours: median(spawnMs),
    reference: { name: 'settle time and two bare parses', value: SETTLE_MS + 2 * median(bareMs) },
    bound: { of: 'ratio', atMost: 1 },
    details: { spawnMs, bareMs, settleMs: SETTLE_MS },
  };
}

function readAndPlan(): Measurement[] {
  const text = fileOf(streamLines(MANY, 'path: same'));
  const changed = fileOf(streamLines(MANY, 'path: same').with(5_000, line(5_000, 'path: other')));
  const observed = allRunning(desiredOf(text));
  const readMs: number[] = [];
  const bareMs: number[] = [];
  const planMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bareMs.push(timeMs(() => bareParse(text)));
    readMs.push(timeMs(() => readConfiguration('streams.yaml', text)));
    const wanted = desiredOf(changed);
    planMs.push(
      timeMs(() => {
        const { operations } = plan(wanted, observed);
        if (operations.length !== 1) throw new Error(`the plan has ${operations.length} operations`);
      }),
    );
  }
  return [
    {
      metric: 'read, parse and validate 10,000 streams',
      unit: 'ms',
      ours: median(readMs),
      reference: { name: 'bare parse', value: median(bareMs) },
      bound: { of: 'ratio', atMost: 3 },
      details: { readMs, bareMs },
    },
    {
      metric: 'plan 10,000 streams, one changed',
      unit: 'ms',
      ours: median(planMs),
      reference: null,
      bound: { of: 'ours', atMost: 50 },
      details: { planMs },
    },
  ];
}

/** In a process of its own, so that nothing else counts. */
function memory({ folder }: BenchContext): Measurement {
  const path = join(folder, 'many.yaml');
  writeFileSync(path, fileOf(streamLines(MANY, 'path: same')));
  const reader = pathToFileURL(builtProgram('config/read-configuration.js')).href;
  const program = `
    const { readConfiguration } = await import(${JSON.stringify(reader)});
    const text = (await import('node:fs')).readFileSync(${JSON.stringify(path)}, 'utf8');
    if (!readConfiguration('f', text).ok) process.exit(1);
    console.log(process.resourceUsage().maxRSS / 1024);
  `;
  const residentMib = Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  );
  return {
    metric: 'memory at most while reading 10,000 streams',
    unit: 'MiB',
    ours: residentMib,
    reference: null,
    bound: { of: 'ours', atMost: MAX_RESIDENT_MIB },
    details: {},
  };
}

/** What the library does by itself, without its slow check for keys that stand twice. */
function bareParse(text: string): void {
  parseDocument(text, { uniqueKeys: false }).toJS();
}

function streamLines(count: number, rest: string): string[] {
  return Array.from({ length: count }, (_, index) => line(index, rest));
}

function line(index: number, rest: string): string {
  return `  cam-${index}:\n    source: rtmp://cam-${index}.example/live/main\n    ${rest.replace(/path: (\w+)/, `path: $1/${index}`)}`;
}

function fileOf(lines: readonly string[]): string {
  return ['version: 1', 'streams:', ...lines, ''].join('\n');
}

function desiredOf(text: string): DesiredState {
  const read = readConfiguration('streams.yaml', text);
  if (!read.ok) throw new Error('the generated file is not valid');
  return read.desired;
}

function allRunning(desired: DesiredState): ObservedState {
  const process = { pid: 1, startedAtMs: 0 };
  const cause = { kind: 'added' } as const;
  const progress = {
    outTimeUs: 1,
    frames: 1,
    framesPerSecond: 25,
    speed: 1,
    duplicatedFrames: 0,
    droppedFrames: 0,
  };
  const state = { phase: 'running', sinceMs: 0, process, cause, progress } as const;
  const listener = (name: 'rtsp' | 'rtmp' | 'http') => {
    const address = desired.listen[name] ?? { host: '127.0.0.1', port: 1 };
    return { phase: 'open', requested: address, address, sinceMs: 0 } as const;
  };
  return {
    takenAtMs: 1,
    streams: new Map(
      [...desired.streams.values()].map((spec) => [
        spec.name,
        {
          spec,
          specHash: specHash(spec),
          state,
          restarts: 0,
          sourceIndex: 0,
          sources: [],
          serverReach: null,
          falseStarts: 0,
          isOutdated: false,
          restartsBy: new Map<string, number>(),
          mediaAtMs: null,
          successor: null,
          isRetiring: false,
          isRestartAsked: false,
          restartNotBeforeMs: null,
        },
      ]),
    ),
    listeners: {
      rtsp: listener('rtsp'),
      rtsps: { phase: 'off' },
      rtmp: listener('rtmp'),
      rtmps: { phase: 'off' },
      http: listener('http'),
    },
    held: new Map(),
    mediaServers: {
      rtsp: { pid: 1, paths: [], canTakeOver: true },
      rtmp: { pid: 1, paths: [], canTakeOver: true },
    },
  };
}

function timeMs(work: () => void): number {
  const beganAtMs = performance.now();
  work();
  return performance.now() - beganAtMs;
}
