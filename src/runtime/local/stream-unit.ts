import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { isNoRoom } from '../../ffmpeg/classify-end.js';
import type { RelayJob } from '../../ffmpeg/relay-command.js';
import { relayRecipe } from '../../ffmpeg/relay-recipe.js';
import { type Cause, causeReason, causeText } from '../../state/cause.js';
import type { Reason } from '../../state/conditions.js';
import { isLasting, isServerFault, isSourceFault } from '../../state/fault.js';
import type { ObservedStream } from '../../state/observed-state.js';
import { redactedSpec } from '../../state/redacted-spec.js';
import {
  type ProcessLimits,
  publicNamesOf,
  type StreamSpec,
  sourceText,
  specHash,
  urlsOf,
} from '../../state/stream.js';
import {
  hasProcess,
  PHASE_TRANSITIONS,
  type ProcessEnd,
  type Progress,
  type StreamState,
} from '../../state/stream-state.js';
import { steadyNow, wallTime } from '../../util/clock.js';
import { createRedactor, type Redactor } from '../../util/redact.js';
import { within } from '../../util/within.js';
import { type AdoptedRun, FfmpegRun, type FfmpegRunEnd, type FfmpegRunOptions } from './ffmpeg-run.js';
import { argumentsOf } from './process-identity.js';
import { isUnlimited, limitProcess } from './process-limits.js';
import type { ProcessRecord, StreamRole } from './process-records.js';
import { HEALTHY_MS, RAN_WELL_MS, RestartDelay } from './restart-delay.js';
import { SourceHealth, type Watcher } from './source-health.js';
import type { SpawnContext } from './spawn-context.js';
import { StartCount } from './start-count.js';
import { StreamLog } from './stream-log.js';
import { streamLogFolder } from './stream-log-folder.js';
import type { UsableFfmpeg } from './usable-ffmpeg.js';

/** One stream's FFmpeg: starts it, ends it when it hangs, and says how it ended and when to try again. */
export class StreamUnit {
  readonly #context: StreamUnitContext;
  readonly #delay = new RestartDelay();
  readonly #health: SourceHealth;
  /** What is told of the stream's runs to whoever asks later. */
  readonly #story: StreamLog;
  readonly #startCount: StartCount;
  #spec: StreamSpec;
  /** Of the specification that the process was started for; of an adopted one only a redacted one may be known. */
  #specHash: string;
  #sourceIndex = 0;
  /** Of the process; see `relayRecipe`. */
  #recipe: string | null = null;
  #isOutdated = false;
  #state: StreamState;
  #starts = 0;
  readonly #restartsBy = new Map<string, number>();
  #mediaAtMs: number | null = null;
  #falseStarts = 0;
  /** Times in a row that the RTSP server closed the connection soon after the start. */
  #losses = 0;
  /** When it last ended after it had published. */
  #publishedAtMs = 0;
  #startedFor: Cause = { kind: 'added' };
  /** What another router was told last: up to where standard error was taken into the log, and of the sources. */
  #kept = '';
  #run: FfmpegRun | null = null;
  /** What follows when the process has ended: `retry` unless it was asked to end. */
  #afterEnd: 'retry' | 'replace' | 'vanish' = 'retry';
  #redact: Redactor = (text) => text;

  /** @param runId of the log of a process that is about to be adopted */
  constructor(context: StreamUnitContext, spec: StreamSpec, runId: string | null = null) {
    this.#context = context;
    this.#spec = spec;
    this.#specHash = specHash(spec);
    this.#health = new SourceHealth(context.watcher, spec);
    const folder = streamLogFolder(context.logsFolder, spec.name);
    if (folder === null) throw new Error(`no stream can have the name ${spec.name}`);
    this.#startCount = new StartCount(folder);
    this.#starts = this.#startCount.read();
    this.#story = new StreamLog(folder, context.log.child({ stream: spec.name }), runId);
    this.#state = withoutProcess('backoff', steadyNow(), 0, { kind: 'added' }, null);
  }

