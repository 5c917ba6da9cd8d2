import { execa } from 'execa';
import { OutputFile } from './output-file.js';
import { identify } from './process-identity.js';
import type { SpawnContext } from './spawn-context.js';

/**
 * A process in a process group of its own, with its outputs in files, that is ended by a ladder: SIGTERM, SIGTERM
 * again (a stalled FFmpeg ignores the first), SIGKILL, each after a bound.
 */
export class ManagedProcess {
  /** Null when it could not be spawned. */
  readonly pid: number | null;
  readonly startedAtMs = Date.now();
  /** Resolves, never rejects, when the process is gone and its outputs were read to the end. */
  readonly ended: Promise<ManagedProcessEnd>;
  readonly #outputs: readonly OutputFile[];
  #ladder: NodeJS.Timeout | undefined;
  #stopping = false;
  #gone = false;

  /**
   * @throws the system's error when the outputs cannot be opened, before anything was spawned. Nothing throws after that:
   * a process that runs has an owner, come what may.
   */
  constructor(options: ManagedProcessOptions) {
    options.prepareFolders();
    const outputs = openOutputs(options);
    this.#outputs = outputs;
    const [standardOutput, standardError] = outputs.map(({ descriptor }) => descriptor as ExecaDescriptor);
    const child = execa(options.file, options.arguments, {
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      stdin: 'ignore',
      stdout: standardOutput,
      stderr: standardError,
      extendEnv: false,
      env: options.environment,
    });
    this.pid = child.pid ?? null;
    const { pid } = this;
    const attempt = (what: string, action: () => void): void => {
      try {
        action();
      } catch (error) {
        options.log.warn({ err: error, pid }, what);
      }
    };
    attempt('the process could not be recorded: a router that is killed would leave it behind', () => {
      const identity = pid === null ? null : identify(pid, [options.file, ...options.arguments]);
      if (identity !== null) options.records.write(identity);
    });
    this.ended = child.then((result) => {
      this.#gone = true;
      clearTimeout(this.#ladder);
      for (const output of outputs) attempt('an output could not be read to its end', () => output.close());
      attempt('the record of an ended process could not be removed', () => {
        if (pid !== null) options.records.remove(pid);
      });
      return {
        spawnError: this.pid === null,
        exitCode: result.exitCode ?? null,
        signal: result.signal ?? null,
        endedAtMs: Date.now(),
      };
    });
  }

  /** Gives the lines that were written since the last call to the callbacks. */
  poll(): void {
    for (const output of this.#outputs) output.poll();
  }

  /** Begins to end the process; does nothing when it was begun before. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#climb(STOP_LADDER);
  }

  #climb([step, ...rest]: readonly LadderStep[]): void {
    if (step === undefined || this.#gone || this.pid === null) return;
    signalToEnd(this.pid, step.signal);
    this.#ladder = setTimeout(() => this.#climb(rest), step.boundMs);
  }
}

export interface ManagedProcessOptions extends SpawnContext {
  /** Absolute path of the program. */
  readonly file: string;
  readonly arguments: readonly string[];
  onOutputLine(line: string): void;
  onErrorLine(line: string): void;
}

export interface ManagedProcessEnd {
  readonly spawnError: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly endedAtMs: number;
}

/** execa hands any descriptor on to the child; its types know the first few only. */
type ExecaDescriptor = 3;

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
  const standardOutput = new OutputFile(options.outputFolder, options.onOutputLine);
  try {
    return [standardOutput, new OutputFile(options.outputFolder, options.onErrorLine)];
  } catch (error) {
    standardOutput.close();
    throw error;
  }
}
