import { chooseForInput, chooseForRelay } from '../../ffmpeg/choose-ffmpeg.js';
import { classifyEnd } from '../../ffmpeg/classify-end.js';
import { saysInputOpened } from '../../ffmpeg/ffmpeg-end.js';
import { type Inspection, parseInspection } from '../../ffmpeg/parse-inspection.js';
import { ProgressParser } from '../../ffmpeg/progress-parser.js';
import { inspectionCommand, type RelayCommand, type RelayJob } from '../../ffmpeg/relay-command.js';
import { StallJudge } from '../../ffmpeg/stall-judge.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import type { Reason } from '../../state/conditions.js';
import type { StreamPolicy } from '../../state/stream.js';
import type { ProcessEnd, Progress } from '../../state/stream-state.js';
import { steadyNow } from '../../util/clock.js';
import { LifeSigns } from './life-signs.js';
import { ManagedProcess, type ManagedProcessEnd } from './managed-process.js';
import { readOomKillCount } from './oom-kills.js';
import { argumentsOf } from './process-identity.js';
import type { ProcessRecord, ProcessRole } from './process-records.js';
import type { SpawnContext } from './spawn-context.js';
import { findStall } from './stall-evidence.js';

/**
 * One FFmpeg of a stream from its start to its end: looks at the source first where that is needed, follows the progress,
 * judges whether it hangs, and tells why it ended.
 */
export class FfmpegRun {
  readonly #options: FfmpegRunOptions;
  readonly #stall = new StallJudge();
  readonly #life = new LifeSigns();
  /** Its progress may be lost though it is well: the disk was found full, or none ever came to this router. */
  #mayBeUnheard = false;
  #isToldUnheard = false;
  /** What an adopted process has said to the router before is no sign of life. */
  #isCatchingUp = false;
  readonly #errorTail: string[] = [];
  readonly #inspected: string[] = [];
  #process: ManagedProcess | null = null;
  #progress: Progress | null = null;
  #mediaSinceMs: number | null = null;
  #lastOutTimeUs = 0;
  /** When media time advanced last, or when the process was started. */
  #advancedAtMs = steadyNow();
  #inputOpenedAtMs: number | null = null;
  readonly #oomKillsBefore = readOomKillCount();
  #step: Step = RELAYING;
  #sawProgressEnd = false;
  #isStopped = false;
  #givenUpFor: Reason | null = null;
  readonly startedAtMs: number;
  /** Resolves, never rejects, when the process is gone and all that it said was read. */
  readonly ended: Promise<FfmpegRunEnd>;

  /**
   * Starts one, or (`adopted`) goes on with one that an earlier router started.
   * @throws the system's error when its output files cannot be made (nothing was spawned then) or opened
   */
  constructor(options: FfmpegRunOptions, adopted: AdoptedRun | null = null) {
    this.#options = options;
    this.startedAtMs = adopted?.record.startedAtMs ?? steadyNow();
    if (adopted !== null) {
      this.#mediaSinceMs = adopted.mediaSinceMs;
      this.#mayBeUnheard = true;
      this.#isCatchingUp = true;
      this.ended = this.#follow(this.#adopt(adopted));
      return;
    }
    this.ended = this.#start();
  }

  /** Of the process that runs now; 0 when there is none. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** What it said last; null before the first media. */
  get progress(): Progress | null {
    return this.#progress;
  }

  /** Reads what the process has written. */
  poll(): void {
    this.#process?.poll();
    this.#isCatchingUp = false;
  }

  /** When media came first; null before. */
  get mediaSinceMs(): number | null {
    return this.#mediaSinceMs;
  }

