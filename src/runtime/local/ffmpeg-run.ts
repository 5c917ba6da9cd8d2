import { classifyEnd } from '../../ffmpeg/classify-end.js';
import { ProgressParser } from '../../ffmpeg/progress-parser.js';
import { StallJudge } from '../../ffmpeg/stall-judge.js';
import type { Reason } from '../../state/conditions.js';
import type { StreamPolicy } from '../../state/stream.js';
import type { ProcessEnd, Progress } from '../../state/stream-state.js';
import { ManagedProcess, type ManagedProcessEnd } from './managed-process.js';
import type { SpawnContext } from './spawn-context.js';

/** One FFmpeg from its start to its end: follows its progress, judges whether it hangs, and tells why it ended. */
export class FfmpegRun {
  readonly #options: FfmpegRunOptions;
  readonly #process: ManagedProcess;
  readonly #stall = new StallJudge();
  readonly #errorTail: string[] = [];
  #progress: Progress | null = null;
  #mediaSinceMs: number | null = null;
  #givenUpFor: Reason | null = null;
  /** Resolves, never rejects, when the process is gone and all that it said was read. */
  readonly ended: Promise<FfmpegRunEnd>;

  /** @throws the system's error when its output files cannot be made; nothing was spawned then */
  constructor(options: FfmpegRunOptions) {
    this.#options = options;
    const progress = new ProgressParser((block) => this.#onProgress(block));
    this.#process = new ManagedProcess({
      ...options.spawn,
      file: options.file,
      arguments: options.arguments,
      onOutputLine: (line) => progress.push(line),
      onErrorLine: (line) => this.#onErrorLine(line),
    });
    this.ended = this.#process.ended.then((end) => this.#tellEnd(end));
  }

  /** 0 when it could not be spawned. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get startedAtMs(): number {
    return this.#process.startedAtMs;
  }

  /** What it said last; null before the first media. */
  get progress(): Progress | null {
    return this.#progress;
  }

  /** Reads what the process has written. */
  poll(): void {
    this.#process.poll();
  }

  /** Which deadline has passed, if one has. */
  overdue(nowMs: number, policy: StreamPolicy): 'stalled' | 'no-first-frame' | null {
    if (this.#mediaSinceMs === null) {
      return nowMs - this.startedAtMs >= policy.firstFrameTimeoutMs ? 'no-first-frame' : null;
    }
    return this.#stall.isStalled(nowMs, policy.stallTimeoutMs) ? 'stalled' : null;
  }

  /** Ends it; `reason`, when given, is told as the reason of its end. */
  stop(reason: Reason | null = null): void {
    this.#givenUpFor ??= reason;
    this.#process.stop();
  }

  #onProgress(progress: Progress): void {
    const nowMs = Date.now();
    this.#stall.observe(progress.outTimeUs, nowMs, this.#options.stallTimeoutMs());
    if (this.#mediaSinceMs === null && progress.outTimeUs <= 0) return;
    this.#progress = progress;
    if (this.#mediaSinceMs !== null) return;
    this.#mediaSinceMs = nowMs;
    this.#options.onFirstMedia(progress);
  }

  #onErrorLine(line: string): void {
    // What a server wrote must not reach a terminal as control characters.
    const redacted = this.#options.redact(line.replace(/\p{Cc}/gu, ' '));
    this.#errorTail.push(redacted);
    if (this.#errorTail.length > ERROR_TAIL_LINES) this.#errorTail.shift();
    this.#options.onLine(redacted);
  }

  #tellEnd(end: ManagedProcessEnd): FfmpegRunEnd {
    const { exitCode, signal, endedAtMs } = end;
    const { reason, evidence } =
      this.#givenUpFor === null
        ? classifyEnd({
            ...end,
            standardError: this.#errorTail,
            hadProgress: this.#mediaSinceMs !== null,
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

export interface FfmpegRunOptions {
  readonly spawn: SpawnContext;
  /** Absolute path of FFmpeg. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** Hides the stream's credentials. */
  redact(text: string): string;
  /** May change while it runs. */
  stallTimeoutMs(): number;
  onFirstMedia(progress: Progress): void;
  /** A line of standard error, redacted. */
  onLine(text: string): void;
}

export interface FfmpegRunEnd extends ProcessEnd {
  /** For how long media flowed; null when none ever came. */
  readonly ranMs: number | null;
}

const ERROR_TAIL_LINES = 50;
