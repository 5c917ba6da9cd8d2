import { type ChildProcess, spawn } from 'node:child_process';
import { steadyNow } from '../../util/clock.js';
import { OutputFile } from './output-file.js';
import { identify, identifyRunning, isAlive } from './process-identity.js';
import type { OutputPositions, ProcessRecord, ProcessRole } from './process-records.js';
import type { SpawnContext } from './spawn-context.js';

/**
 * A process in a process group of its own, with its outputs in files, that is ended by a ladder: SIGTERM, SIGTERM
 * again (a stalled FFmpeg ignores the first), SIGKILL, each after a bound.
 */
export class ManagedProcess {
  /** Null when it could not be spawned. */
  readonly pid: number | null;
  readonly startedAtMs: number;
  /** Resolves, never rejects, when the process is gone and its outputs were read to the end. */
  readonly ended: Promise<ManagedProcessEnd>;
  readonly #options: ManagedProcessOptions;
  readonly #outputs: readonly [OutputFile, OutputFile];
  readonly #child: ChildProcess | null;
  #record: ProcessRecord | null;
  /** Tells of the end of a process that is not our child; null for a child. */
  #noticeEnd: (() => void) | null = null;
  #ladder: NodeJS.Timeout | undefined;
  #stopping = false;
  #gone = false;

  private constructor(options: ManagedProcessOptions, begun: BegunProcess) {
    this.#options = options;
    this.pid = begun.pid;
    this.startedAtMs = begun.startedAtMs;
    this.#outputs = begun.outputs;
    this.#record = begun.record;
    this.#child = begun.child;
    const ended =
      begun.exit ??
      new Promise<ProcessExit>((resolve) => {
        this.#noticeEnd = () => resolve({ spawnError: null, exitCode: null, signal: null });
      });
    this.ended = ended.then((exit) => this.#onEnded(exit));
  }

  /**
   * Starts a process.
   * @throws the system's error when the outputs cannot be opened or the system starts no process: then nothing was spawned. Nothing throws after that:
   * a process that runs has an owner, come what may.
   */
  static spawn(options: SpawnOptions): ManagedProcess {
    options.prepareFolders();
    const outputs = openOutputs(options);
    const startedAtMs = steadyNow();
    const child = spawnOrClose(options, outputs);
    const exit = exitOf(child);
    const pid = child.pid ?? null;
    if (pid !== null) options.leash?.hold(pid);
    const identity = pid === null ? null : identify(pid, [options.file, ...options.arguments]);
    const record = identity === null ? null : { ...identity, startedAtMs, role: options.role };
    const spawned = new ManagedProcess(options, { pid, startedAtMs, outputs, record, child, exit });
    spawned.#write();
    return spawned;
  }

  /**
   * Goes on with a process that an earlier router started. It is nobody's child any more, so its exit code will not be known.
   * @throws the system's error when it has just ended
   */
  static adopt(record: ProcessRecord, options: AdoptOptions): ManagedProcess {
    const { pid, startedAtMs } = record;
    const standardOutput = OutputFile.reopen(pid, 1, options.outputPosition, options.onOutputLine);
    let standardError: OutputFile;
    try {
      standardError = OutputFile.reopen(pid, 2, options.errorPosition, options.onErrorLine);
    } catch (error) {
      standardOutput.close();
      throw error;
    }
    const outputs = [standardOutput, standardError] as const;
    return new ManagedProcess(options, { pid, startedAtMs, outputs, record, child: null, exit: null });
  }

  /** Up to where its outputs were read. */
  get positions(): OutputPositions {
    const [output, error] = this.#outputs;
    return { output: output.position, error: error.position };
  }

  /** Whether it can write its standard output now. */
  canWrite(): boolean {
    return this.#outputs[0].isWritable();
  }

  /** Gives the lines that were written since the last call to the callbacks. */
  poll(): void {
    for (const output of this.#outputs) output.poll();
    if (this.#noticeEnd !== null && this.#record !== null && !isAlive(this.#record)) this.#noticeEnd();
  }

  /** What its record tells another router from now on. */
  describe(role: ProcessRole): void {
    if (this.#record === null || this.#gone) return;
    // By now, at its first media, a script in FFmpeg's place has become FFmpeg. A child's pid is nobody else's.
    const identity = this.#child === null ? this.#record : identifyRunning(this.#record);
    this.#record = { ...identity, role };
    this.#write();
  }

  /** Begins to end the process; does nothing when it was begun before. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#climb(STOP_LADDER);
  }

  /** Goes on without it: it is left running for another router. Nothing is heard of it after this. */
  leave(): void {
    clearTimeout(this.#ladder);
    this.#gone = true;
    this.#child?.unref();
    for (const output of this.#outputs) output.leave();
  }

  #climb([step, ...rest]: readonly LadderStep[]): void {
    if (step === undefined || this.#gone || this.pid === null) return;
    signalToEnd(this.pid, step.signal);
    this.#ladder = setTimeout(() => this.#climb(rest), step.boundMs);
  }

  #write(): void {
    const record = this.#record;
    if (record === null) return;
    this.#attempt('the process could not be recorded: another router could only end it', () =>
      this.#options.records.write(record),
    );
  }

  #onEnded(exit: ProcessExit): ManagedProcessEnd {
    this.#gone = true;
    clearTimeout(this.#ladder);
    if (this.pid !== null) this.#options.leash?.release(this.pid);
    for (const output of this.#outputs) {
      this.#attempt('an output could not be read to its end', () => output.close());
    }
    this.#attempt('the record of an ended process could not be removed', () => {
      if (this.pid !== null) this.#options.records.remove(this.pid);
    });
    return { ...exit, endedAtMs: steadyNow() };
  }

  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#options.log.warn({ err: error, pid: this.pid }, what);
    }
  }
}

