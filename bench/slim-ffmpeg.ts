import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { cpuPercent } from './lib/cpu-time.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { findOnPath } from './lib/find-on-path.js';
import { startIngest } from './lib/ingest.js';
import { BenchRelay } from './lib/relay.js';
import { ROOT } from './lib/root.js';
import { mean, median } from './lib/statistics.js';

/** What a copied stream costs with the image's FFmpeg, beside the FFmpeg on PATH. */
export const slimFfmpeg: Benchmark = {
  name: 'slim-ffmpeg',
  about:
    'size, start time, private memory and CPU of the slim FFmpeg of the image, beside the FFmpeg on PATH',
  deadlineMs: 240_000,
  run,
};

const STREAMS = 10;
const STARTS = 21;
/** What probing took is given back, and what the muxer holds has been reached. */
const SETTLE_MS = 20_000;
const WINDOW_MS = 20_000;
const MAX_PRIVATE_MIB = 5;
/** At least three times less. */
const MAX_RATIO = 1 / 3;
const MIB = 1024 * 1024;

async function run(context: BenchContext): Promise<Measurement[]> {
  const slim = join(ROOT, '.cache', 'slim-ffmpeg', 'ffmpeg');
  const full = findOnPath('ffmpeg');
  if (!existsSync(slim))
    throw new Error('the slim FFmpeg was not built; "npm run bench -- slim-ffmpeg" builds it where it can');
  if (full === undefined) throw new Error('there is no FFmpeg on PATH to measure beside');
  const starts = { slim: [] as number[], full: [] as number[] };
  // In turns, so that both see the same machine.
  for (let turn = 0; turn < STARTS; turn += 1) {
    starts.slim.push(startMs(slim));
    starts.full.push(startMs(full));
  }
  const relays = await measureRelays(context, slim, full);
  const name = `FFmpeg ${versionOf(full)}`;
  const row = (metric: string, unit: string, ours: number, value: number): Measurement => {
    return { metric, unit, ours, reference: { name, value }, bound: null, details: {} };
  };
  const privateMemory = row(
    'private memory a copied stream',
    'MiB',
    mean(relays.slim.memory),
    mean(relays.full.memory),
  );
  const details = { streams: STREAMS, slim: relays.slim.memory, full: relays.full.memory };
  return [
    row('size with its libraries', 'MiB', sizeMiB(slim), sizeMiB(full)),
    row('start, median', 'ms', median(starts.slim), median(starts.full)),
    { ...privateMemory, bound: { of: 'ours', atMost: MAX_PRIVATE_MIB }, details },
    {
      ...privateMemory,
      metric: 'private memory, beside that',
      bound: { of: 'ratio', atMost: MAX_RATIO },
      details,
    },
    row('CPU a copied stream', '% of a core', mean(relays.slim.cpu), mean(relays.full.cpu)),
  ];
}

/** Copies one stream with each at the same time, `STREAMS` times. */
async function measureRelays(
  context: BenchContext,
  slim: string,
  full: string,
): Promise<{ readonly slim: RelayCosts; readonly full: RelayCosts }> {
  const ingest = await startIngest(context);
  const rtsp = await startEmbeddedServer('rtsp', context);
  const start = (ffmpeg: string, name: string): BenchRelay[] =>
    Array.from(
      { length: STREAMS },
      (_, index) => new BenchRelay(context.processes, ingest, `${rtsp.url}/${name}-${index}`, ffmpeg),
    );
  const relays = [...start(slim, 'slim'), ...start(full, 'full')];
  await Promise.all(relays.map((relay) => relay.onAir()));
  context.say(`${relays.length} copied streams are on the air`);
  await delay(SETTLE_MS);
  const pids = relays.map(({ process }) => process.pid);
  const cpu = await cpuPercent(pids, WINDOW_MS);
  const memory = pids.map(privateMiB);
  return {
    slim: { cpu: cpu.slice(0, STREAMS), memory: memory.slice(0, STREAMS) },
    full: { cpu: cpu.slice(STREAMS), memory: memory.slice(STREAMS) },
  };
}

interface RelayCosts {
  /** In percent of one core. */
  readonly cpu: readonly number[];
  /** Private memory in MiB. */
  readonly memory: readonly number[];
}

function startMs(ffmpeg: string): number {
  const startedAtMs = performance.now();
  execFileSync(ffmpeg, ['-hide_banner', '-version'], { stdio: 'ignore' });
  return performance.now() - startedAtMs;
}

/** What no other process shares (unique set size; proc(5), smaps_rollup). */
function privateMiB(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)].map(([, value]) => Number(value));
  return kib.reduce((sum, value) => sum + value, 0) / 1024;
}

/** The program, and the shared libraries that it loads. */
function sizeMiB(program: string): number {
  const loaded = execFileSync('sh', ['-c', 'ldd "$1" 2>/dev/null || true', 'sh', program], {
    encoding: 'utf8',
  });
  const libraries = [...loaded.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = '']) =>
    realpathSync(path),
  );
  const files = new Set([realpathSync(program), ...libraries]);
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0) / MIB;
}

function versionOf(ffmpeg: string): string {
  const said = execFileSync(ffmpeg, ['-hide_banner', '-version'], { encoding: 'utf8' });
  return said.split(' ')[2] ?? 'unknown';
}
