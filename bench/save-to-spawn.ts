import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { SETTLE_MS } from '../src/config/file-watcher.js';
import { endLeftovers } from '../src/runtime/local/end-leftovers.js';
import { IdentityRecords } from '../src/runtime/local/process-identity.js';
import { StateFolder } from '../src/util/state-folder.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { FakeFfmpeg } from './lib/fake-ffmpeg.js';
import { LogEntries } from './lib/log-entries.js';
import { builtProgram } from './lib/root.js';
import { median, quantile } from './lib/statistics.js';

/** From the end of writing the configuration to the first instruction of the FFmpeg that the change asks for. */
export const saveToSpawn: Benchmark = {
  name: 'save-to-spawn',
  about: 'the file is saved until FFmpeg starts, in a whole router',
  deadlineMs: 120_000,
  run,
};

/** Of each way to write and each kind of change. */
const ROUNDS = 12;
const BOUND_MS = SETTLE_MS + 50;
const SPAWN_BOUND_MS = 10_000;

const WAYS = ['rename over', 'in place'] as const;
const CHANGES = ['added', 'changed'] as const;

async function run(context: BenchContext): Promise<Measurement[]> {
  const router = new RouterUnderTest(context);
  await router.start();
  const rounds: Round[] = [];
  for (let number = 1; number <= ROUNDS; number += 1) {
    for (const change of CHANGES) {
      for (const way of WAYS) {
        // Nobody saves twice in a moment; and rounds shall not keep step with the router's timers.
        await delay(200 + 300 * context.random());
        rounds.push(await router.round(change, way));
      }
    }
    context.say(`round ${number} of ${ROUNDS}`);
  }
  const entries = router.log;
  return CHANGES.flatMap((change) =>
    WAYS.map((way) => {
      const own = rounds.filter((round) => round.change === change && round.way === way);
      const spawnMs = own.map(({ writtenAtMs, startedAtMs }) => startedAtMs - writtenAtMs);
      return {
        metric: `save (${way}) to spawn, stream ${change}`,
        unit: 'ms',
        ours: median(spawnMs),
        reference: null,
        bound: { of: 'ours', atMost: BOUND_MS },
        details: {
          spawnMs,
          p90Ms: quantile(spawnMs, 0.9),
          settleMs: SETTLE_MS,
          untilLiveMs: medianUntil(own, entries, 'configuration is live'),
          untilAskedToEndMs: medianUntil(own, entries, 'ffmpeg is asked to end'),
          untilEndedMs: medianUntil(own, entries, 'ffmpeg ended as asked'),
          untilStartLoggedMs: medianUntil(own, entries, 'ffmpeg started'),
        },
      };
    }),
  );
}

interface Round {
  readonly change: (typeof CHANGES)[number];
  readonly way: (typeof WAYS)[number];
  /** Both in milliseconds since the Unix epoch. */
  readonly writtenAtMs: number;
  readonly startedAtMs: number;
}

/** Median time from writing to a line of the router's log; "none" when rounds went without it. */
function medianUntil(rounds: readonly Round[], log: LogEntries, message: string): number | string {
  const times = rounds.flatMap(({ writtenAtMs, startedAtMs }) => {
    const time = log.timeOf(message, writtenAtMs);
    return time === undefined || time > startedAtMs + 100 ? [] : [time - writtenAtMs];
  });
  return times.length < rounds.length ? 'none' : median(times);
}

class RouterUnderTest {
  readonly log = new LogEntries();
  readonly #context: BenchContext;
  readonly #config: string;
  readonly #ffmpeg: FakeFfmpeg;
  /** Sources by the name of the stream. */
  readonly #streams = new Map<string, string>();
  #number = 0;

  constructor(context: BenchContext) {
    this.#context = context;
    this.#config = join(context.folder, 'streams.yaml');
    this.#ffmpeg = new FakeFfmpeg(context.folder);
  }

  /** Resolves when the stream that is there from the start was started. */
  async start(): Promise<void> {
    const { processes, folder } = this.#context;
    const source = this.#newSource();
    this.#streams.set('existing', source);
    writeFileSync(this.#config, this.#text());
    const state = new StateFolder(join(folder, 'state'));
    state.create();
    processes.afterwards(() => endLeftovers(new IdentityRecords(state.processes)));
    const router = processes.start(
      process.execPath,
      [
        ...[builtProgram('main.js'), 'run', '--config', this.#config, '--state-dir', state.path],
        ...['--ffmpeg', this.#ffmpeg.path, '--format', 'json'],
      ],
      { onOutput: (text) => this.log.push(text) },
    );
    await router.unlessItEnds('the router', this.#ffmpeg.startedAtMs(source, SPAWN_BOUND_MS));
  }

  async round(change: Round['change'], way: Round['way']): Promise<Round> {
    const source = this.#newSource();
    this.#streams.set(change === 'added' ? `added-${this.#number}` : 'existing', source);
    this.#write(way);
    const writtenAtMs = performance.timeOrigin + performance.now();
    return { change, way, writtenAtMs, startedAtMs: await this.#ffmpeg.startedAtMs(source, SPAWN_BOUND_MS) };
  }

  #write(way: Round['way']): void {
    if (way === 'in place') {
      writeFileSync(this.#config, this.#text());
      return;
    }
    const beside = `${this.#config}.new`;
    writeFileSync(beside, this.#text());
    renameSync(beside, this.#config);
  }

  /** Never the same twice, so that a start can be told from the others. */
  #newSource(): string {
    this.#number += 1;
    return `rtmp://127.0.0.1:1/live/round-${this.#number}`;
  }

  #text(): string {
    return [
      'version: 1',
      'listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }',
      'streams:',
      ...[...this.#streams].map(([name, source]) => `  ${name}: { source: "${source}" }`),
      '',
    ].join('\n');
  }
}