  observe(): ObservedStream {
    return {
      spec: this.#spec,
      specHash: this.#specHash,
      state: this.#state,
      restarts: Math.max(0, this.#starts - 1),
      restartsBy: this.#restartsBy,
      mediaAtMs: this.#mediaAtMs,
      sourceIndex: this.#sourceIndex,
      sources: this.#health.observeSources(),
      serverReach: this.#health.observeServer(),
      falseStarts: this.#falseStarts,
      isOutdated: this.#isOutdated && hasProcess(this.#state),
    };
  }

  /** Does nothing when a process runs. */
  start({ spec, sourceIndex, job, cause }: StreamStart): void {
    if (this.#run !== null) return;
    if (specHash(spec) !== this.#specHash) this.#forget(spec);
    this.#spec = spec;
    this.#specHash = specHash(spec);
    this.#sourceIndex = sourceIndex;
    this.#recipe = this.#recipeNow();
    this.#isOutdated = false;
    this.#startedFor = cause;
    this.#redact = createRedactor(urlsOf(spec), publicNamesOf(spec));
    this.#afterEnd = 'retry';
    if (this.#starts > 0)
      this.#restartsBy.set(causeReason(cause), (this.#restartsBy.get(causeReason(cause)) ?? 0) + 1);
    this.#starts += 1;
    this.#startCount.write(this.#starts);
    try {
      this.#follow(this.#begin(job, cause, null));
      this.#watch();
    } catch (error) {
      this.#onUnspawned(error, cause);
    }
  }

  /**
   * Goes on with a process that an earlier router started.
   * @param spec what the file says now, if it is what the process was started for
   * @throws the system's error when the process has just ended
   */
  adopt(record: ProcessRecord, role: StreamRole, spec: StreamSpec | null): void {
    const { pid, startedAtMs } = record;
    const { cause, mediaSinceMs, sourceIndex, starts, recipe, errorPosition } = role;
    this.#spec = spec ?? role.spec;
    this.#specHash = role.specHash;
    this.#sourceIndex = sourceIndex;
    this.#starts = starts;
    this.#recipe = recipe;
    this.#isOutdated = recipe !== this.#recipeNow();
    this.#startedFor = cause;
    // What is known of its credentials: where the file says something else by now, its own arguments.
    const urls = [...urlsOf(this.#spec), ...argumentsOf(pid).filter((text) => text.includes('://'))];
    this.#redact = createRedactor(urls, publicNamesOf(this.#spec));
    // The addresses of a redacted specification would be watched without their credentials.
    if (spec !== null) this.#health.restore(role.sources ?? []);
    const job = { spec: this.#spec, input: '', output: '', publisher: null };
    const run = this.#begin(job, cause, { record, mediaSinceMs, errorPosition });
    this.#follow(run);
    this.#log.info({ pid, uptimeMs: steadyNow() - startedAtMs }, 'ffmpeg adopted');
    const process = { pid, startedAtMs };
    this.#state =
      mediaSinceMs === null
        ? { phase: 'starting', sinceMs: startedAtMs, process, cause }
        : { phase: 'running', sinceMs: mediaSinceMs, process, cause, progress: NO_PROGRESS };
    if (spec !== null) this.#limitAnew(role.spec.policy.limits);
    this.#say('another router goes on with this process');
    this.#watch();
    this.#context.onChange();
  }

  /**
   * Lets the process run on for another router. One of which that router could make no use is ended before: one that looks at its
   * source, hangs or was asked to end.
   */
  async leave(): Promise<void> {
    const { phase } = this.#state;
    if (this.#run?.isInspecting === true || phase === 'stalled' || phase === 'stopping') {
      this.stop({ kind: 'router-stops' });
      await within(LEAVE_MS, this.gone());
    }
    this.#health.release();
    this.#run?.leave();
    this.#story.flush();
    this.#run = null;
  }

  /** Heeds another policy from now on. */
  update(spec: StreamSpec, cause: Cause): void {
    const before = this.#spec.policy.limits;
    this.#spec = spec;
    this.#limitAnew(before);
    this.#run?.describe();
    this.#log.info({ cause: causeText(cause) }, 'policy changed');
    this.#hasten(spec.policy.backoff.maxMs);
    this.#context.onChange();
  }

  /** Ends the process; a plan starts the new one when it is gone, or at once where there is none. */
  restart(cause: Cause): void {
    if (this.#run === null) {
      this.#forget(this.#spec);
      this.#enter(withoutProcess('backoff', steadyNow(), 0, cause, null));
      return;
    }
    this.#afterEnd = 'replace';
    this.#stop(cause);
  }

  /** Ends the process, and then there is no such stream. */
  stop(cause: Cause): void {
    this.#afterEnd = 'vanish';
    if (this.#run === null) this.#vanish();
    else this.#stop(cause);
  }

  /** Reads what the process has written; often while it starts, seldom later. */
  poll(): void {
    this.#run?.poll();
    this.#keepLog();
    const run = this.#run;
    const state = this.#state;
    if (run === null || (state.phase !== 'starting' && state.phase !== 'running')) return;
    if (state.phase === 'running' && run.progress !== null && run.progress !== state.progress) {
      if (run.progress.outTimeUs > state.progress.outTimeUs) this.#mediaAtMs = steadyNow();
      this.#state = { ...state, progress: run.progress };
      if (steadyNow() - state.sinceMs >= HEALTHY_MS) this.#health.healthy(this.#sourceIndex);
    }
    const overdue = run.overdue(steadyNow(), this.#spec.policy);
    if (overdue !== null) this.#giveUp(run, state.process, overdue);
  }

  get isStarting(): boolean {
    return this.#state.phase === 'starting';
  }

  /** Resolves when no process runs. */
  async gone(): Promise<void> {
    await this.#run?.ended;
  }

  get #log(): Logger {
    return this.#context.log.child({ stream: this.#spec.name });
  }

  /** Also lifts what is limited no more. */
  #limitAnew(before: ProcessLimits): void {
    const { limits } = this.#spec.policy;
    const pid = this.#run?.pid ?? 0;
    if (pid !== 0 && !isDeepStrictEqual(before, limits)) limitProcess(pid, limits, this.#log);
  }

  #follow(run: FfmpegRun): void {
    this.#run = run;
    void run.ended.then((end) => this.#onEnd(run, end));
  }

  #begin(job: RelayJob, cause: Cause, adopted: AdoptedRun | null): FfmpegRun {
    let spawned = 0;
    const options: FfmpegRunOptions = {
      spawn: this.#context.spawn,
      file: this.#context.ffmpeg.path,
      inventory: this.#context.ffmpeg.inventory,
      job,
      redact: (text) => this.#redact(text),
      stallTimeoutMs: () => this.#spec.policy.stallTimeoutMs,
      onSpawn: (pid, args) => {
        spawned += 1;
        this.#onSpawn(pid, args, cause, spawned === 1);
      },
      onFirstMedia: (progress) => this.#onFirstMedia(progress),
      onUnheard: () => {
        this.#log.warn({ pid: this.#run?.pid }, 'ffmpeg works, but its progress cannot be read');
        this.#say(
          'FFmpeg works, but its progress cannot be read: the disk of the state folder is or was full',
        );
      },
      onLine: (line) => {
        this.#log.debug({ line }, 'ffmpeg says');
        this.#story.line('ffmpeg', line, Date.now());
      },
      role: () => this.#role(),
    };
    return new FfmpegRun(options, adopted);
  }

  /** What another router has to know of the process. */
  #role(): StreamRole {
    return {
      kind: 'stream',
      spec: redactedSpec(this.#spec),
      specHash: this.#specHash,
      recipe: this.#recipe ?? '',
      sourceIndex: this.#sourceIndex,
      sources: this.#health.remember(),
      starts: this.#starts,
      cause: this.#startedFor,
      mediaSinceMs: this.#run?.mediaSinceMs ?? null,
      runId: this.#story.runId,
      errorPosition: this.#run?.errorPosition ?? 0,
    };
  }

  /** How the stream would be run now. */
  #recipeNow(): string {
    const source = this.#spec.sources[this.#sourceIndex] ?? this.#spec.sources[0];
    return relayRecipe(this.#spec, source, this.#context.ffmpeg);
  }

  #onSpawn(pid: number, args: readonly string[], cause: Cause, isFirst: boolean): void {
    const startedAtMs = steadyNow();
    const { limits } = this.#spec.policy;
    const command = this.#redact([this.#context.ffmpeg.path, ...args].join(' '));
    const told = { command, cause: causeText(cause), source: this.#sourceText() };
    this.#log.info({ pid, ...told }, 'ffmpeg started');
    if (isFirst) this.#story.begin({ startedAtMs: Date.now(), pid: pid === 0 ? null : pid, ...told });
    else this.#say(`the source was inspected, FFmpeg started with pid ${pid}: ${command}`);
    if (pid !== 0 && !isUnlimited(limits)) limitProcess(pid, limits, this.#log);
    this.#enter({ phase: 'starting', sinceMs: startedAtMs, process: { pid, startedAtMs }, cause });
  }

  /** The state folder is full or gone: there is no process, and the next try may find it mended. */
  #onUnspawned(error: unknown, cause: Cause): void {
    const delayMs = this.#delay.next(0, { backoff: this.#spec.policy.backoff });
    this.#log.error({ err: error, nextTryMs: delayMs }, 'ffmpeg could not be started');
    const nowMs = steadyNow();
    const told = { command: null, cause: causeText(cause), source: this.#sourceText() };
    this.#story.begin({ startedAtMs: Date.now(), pid: null, ...told });
    const evidence = this.#redact(String(error));
    this.#say(`FFmpeg could not be started: ${evidence}`);
    const reason = isNoRoom((error as NodeJS.ErrnoException).code) ? 'NoResources' : 'Failed';
    const end = { reason, evidence, exitCode: null, signal: null, endedAtMs: nowMs, uptimeMs: 0 } as const;
    this.#enter(withoutProcess('backoff', nowMs, delayMs, { kind: 'retry', after: reason }, end));
  }

  /** The source in use, redacted. */
  #sourceText(): string {
    return this.#redact(sourceText(this.#spec.sources[this.#sourceIndex] ?? this.#spec.sources[0]));
  }

  #onFirstMedia(progress: Progress): void {
    const state = this.#state;
    if (state.phase !== 'starting') return;
    const nowMs = this.#run?.mediaSinceMs ?? steadyNow();
    this.#health.well(this.#sourceIndex);
    this.#mediaAtMs = nowMs;
    const afterMs = nowMs - state.sinceMs;
    this.#log.info({ pid: state.process.pid, afterMs }, 'stream is running');
    this.#say(`media is written to the output, ${afterMs} ms after the start`);
    this.#enter({ ...state, phase: 'running', sinceMs: nowMs, progress });
    this.#run?.describe();
    this.#watch();
  }

  /** Ends a process that hangs although it is wanted. */
  #giveUp(
    run: FfmpegRun,
    process: { pid: number; startedAtMs: number },
    kind: 'stalled' | 'no-first-frame',
  ): void {
    // Before it is signalled: then its state and its connections still tell.
    const reason = run.findStall();
    this.#log.warn({ pid: process.pid, reason }, 'ffmpeg hangs and is ended');
    this.#say(`FFmpeg hangs and is ended: ${causeText({ kind })}`);
    this.#enter({ phase: 'stalled', sinceMs: steadyNow(), process, cause: { kind }, reason });
    run.stop(reason);
  }

  #stop(cause: Cause): void {
    const state = this.#state;
    if (this.#run === null || !hasProcess(state) || state.phase === 'stopping') return;
    this.#log.info({ pid: state.process.pid, cause: causeText(cause) }, 'ffmpeg is asked to end');
    this.#say(`FFmpeg is asked to end: ${causeText(cause)}`);
    this.#enter({ phase: 'stopping', sinceMs: steadyNow(), process: state.process, cause });
    this.#run.stop();
  }

  #onEnd(run: FfmpegRun, end: FfmpegRunEnd): void {
    this.#run = null;
    if (this.#afterEnd === 'retry') {
      this.#onUnwantedEnd(run, end);
      return;
    }
    const { exitCode, signal, uptimeMs } = end;
    this.#log.info({ pid: run.pid, exitCode, signal, uptimeMs }, 'ffmpeg ended as asked');
    this.#story.end({
      ...end,
      endedAtMs: wallTime(end.endedAtMs),
      reason: null,
      evidence: null,
      nextTryAtMs: null,
    });
    this.#delay.reset();
    if (this.#afterEnd === 'vanish') this.#vanish();
    else this.#enter(withoutProcess('backoff', end.endedAtMs, 0, this.#state.cause, null));
  }

  #onUnwantedEnd(run: FfmpegRun, { ranMs, ...told }: FfmpegRunEnd): void {
    const { endedAtMs } = told;
    const reason = this.#contested(this.#ownTrace(told.reason, told.uptimeMs), ranMs);
    if (ranMs !== null) this.#publishedAtMs = endedAtMs;
    const lastEnd: ProcessEnd = { ...told, reason };
    const { policy } = this.#spec;
    const lasts = isLasting(reason);
    const delayMs = this.#delay.next(ranMs ?? 0, { isLasting: lasts, backoff: policy.backoff });
    this.#falseStarts = (ranMs ?? 0) < RAN_WELL_MS ? this.#falseStarts + 1 : 0;
    if (isSourceFault(reason)) {
      const failure = { reason, atMs: endedAtMs, startedAtMs: run.startedAtMs };
      const wasReturn = this.#startedFor.kind === 'failback' && (ranMs ?? 0) < HEALTHY_MS;
      this.#health.failed(this.#sourceIndex, failure, wasReturn);
    } else if (isServerFault(reason)) this.#health.well(this.#sourceIndex);
    this.#log.warn({ pid: run.pid, ...lastEnd, nextTryMs: delayMs }, 'ffmpeg ended');
    this.#story.end({
      ...lastEnd,
      endedAtMs: wallTime(endedAtMs),
      nextTryAtMs: wallTime(endedAtMs + delayMs),
    });
    const cause: Cause = { kind: 'retry', after: reason };
    this.#enter(withoutProcess(lasts ? 'failed' : 'backoff', endedAtMs, delayMs, cause, lastEnd));
    this.#watch();
  }

  /**
   * A server that let us publish a moment ago and refuses the path now most likely holds our own session still: its end was lost on
   * the way. It gives the path free when that times out, so there is nothing to be allowed, and trying again soon helps.
   */
  #ownTrace(reason: Reason, uptimeMs: number): Reason {
    const sinceMs = steadyNow() - uptimeMs - this.#publishedAtMs;
    return reason === 'PathRefused' && sinceMs < SESSION_TRACE_MS ? 'PathTaken' : reason;
  }

  /** One that is thrown out again and again, soon after each start, by a server that goes on, has a rival. */
  #contested(reason: Reason, ranMs: number | null): Reason {
    const isLoss = reason === 'ServerLost' && (ranMs ?? 0) < CONTESTED_RUN_MS;
    this.#losses = isLoss ? this.#losses + 1 : 0;
    return this.#losses >= MAX_LOSSES ? 'PathContested' : reason;
  }

  /** Writes what was said, and then up to where it was read: a line may be kept twice by that, but never lost. */
  #keepLog(): void {
    this.#story.flush();
    const kept = JSON.stringify([this.#run?.errorPosition ?? 0, this.#health.remember()]);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#run?.describe();
  }

  /** Who shortens the back-off does not want to wait as long as it was before. */
  #hasten(maxMs: number): void {
    const state = this.#state;
    if (state.phase !== 'backoff') return;
    this.#state = { ...state, untilMs: Math.min(state.untilMs, steadyNow() + maxMs) };
  }

  #say(text: string): void {
    this.#story.line('router', text, Date.now());
  }

  /** Watches what would make a difference now. */
  #watch(): void {
    const state = this.#state;
    if (hasProcess(state)) {
      // Who stays with the backup need not know how the others are.
      const isToReturn = this.#spec.policy.failbackMs !== null;
      this.#health.watchSources(isToReturn ? this.#sourceIndex : 0);
      this.#health.watchServer(null);
      return;
    }
    this.#health.watchSources(this.#spec.sources.length);
    this.#health.watchServer(state.lastEnd?.reason ?? null);
  }

  #forget(spec: StreamSpec): void {
    this.#delay.reset();
    this.#falseStarts = 0;
    this.#losses = 0;
    this.#publishedAtMs = 0;
    this.#health.reset(spec);
  }

  #vanish(): void {
    this.#startCount.forget();
    this.#health.release();
    this.#context.onVanished(this.#spec.name);
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

