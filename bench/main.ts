import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstKeyFrame } from './first-key-frame.js';
import { flappingStreams } from './flapping-streams.js';
import { joining } from './joining.js';
import { largeFiles } from './large-files.js';
import { type Benchmark, isWithinBound, type Measurement, ratioOf } from './lib/benchmark.js';
import { findPeers, PEER_NAMES, type Peers } from './lib/peers.js';
import { Processes } from './lib/processes.js';
import { renderTable } from './lib/report.js';
import { seededRandom } from './lib/statistics.js';
import { within } from './lib/within.js';
import { manyReaders } from './many-readers.js';
import { manyStreams } from './many-streams.js';
import { pageEdit } from './page-edit.js';
import { passingThrough } from './passing-through.js';
import { patterns } from './patterns.js';
import { recovery } from './recovery.js';
import { returns } from './returns.js';
import { rtspCpu } from './rtsp-cpu.js';
import { saveToSpawn } from './save-to-spawn.js';
import { scrolling } from './scrolling.js';
import { slimFfmpeg } from './slim-ffmpeg.js';

const BENCHMARKS: readonly Benchmark[] = [
  saveToSpawn,
  largeFiles,
  firstKeyFrame,
  recovery,
  returns,
  patterns,
  rtspCpu,
  joining,
  passingThrough,
  manyReaders,
  manyStreams,
  flappingStreams,
  scrolling,
  pageEdit,
  slimFfmpeg,
];
const SEED = 1;

/** Measures, and answers the exit code: 0, or 1 when a benchmark could not run (`--strict`: or a bound is over). */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, strict: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are:\n`);
    for (const { name, about } of BENCHMARKS) process.stderr.write(`  ${name}: ${about}\n`);
    return 1;
  }
  const peers = findPeers();
  const machine = describeMachine(peers);
  for (const [name, value] of Object.entries(machine)) process.stderr.write(`${name}: ${String(value)}\n`);

  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const results: Result[] = [];
  for (const benchmark of chosen) results.push(await runOne(benchmark, peers));

  const measurements = results.flatMap((result) => result.measurements);
  if (measurements.length > 0) process.stdout.write(`\n${renderTable(measurements)}\n`);
  const problems = results.flatMap(({ benchmark, problem }) =>
    problem === null ? [] : [`${benchmark} could not run: ${problem}`],
  );
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (values.json !== undefined) {
    const loadAfter = loadavg();
    writeFileSync(values.json, `${JSON.stringify({ machine, loadAfter, results }, undefined, 2)}\n`);
  }
  const isOver = measurements.some((measurement) => isWithinBound(measurement) === false);
  return problems.length > 0 || (values.strict && isOver) ? 1 : 0;
}

interface Result {
  readonly benchmark: string;
  /** Why it could not run; null when it did. */
  readonly problem: string | null;
  readonly measurements: readonly (Measurement & {
    readonly ratio: number | null;
    readonly withinBound: boolean | null;
  })[];
}

async function runOne(benchmark: Benchmark, peers: Peers): Promise<Result> {
  const { name, deadlineMs } = benchmark;
  // Short, as the path of a Unix socket has to be.
  const folder = mkdtempSync(join(tmpdir(), 'ksl-bench-'));
  const processes = new Processes();
  processes.afterwards(() => rmSync(folder, { recursive: true, force: true }));
  const abandon = (): void => {
    void processes.end().then(() => process.exit(130));
  };
  process.on('SIGINT', abandon).on('SIGTERM', abandon);
  const say = (text: string): void => void process.stderr.write(`${name}: ${text}\n`);
  try {
    const work = benchmark.run({ processes, folder, peers, random: seededRandom(SEED), say });
    const measurements = await within(deadlineMs, name, work);
    return {
      benchmark: name,
      problem: null,
      measurements: measurements.map((measurement) => ({
        ...measurement,
        ratio: ratioOf(measurement),
        withinBound: isWithinBound(measurement),
      })),
    };
  } catch (error) {
    return {
      benchmark: name,
      problem: error instanceof Error ? error.message : String(error),
      measurements: [],
    };
  } finally {
    await processes.end();
    process.off('SIGINT', abandon).off('SIGTERM', abandon);
  }
}

function describeMachine(peers: Peers): Record<string, string | number> {
  const ffmpeg = execFileSync('ffmpeg', ['-hide_banner', '-version'], { encoding: 'utf8' }).split(' ')[2];
  return {
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    node: process.version,
    ffmpeg: ffmpeg ?? 'unknown',
    ...Object.fromEntries(PEER_NAMES.map((name) => [name, peers.get(name) ?? 'absent'])),
  };
}

process.exitCode = await main();