interface ManagedProcessOptions extends SpawnContext {
  onOutputLine(line: string): void;
  onErrorLine(line: string): void;
}

export interface SpawnOptions extends ManagedProcessOptions {
  /** Absolute path of the program. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** What its record tells another router. */
  readonly role: ProcessRole;
  /** Its standard input is a pipe that closes with the router, however that ends: it is to end with it. */
  readonly endsWithRouter?: boolean;
}

export interface AdoptOptions extends ManagedProcessOptions {
  /** In bytes: what stands before it in standard output was read by the earlier router. `tail`: only the last lines matter. */
  readonly outputPosition: number | 'tail' | 'end';
  /** Likewise, of standard error. */
  readonly errorPosition: number | 'end';
}

export interface ManagedProcessEnd extends ProcessExit {
  readonly endedAtMs: number;
}

interface ProcessExit {
  /** The system's error code when it could not be spawned; else null. */
  readonly spawnError: string | null;
  /** Null when a signal ended it, and for an adopted process. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

interface BegunProcess {
  readonly pid: number | null;
  readonly startedAtMs: number;
  readonly outputs: readonly [OutputFile, OutputFile];
  readonly record: ProcessRecord | null;
  /** Null for a process that is not our child, as its exit. */
  readonly child: ChildProcess | null;
  readonly exit: Promise<ProcessExit> | null;
}

/** Never rejects: a program that cannot be started ends without a code. */
async function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // There is an error, too, for a signal that could not be sent: that one lives on.
      if (child.pid === undefined) {
        resolve({ spawnError: error.code ?? 'unknown', exitCode: null, signal: null });
      }
    });
    child.once('exit', (exitCode, signal) => resolve({ spawnError: null, exitCode, signal }));
  });
}

/** Some errors are thrown and others are told by an event; either way nobody else would close the outputs. */
function spawnOrClose(options: SpawnOptions, outputs: readonly [OutputFile, OutputFile]): ChildProcess {
  try {
    return spawn(options.file, options.arguments, {
      detached: true,
      stdio: [
        options.endsWithRouter === true ? 'pipe' : 'ignore',
        outputs[0].descriptor,
        outputs[1].descriptor,
      ],
      env: options.environment,
    });
  } catch (error) {
    for (const output of outputs) output.leave();
    throw error;
  }
}

interface LadderStep {
  readonly signal: NodeJS.Signals;
  readonly boundMs: number;
}

const STOP_LADDER: readonly LadderStep[] = [
  // One that hears the first ends within a tenth of a second. One that waits for a silent source or server never does, and
  // each moment until the second is one without a picture.
  { signal: 'SIGTERM', boundMs: 500 },
  { signal: 'SIGTERM', boundMs: 2_000 },
  { signal: 'SIGKILL', boundMs: 1_000 },
];

/**
 * Signals a process group that is to end; one that is gone already is no error. What SIGSTOP has stopped hears nothing but
 * SIGKILL until it is let go on.
 */
export function signalToEnd(pid: number, signal: NodeJS.Signals): void {
  signalGroup(pid, signal);
  signalGroup(pid, 'SIGCONT');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function openOutputs(options: ManagedProcessOptions): readonly [OutputFile, OutputFile] {
  const standardOutput = OutputFile.create(options.outputFolder, options.onOutputLine);
  try {
    return [standardOutput, OutputFile.create(options.outputFolder, options.onErrorLine)];
  } catch (error) {
    standardOutput.close();
    throw error;
  }
}
