import type { Logger } from 'pino';
import { classifyEnd } from '../../ffmpeg/classify-end.js';
import { ProgressParser } from '../../ffmpeg/progress-parser.js';
import { type Relay, relayArguments } from '../../ffmpeg/relay-arguments.js';
import { StallJudge } from '../../ffmpeg/stall-judge.js';
import { type Cause, causeText } from '../../state/cause.js';
import type { Reason } from '../../state/conditions.js';
import type { ObservedStream } from '../../state/observed-state.js';
import { publicNamesOf, type StreamSpec, specHash, urlsOf } from '../../state/stream.js';
import {
  hasProcess,
  PHASE_TRANSITIONS,
  type ProcessEnd,
  type Progress,
  type StreamState,
} from '../../state/stream-state.js';
import { createRedactor, type Redactor } from '../../util/redact.js';
import { ManagedProcess, type ManagedProcessEnd } from './managed-process.js';
import { RestartDelay } from './restart-delay.js';
import type { SpawnContext } from './spawn-context.js';

/** One stream's FFmpeg: starts it, follows its progress, ends it, and says how it ended and when to try again. */
export class StreamUnit {
  readonly #context: StreamUnitContext;
  readonly #delay = new RestartDelay();
  #spec: StreamSpec;
  #state: StreamState;
  #starts = 0;
  #process: ManagedProcess | null = null;
  #runningSinceMs: number | null = null;
  /** What follows when the process has ended: `retry` unless it was asked to end. */
  #afterEnd: 'retry' | 'replace' | 'vanish' = 'retry';
  #redact: Redactor = (text) => text;
  #errorTail: string[] = [];
  #stall = new StallJudge();
  /** Why we end a process by ourselves although it is wanted. */
  #endedFor: Reason | null = null;

  constructor(context: StreamUnitContext, spec: StreamSpec) {
    this.#context = context;
    this.#spec = spec;
    this.#state = backoff(Date.now(), 0, { kind: 'added' }, null);
  }