  /** Its media has reached the readers, whatever it says itself: on a full disk it may never say anything. */
  noteMedia(): void {
    if (this.#mediaSinceMs !== null) return;
    this.#mediaSinceMs = steadyNow();
    this.#mayBeUnheard = true;
    this.#stall.observe(this.#lastOutTimeUs, this.#mediaSinceMs, this.#options.stallTimeoutMs());
  }

  /** Up to where its standard error was read, in bytes. */
  get errorPosition(): number {
    return this.#process?.positions.error ?? 0;
  }

  /** Whether it still looks at the source: that process is of no use to another router. */
  get isInspecting(): boolean {
    return this.#step === INSPECTING;
  }

  /** Writes anew what another router is told of it. */
  describe(): void {
    if (!this.isInspecting) this.#process?.describe(this.#options.role());
  }

  /** Goes on without it: it is left running for another router. */
  leave(): void {
    this.#process?.leave();
  }

  /** Which deadline has passed, if one has. */
  overdue(nowMs: number, policy: StreamPolicy): 'stalled' | 'no-first-frame' | null {
    if (this.#mediaSinceMs === null) {
      return nowMs - this.startedAtMs >= policy.firstFrameTimeoutMs ? 'no-first-frame' : null;
    }
    this.#lookForLife(nowMs);
    const { stallTimeoutMs } = policy;
    switch (this.#stall.judge(nowMs, stallTimeoutMs)) {
      case 'flows':
        return null;
      case 'stalled':
        return 'stalled';
      case 'silent':
        return this.#mayBeUnheard && this.#isAlive(nowMs, stallTimeoutMs) ? null : 'stalled';
    }
  }

  /** While no progress comes: whether it could be written, and what else tells. FFmpeg gives it up after a single failure. */
  #lookForLife(nowMs: number): void {
    if (nowMs - (this.#stall.lastBlockAtMs ?? nowMs) < QUIET_MS || this.#process === null) return;
    this.#mayBeUnheard ||= !this.#process.canWrite();
    if (this.#mayBeUnheard) this.#life.look(this.pid, this.findStall(), nowMs);
  }

  #isAlive(nowMs: number, stallTimeoutMs: number): boolean {
    const verdict = this.#life.verdict(nowMs, Math.max(stallTimeoutMs, MIN_LIFE_MS));
    if (verdict === 'works' && !this.#isToldUnheard) {
      this.#isToldUnheard = true;
      this.#options.onUnheard();
    }
    return verdict !== 'hangs';
  }

  /** Why it moves no media; to be asked while it hangs, before it is ended. */
  findStall(): Reason {
    return findStall(this.pid, this.#addresses(), this.#mediaSinceMs !== null);
  }

  /** Of an adopted process they stand in its own arguments. */
  #addresses(): { readonly input: string; readonly output: string } {
    const { input, output } = this.#options.job;
    if (input !== '') return { input, output };
    const args = argumentsOf(this.pid);
    return { input: args[args.indexOf('-i') + 1] ?? '', output: args.at(-1) ?? '' };
  }

  /** Ends it; `reason`, when given, is told as the reason of its end. */
  stop(reason: Reason | null = null): void {
    this.#givenUpFor ??= reason;
    this.#isStopped = true;
    this.#process?.stop();
  }

  /** Not async: what throws here is told to whoever makes the run. */
  #start(): Promise<FfmpegRunEnd> {
    const { job, ffmpegs } = this.#options;
    const inspection = inspectionCommand(job);
    if (inspection === null) return this.#begin(null);
    const { ffmpeg, command } = chooseForInput(job.input, inspection, ffmpegs);
    if (command.arguments === null) return this.#cannot(command);
    return this.#inspect(this.#spawn(ffmpeg.path, command.arguments, INSPECTING));
  }

  async #inspect(process: ManagedProcess): Promise<FfmpegRunEnd> {
    const end = await process.ended;
    const inspection = parseInspection(this.#inspected);
    // The lines say why it never came so far.
    if (inspection === null || this.#isStopped) return this.#tellEnd(end);
    try {
      return await this.#begin(inspection);
    } catch (error) {
      return this.#tellFailure('Failed', this.#options.redact(String(error)));
    }
  }

  /** Not async either. */
  #begin(inspection: Inspection | null): Promise<FfmpegRunEnd> {
    const { job, ffmpegs } = this.#options;
    const { ffmpeg, command } = chooseForRelay(job, ffmpegs, inspection);
    if (command.arguments === null) return this.#cannot(command);
    return this.#follow(this.#spawn(ffmpeg.path, command.arguments, RELAYING));
  }

  async #cannot({
    reason,
    problem,
  }: Extract<RelayCommand, { readonly arguments: null }>): Promise<FfmpegRunEnd> {
    return this.#tellFailure(reason, problem);
  }

  async #follow(process: ManagedProcess): Promise<FfmpegRunEnd> {
    return this.#tellEnd(await process.ended);
  }

  #adopt({ record, errorPosition }: AdoptedRun): ManagedProcess {
    this.#process = ManagedProcess.adopt(record, {
      ...this.#options.spawn,
      outputPosition: 'tail',
      errorPosition,
      onOutputLine: this.#progressReader(),
      onErrorLine: (line) => this.#onErrorLine(line, RELAYING),
    });
    return this.#process;
  }

  #spawn(file: string, args: readonly string[], step: Step): ManagedProcess {
    this.#step = step;
    const process = ManagedProcess.spawn({
      ...this.#options.spawn,
      // A look at the source is of no use to another router.
      role: step === INSPECTING ? { kind: 'helper' } : this.#options.role(),
      file,
      arguments: args,
      onOutputLine: this.#progressReader(),
      onErrorLine: (line) => this.#onErrorLine(line, step),
    });
    this.#process = process;
    this.#advancedAtMs = process.startedAtMs;
    this.#inputOpenedAtMs = null;
    this.#options.onSpawn(process.pid ?? 0, [file, ...args]);
    return process;
  }

  #progressReader(): (line: string) => void {
    const parser = new ProgressParser((block, isLast) => this.#onProgress(block, isLast));
    return (line) => {
      // Also where the last block knows no media time.
      if (line === 'progress=end') this.#sawProgressEnd = true;
      parser.push(line);
    };
  }

  #onProgress(progress: Progress, isLast: boolean): void {
    const nowMs = steadyNow();
    if (!this.#isCatchingUp) {
      this.#mayBeUnheard = false;
      this.#isToldUnheard = false;
      this.#life.reset();
    }
    // What the last block adds was held back: it is no sign of life.
    if (!isLast && progress.outTimeUs > this.#lastOutTimeUs) this.#advancedAtMs = nowMs;
    this.#lastOutTimeUs = progress.outTimeUs;
    this.#stall.observe(progress.outTimeUs, nowMs, this.#options.stallTimeoutMs());
    if (this.#mediaSinceMs === null && progress.outTimeUs <= 0) return;
    this.#progress = progress;
    if (this.#mediaSinceMs !== null) return;
    this.#mediaSinceMs = nowMs;
    this.#options.onFirstMedia(progress);
  }

  #onErrorLine(line: string, step: Step): void {
    if (step === INSPECTING) {
      if (this.#inspected.length < MAX_INSPECTED_LINES) this.#inspected.push(line);
      if (!/\[(?:warning|error|fatal)\] /.test(line)) return;
    }
    // What a server wrote must not reach a terminal as control characters.
    if (saysInputOpened(line)) this.#inputOpenedAtMs = steadyNow();
    const redacted = this.#options.redact(line.replace(/\p{Cc}/gu, ' '));
    this.#errorTail.push(redacted);
    if (this.#errorTail.length > ERROR_TAIL_LINES) this.#errorTail.shift();
    this.#options.onLine(redacted);
  }

  /** It ended without a process. */
  #tellFailure(reason: Reason, problem: string): FfmpegRunEnd {
    const endedAtMs = steadyNow();
    const uptimeMs = endedAtMs - this.startedAtMs;
    return { reason, evidence: problem, exitCode: null, signal: null, endedAtMs, uptimeMs, ranMs: null };
  }

  #tellEnd(end: ManagedProcessEnd): FfmpegRunEnd {
    const { exitCode, signal, endedAtMs } = end;
    const { reason, evidence } =
      this.#givenUpFor === null
        ? classifyEnd({
            ...end,
            standardError: this.#errorTail,
            hadProgress: this.#mediaSinceMs !== null,
            sawProgressEnd: this.#sawProgressEnd,
            quietMs: endedAtMs - this.#advancedAtMs,
            sinceInputMs: this.#inputOpenedAtMs === null ? null : endedAtMs - this.#inputOpenedAtMs,
            oomKillsDuring: (readOomKillCount() ?? 0) - (this.#oomKillsBefore ?? 0),
          })
        : { reason: this.#givenUpFor, evidence: null };
    return {
      reason,
      evidence,
      exitCode,
      signal,
      endedAtMs,
      uptimeMs: endedAtMs - this.startedAtMs,
      ranMs: this.#mediaSinceMs === null ? null : endedAtMs - this.#mediaSinceMs,
    };
  }
}

type Step = typeof INSPECTING | typeof RELAYING;
const INSPECTING = 'inspecting';
const RELAYING = 'relaying';
/** Blocks come each half second. */
const QUIET_MS = 700;
/** Some looks. */
const MIN_LIFE_MS = 2_000;
const MAX_INSPECTED_LINES = 200;

export interface FfmpegRunOptions {
  readonly spawn: SpawnContext;
  readonly ffmpegs: UsableFfmpegs;
  readonly job: RelayJob;
  /** What another router is to be told of the relay's process. */
  role(): ProcessRole;
  /** A process was started (pid 0: could not be); at most one for an inspection, then one for the relay. */
  onSpawn(pid: number, command: readonly string[]): void;
  /** Hides the stream's credentials. */
  redact(text: string): string;
  /** May change while it runs. */
  stallTimeoutMs(): number;
  onFirstMedia(progress: Progress): void;
  /** It works, and its progress cannot be read. Told once. */
  onUnheard(): void;
  /** A line of standard error, redacted. */
  onLine(text: string): void;
}

/** A process of an earlier router. */
export interface AdoptedRun {
  readonly record: ProcessRecord;
  readonly mediaSinceMs: number | null;
  readonly errorPosition: number;
}

export interface FfmpegRunEnd extends ProcessEnd {
  /** For how long media flowed; null when none ever came. */
  readonly ranMs: number | null;
}

const ERROR_TAIL_LINES = 50;