/** More than SIGTERM and SIGKILL take together. */
const LEAVE_MS = 5_000;
/** RFC 2326 12.37: a session times out after 60 s unless told otherwise; doubled, since servers look seldom. */
const SESSION_TRACE_MS = 120_000;
/** A server that restarts refuses connections in between, which ends the row. */
const MAX_LOSSES = 4;
const CONTESTED_RUN_MS = 10_000;

export interface StreamUnitContext {
  readonly ffmpeg: UsableFfmpeg;
  readonly spawn: SpawnContext;
  readonly watcher: Watcher;
  readonly log: Logger;
  /** Below it each stream has a folder with the log of its last runs. */
  readonly logsFolder: string;
  /** The stream is in another phase. */
  onChange(): void;
  /** The stream was stopped and its process is gone. */
  onVanished(name: string): void;
}

export interface StreamStart {
  readonly spec: StreamSpec;
  readonly sourceIndex: number;
  readonly job: RelayJob;
  readonly cause: Cause;
}

/** Before an adopted process has said anything. */
const NO_PROGRESS: Progress = {
  outTimeUs: 0,
  frames: null,
  framesPerSecond: null,
  speed: null,
  duplicatedFrames: 0,
  droppedFrames: 0,
};

function withoutProcess(
  phase: 'backoff' | 'failed',
  sinceMs: number,
  delayMs: number,
  cause: Cause,
  lastEnd: ProcessEnd | null,
): StreamState {
  return { phase, sinceMs, untilMs: sinceMs + delayMs, cause, lastEnd };
}
