import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { endLeftovers } from '../../src/runtime/local/end-leftovers.js';
import { readMark } from '../../src/runtime/local/find-strays.js';
import { ProcessRecords } from '../../src/runtime/local/process-records.js';
import { StateFolder } from '../../src/util/state-folder.js';
import type { BenchContext } from './benchmark.js';
import { FakeFfmpeg } from './fake-ffmpeg.js';
import { LogEntries } from './log-entries.js';
import { builtProgram } from './root.js';

/** A whole router with an FFmpeg that only tells when it was started. */
export class RouterUnderTest {
  readonly log = new LogEntries();
  readonly #context: BenchContext;
  readonly #config: string;
  readonly #ffmpeg: FakeFfmpeg;
  /** Sources by the name of the stream. */
  readonly #streams = new Map<string, string>();
  readonly #ballast: readonly string[];
  #number = 0;

  /** @param ballast lines of further streams, which stay as they are */
  constructor(context: BenchContext, ballast: readonly string[] = []) {
    this.#context = context;
    this.#ballast = ballast;
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
    processes.afterwards(() =>
      endLeftovers({
        records: new ProcessRecords(state.processes),
        mark: readMark(state.mark),
        onProblem: () => {},
      }),
    );
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

  /** The file as it was written last. */
  get text(): string {
    return this.#text();
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
      ...this.#ballast,
      '',
    ].join('\n');
  }
}

export const WAYS = ['rename over', 'in place'] as const;
export const CHANGES = ['added', 'changed'] as const;

export interface Round {
  readonly change: (typeof CHANGES)[number];
  readonly way: (typeof WAYS)[number];
  /** Both in milliseconds since the Unix epoch. */
  readonly writtenAtMs: number;
  readonly startedAtMs: number;
}

const SPAWN_BOUND_MS = 10_000;