  observe(): ObservedStream {
    return {
      spec: this.#spec,
      specHash: specHash(this.#spec),
      state: this.#state,
      restarts: Math.max(0, this.#starts - 1),
      sourceIndex: 0,
      sources: this.#spec.sources.map(() => ({ failure: null, reach: null })),
    };
  }

  /** Does nothing when a process runs. */
  start(spec: StreamSpec, relay: Relay, cause: Cause): void {
    if (this.#process !== null) return;
    if (specHash(spec) !== specHash(this.#spec)) this.#delay.reset();
    this.#spec = spec;
    this.#redact = createRedactor(urlsOf(spec), publicNamesOf(spec));
    this.#errorTail = [];
    this.#stall = new StallJudge();
    this.#endedFor = null;
    this.#afterEnd = 'retry';
    this.#runningSinceMs = null;
    this.#starts += 1;
    const started = this.#spawn(relay);
    if (started === null) return;
    this.#process = started;
    const pid = started.pid ?? 0;
    const command = this.#redact([this.#context.ffmpeg.path, ...relayArguments(relay)].join(' '));
    this.#log.info({ pid, command, cause: causeText(cause) }, 'ffmpeg started');
    this.#enter({
      phase: 'starting',
      sinceMs: started.startedAtMs,
      process: { pid, startedAtMs: started.startedAtMs },
      cause,
    });
  }

  /** Heeds another policy from now on. */
  update(spec: StreamSpec, cause: Cause): void {
    this.#spec = spec;
    this.#log.info({ cause: causeText(cause) }, 'policy changed');
    this.#context.onChange();
  }

  /** Ends the process; a plan starts the new one when it is gone. */
  restart(cause: Cause): void {
    this.#afterEnd = 'replace';
    this.#stop(cause);
  }

  /** Ends the process, and then there is no such stream. */
  stop(cause: Cause): void {
    this.#afterEnd = 'vanish';
    if (this.#process === null) this.#context.onVanished(this.#spec.name);
    else this.#stop(cause);
  }

  /** Reads what the process has written; often while it starts, seldom later. */
  poll(): void {
    this.#process?.poll();
    if (this.#state.phase !== 'running') return;
    if (!this.#stall.isStalled(Date.now(), this.#spec.policy.stallTimeoutMs)) return;
    this.#endedFor = 'SourceStalled';
    this.#stop({ kind: 'stalled' });
  }

  get isStarting(): boolean {
    return this.#state.phase === 'starting';
  }

  /** Resolves when no process runs. */
  async gone(): Promise<void> {
    await this.#process?.ended;
  }

  get #log(): Logger {
    return this.#context.log.child({ stream: this.#spec.name });
  }

  #stop(cause: Cause): void {
    const state = this.#state;
    if (this.#process === null || !hasProcess(state) || state.phase === 'stopping') return;
    this.#log.info({ pid: state.process.pid, cause: causeText(cause) }, 'ffmpeg is asked to end');
    this.#enter({ phase: 'stopping', sinceMs: Date.now(), process: state.process, cause });
    this.#process.stop();
  }

  #spawn(relay: Relay): ManagedProcess | null {
    const progress = new ProgressParser((block) => this.#onProgress(block));
    try {
      const started = new ManagedProcess({
        ...this.#context.spawn,
        file: this.#context.ffmpeg.path,
        arguments: relayArguments(relay),
        onOutputLine: (line) => progress.push(line),
        onErrorLine: (line) => this.#onErrorLine(line),
      });
      void started.ended.then((end) => this.#onEnd(started, end));
      return started;
    } catch (error) {
      // The state folder is full or gone: no process, and the next try may find it mended.
      const delayMs = this.#delay.next(0);
      this.#log.error({ err: error, nextTryMs: delayMs }, 'ffmpeg could not be started');
      const nowMs = Date.now();
      this.#enter(backoff(nowMs, delayMs, { kind: 'retry', after: 'Failed' }, null));
      return null;
    }
  }

  #onProgress(progress: Progress): void {
    const state = this.#state;
    this.#stall.observe(progress.outTimeUs, Date.now(), this.#spec.policy.stallTimeoutMs);
    if (state.phase === 'running') {
      this.#state = { ...state, progress };
    } else if (state.phase === 'starting' && progress.outTimeUs > 0) {
      this.#runningSinceMs = Date.now();
      this.#log.info({ pid: state.process.pid, afterMs: Date.now() - state.sinceMs }, 'stream is running');
      this.#enter({ ...state, phase: 'running', sinceMs: Date.now(), progress });
    }
  }

  #onErrorLine(line: string): void {
    // What a server wrote must not reach a terminal as control characters.
    const redacted = this.#redact(line.replace(/\p{Cc}/gu, ' '));
    this.#errorTail.push(redacted);
    if (this.#errorTail.length > ERROR_TAIL_LINES) this.#errorTail.shift();
    this.#log.debug({ line: redacted }, 'ffmpeg says');
  }

  #onEnd(ended: ManagedProcess, end: ManagedProcessEnd): void {
    this.#process = null;
    const uptimeMs = end.endedAtMs - ended.startedAtMs;
    if (this.#afterEnd === 'retry') {
      this.#onUnwantedEnd(ended, end, uptimeMs);
      return;
    }
    const { exitCode, signal } = end;
    this.#log.info({ pid: ended.pid, exitCode, signal, uptimeMs }, 'ffmpeg ended as asked');
    this.#delay.reset();
    if (this.#afterEnd === 'vanish') this.#context.onVanished(this.#spec.name);
    else this.#enter(backoff(end.endedAtMs, 0, this.#state.cause, null));
  }

  #onUnwantedEnd(ended: ManagedProcess, end: ManagedProcessEnd, uptimeMs: number): void {
    const hadProgress = this.#runningSinceMs !== null;
    const { reason, evidence } =
      this.#endedFor === null
        ? classifyEnd({ ...end, standardError: this.#errorTail, hadProgress })
        : { reason: this.#endedFor, evidence: null };
    const ranMs = this.#runningSinceMs === null ? 0 : end.endedAtMs - this.#runningSinceMs;
    const delayMs = this.#delay.next(ranMs);
    const { exitCode, signal, endedAtMs } = end;
    const lastEnd: ProcessEnd = { reason, evidence, exitCode, signal, endedAtMs, uptimeMs };
    this.#log.warn({ pid: ended.pid, ...lastEnd, nextTryMs: delayMs }, 'ffmpeg ended');
    this.#enter(backoff(endedAtMs, delayMs, { kind: 'retry', after: reason }, lastEnd));
  }

  #enter(next: StreamState): void {
    const from = this.#state.phase;
    if (!PHASE_TRANSITIONS[from].includes(next.phase)) {
      throw new Error(`stream ${this.#spec.name} cannot go from ${from} to ${next.phase}`);
    }
    this.#state = next;
    this.#context.onChange();
  }
}

export interface StreamUnitContext {
  readonly ffmpeg: { readonly path: string };
  readonly spawn: SpawnContext;
  readonly log: Logger;
  /** The stream is in another phase. */
  onChange(): void;
  /** The stream was stopped and its process is gone. */
  onVanished(name: string): void;
}

const ERROR_TAIL_LINES = 50;

function backoff(sinceMs: number, delayMs: number, cause: Cause, lastEnd: ProcessEnd | null): StreamState {
  return { phase: 'backoff', sinceMs, untilMs: sinceMs + delayMs, cause, lastEnd };
}
