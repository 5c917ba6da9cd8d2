import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { RelayJob } from '../../ffmpeg/relay-command.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import { redactedSpec } from '../../state/redacted-spec.js';
import type { ProcessLimits, StreamSpec } from '../../state/stream.js';
import type { Progress } from '../../state/stream-state.js';
import { steadyNow } from '../../util/clock.js';
import type { Assignment } from './assignment.js';
import { type AdoptedRun, FfmpegRun } from './ffmpeg-run.js';
import { isUnlimited, limitProcess } from './process-limits.js';
import type { StreamRole } from './process-records.js';
import type { SpawnContext } from './spawn-context.js';

/** One FFmpeg of a stream together with what it was started for. */
export class StreamProcess {
  readonly #options: StreamProcessOptions;
  #assignment: Assignment;
  #run: FfmpegRun | null = null;
  #isSuccessor: boolean;
  /** When it took the path over. */
  #tookOverAtMs: number | null = null;

  /**
   * Starts one, or (`adopted`) goes on with one that an earlier router started.
   * @throws the system's error; see {@link FfmpegRun}
   */
  constructor(options: StreamProcessOptions, adopted: AdoptedRun | null = null) {
    this.#options = options;
    this.#assignment = options.assignment;
    this.#isSuccessor = options.isSuccessor;
    let spawned = 0;
    const run = new FfmpegRun(
      {
        spawn: options.spawn,
        ffmpegs: options.ffmpegs,
        job: options.job,
        redact: (text) => this.#assignment.redact(text),
        stallTimeoutMs: () => this.#assignment.spec.policy.stallTimeoutMs,
        onSpawn: (pid, command) => {
          spawned += 1;
          this.#onSpawn(pid, command, spawned === 1);
        },
        onFirstMedia: (progress) => options.onFirstMedia(this, progress),
        onUnheard: () => options.onUnheard(this),
        onLine: (line) => options.onLine(this, line),
        role: () => this.#role(),
      },
      adopted,
    );
    this.#run = run;
    void run.ended.then((end) => options.onEnd(this, end));
  }

  get assignment(): Assignment {
    return this.#assignment;
  }

  get run(): FfmpegRun {
    if (this.#run === null) throw new Error('the process is only being started');
    return this.#run;
  }

  /** When its media came first at the output; null before. */
  get mediaSinceMs(): number | null {
    return this.#tookOverAtMs ?? this.#run?.mediaSinceMs ?? null;
  }

  /** Heeds another policy from now on. */
  update(spec: StreamSpec): void {
    const before = this.#assignment.spec.policy.limits;
    this.#assignment = { ...this.#assignment, spec };
    this.limitAnew(before);
    this.run.describe();
  }

  /** Also lifts what is limited no more. */
  limitAnew(before: ProcessLimits): void {
    const { limits } = this.#assignment.spec.policy;
    const { pid } = this.run;
    if (pid !== 0 && !isDeepStrictEqual(before, limits)) limitProcess(pid, limits, this.#options.log);
  }

  /** It is the process of the stream from now on; `hasPath`: what it sends reaches the readers. */
  promote(hasPath: boolean): void {
    this.#isSuccessor = false;
    if (hasPath) {
      this.#tookOverAtMs = steadyNow();
      this.run.noteMedia();
    }
    this.run.describe();
  }

  #onSpawn(pid: number, command: readonly string[], isFirst: boolean): void {
    const { spec, redact } = this.#assignment;
    const shown = redact(command.join(' '));
    this.#options.onSpawn(this, { pid, command: shown, isFirst, startedAtMs: steadyNow() });
    const { limits } = spec.policy;
    if (pid !== 0 && !isUnlimited(limits)) limitProcess(pid, limits, this.#options.log);
  }

  /** What another router has to know of it. */
  #role(): StreamRole {
    const { spec, specHash, recipe, sourceIndex, cause } = this.#assignment;
    return {
      kind: 'stream',
      spec: redactedSpec(spec),
      specHash,
      recipe,
      sourceIndex,
      cause,
      starts: this.#options.number,
      mediaSinceMs: this.mediaSinceMs,
      // What it has said is in no log yet.
      errorPosition: this.#isSuccessor ? 0 : (this.#run?.errorPosition ?? 0),
      isSuccessor: this.#isSuccessor,
      ...this.#options.remember(this),
    };
  }
}

export interface StreamProcessOptions {
  readonly assignment: Assignment;
  readonly job: RelayJob;
  /** Of this process among those of its stream, the first being 1. */
  readonly number: number;
  /** Another one still has the path. */
  readonly isSuccessor: boolean;
  readonly spawn: SpawnContext;
  readonly ffmpegs: UsableFfmpegs;
  readonly log: Logger;
  /** Is called once or twice before the constructor returns or later: for a look at the source, and for the relay. */
  onSpawn(process: StreamProcess, spawned: Spawned): void;
  onFirstMedia(process: StreamProcess, progress: Progress): void;
  onUnheard(process: StreamProcess): void;
  /** A line of standard error, redacted. */
  onLine(process: StreamProcess, line: string): void;
  onEnd(process: StreamProcess, end: Awaited<FfmpegRun['ended']>): void;
  /** What the stream knows. */
  remember(process: StreamProcess): Pick<StreamRole, 'sources' | 'runId'>;
}

export interface Spawned {
  /** 0: could not be started. */
  readonly pid: number;
  readonly startedAtMs: number;
  /** Redacted. */
  readonly command: string;
  readonly isFirst: boolean;
}
