import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { firstIdr } from './lib/first-idr.js';
import type { BenchProcess } from './lib/processes.js';
import { RunningRouter } from './lib/running-router.js';
import { median } from './lib/statistics.js';
import { pushArguments } from './lib/test-media.js';

/** How long a stream is off the air when its source returns, or when another source takes its place. */
export const returns: Benchmark = {
  name: 'returns',
  about: 'a source comes back, or the backup takes over, until a reader has a key frame',
  deadlineMs: 240_000,
  run,
};

const ROUNDS = 5;
const AWAY_MS = 8_000;
const LONG_AWAY_MS = 60_000;
const RAN_WELL_MS = 6_000;
const ROUND_BOUND_MS = 30_000;

async function run(context: BenchContext): Promise<Measurement[]> {
  const server = await startEmbeddedServer('rtmp', context);
  const main = new Source(context, `${server.url}/live/main`);
  const backup = new Source(context, `${server.url}/live/backup`);
  backup.push();
  main.push();
  const router = new RunningRouter(
    context,
    `streams:\n  alone: { source: '${main.url}' }\n  pair: { source: ['${main.url}', '${backup.url}'], failback: 1s }\n`,
  );
  const isOnMain = (index: number) => (status: Awaited<ReturnType<RunningRouter['until']>>) =>
    status.streams[index]?.phase === 'running' && status.streams[index]?.sources[0]?.state === 'in use';
  const returned: number[] = [];
  const tookOver: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await router.until(ROUND_BOUND_MS, 'alone runs', isOnMain(0));
    const { streams } = await router.until(ROUND_BOUND_MS, 'pair runs from its first source', isOnMain(1));
    await delay(RAN_WELL_MS);
    const endedAtMs = performance.now();
    await main.end();
    await delay(SERVER_NOTICES_MS);
    tookOver.push((await untilKeyFrame(streams[1]?.rtspUrl)) - endedAtMs);
    await delay(round === ROUNDS ? LONG_AWAY_MS : AWAY_MS + 1_000 * context.random());
    const pushedAtMs = performance.now();
    main.push();
    returned.push((await untilKeyFrame(streams[0]?.rtspUrl)) - pushedAtMs);
    context.say(
      `round ${round + 1}: backup after ${Math.round(tookOver.at(-1) ?? 0)} ms, returned after ${Math.round(returned.at(-1) ?? 0)} ms`,
    );
  }
  return [
    row('source returns to key frame, FFmpeg that pushes included', median(returned), 2_000, returned),
    row(`the same after ${LONG_AWAY_MS / 1_000} s away`, returned.at(-1) ?? 0, 2_000, []),
    row('source ends to key frame from the backup', median(tookOver), 3_000, tookOver),
  ];
}

function row(metric: string, ours: number, atMost: number, all: readonly number[]): Measurement {
  return { metric, unit: 'ms', ours, reference: null, bound: { of: 'ours', atMost }, details: { all } };
}

async function untilKeyFrame(url: string | null | undefined): Promise<number> {
  return (await firstIdr(url ?? '', AbortSignal.timeout(ROUND_BOUND_MS))).firstIdrAtMs;
}

/** Until then the RTSP server still has the old publisher, whose last GOP it would send. */
const SERVER_NOTICES_MS = 100;

/** A publisher that comes and goes. */
class Source {
  readonly url: string;
  readonly #context: BenchContext;
  #process: BenchProcess | undefined;

  constructor(context: BenchContext, url: string) {
    this.#context = context;
    this.url = url;
  }

  push(): void {
    this.#process = this.#context.processes.start('ffmpeg', pushArguments(this.url));
  }

  async end(): Promise<void> {
    this.#process?.child.kill('SIGKILL');
    await this.#process?.ended;
  }
}
