import { type ChildProcess, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { within } from './within.js';

/** The processes of a benchmark. Each is ended by its own pid, never by a name. */
export class Processes {
  readonly #running = new Set<BenchProcess>();
  readonly #cleanups: (() => unknown)[] = [];
  #over = false;

  constructor() {
    // The last resort, for an end of this program that left no time to ask.
    process.on('exit', () => {
      for (const { child } of this.#running) child.kill('SIGKILL');
    });
  }

  /** @throws when the program cannot be started */
  start(file: string, args: readonly string[], options: StartOptions = {}): BenchProcess {
    if (this.#over) throw new Error('the benchmark is over');
    const startedAtMs = performance.now();
    const child = spawn(file, args, {
      stdio: ['ignore', options.onOutput === undefined ? 'ignore' : 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid === undefined) {
      child.on('error', () => {});
      throw new Error(`${file} could not be started`);
    }
    const started = new BenchProcess(child, pid, startedAtMs);
    this.#running.add(started);
    void started.ended.then(() => this.#running.delete(started));
    if (options.onOutput !== undefined) child.stdout?.setEncoding('utf8').on('data', options.onOutput);
    return started;
  }

  /** Something to be done when all have ended, the last added first, such as ending what they have left behind. */
  afterwards(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  /** Ends all that run, the last started first. Nothing can be started after that. */
  async end(): Promise<void> {
    this.#over = true;
    for (const running of [...this.#running].reverse()) await running.stop();
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}

export interface StartOptions {
  onOutput?(text: string): void;
}

export class BenchProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** By `performance.now()`, just before it was spawned. */
  readonly startedAtMs: number;
  /** Resolves when it is gone, never rejects. */
  readonly ended: Promise<void>;
  #errorTail = '';

  constructor(child: ChildProcess, pid: number, startedAtMs: number) {
    this.child = child;
    this.pid = pid;
    this.startedAtMs = startedAtMs;
    this.ended = new Promise((resolve) => {
      child.once('close', () => resolve());
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorTail = (this.#errorTail + text).slice(-ERROR_TAIL_CHARACTERS);
    });
  }

  /** The last of what it said on standard error. */
  get errorTail(): string {
    return this.#errorTail;
  }

  /** Rejects, with what it said, when the process ends before `work` is done. */
  async unlessItEnds<T>(what: string, work: Promise<T>): Promise<T> {
    const ended = this.ended.then(() => {
      throw new Error(`${what} ended: ${this.#errorTail.trim() || '(it said nothing)'}`);
    });
    return await Promise.race([work, ended]);
  }

  /** SIGTERM, and SIGKILL when that is not heeded. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    try {
      await within(STOP_BOUND_MS, 'a process ends', this.ended);
    } catch {
      this.child.kill('SIGKILL');
      await this.ended;
    }
  }
}

const ERROR_TAIL_CHARACTERS = 4_000;
/** The router gives its FFmpegs 5 s. */
const STOP_BOUND_MS = 8_000;
