import type { Logger } from 'pino';
import { isNoRoom } from '../../ffmpeg/classify-end.js';
import type { RelayJob } from '../../ffmpeg/relay-command.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import { type Cause, causeReason, causeText } from '../../state/cause.js';
import { SUCCESSOR_PARAMETER } from '../../state/control-protocol.js';
import { isLasting, isServerFault, isSourceFault } from '../../state/fault.js';
import type { ObservedStream } from '../../state/observed-state.js';
import { KEY_PARAMETER } from '../../state/own-credentials.js';
import { type StreamSpec, specHash } from '../../state/stream.js';
import {
  hasProcess,
  PHASE_TRANSITIONS,
  type ProcessEnd,
  type ProcessInfo,
  type Progress,
  type StreamState,
} from '../../state/stream-state.js';
import { steadyNow } from '../../util/clock.js';
import { within } from '../../util/within.js';
import { type Assignment, assign, assignmentOf } from './assignment.js';
import type { ExpectedSuccessors } from './expected-successors.js';
import type { AdoptedRun, FfmpegRunEnd } from './ffmpeg-run.js';
import { Handover } from './handover.js';
import type { ProcessRecord, StreamRole } from './process-records.js';
import { HEALTHY_MS, RAN_WELL_MS, RestartDelay } from './restart-delay.js';
import { Rivalry } from './rivalry.js';
import { SourceHealth, type Watcher } from './source-health.js';
import type { SpawnContext } from './spawn-context.js';
import { StartCount } from './start-count.js';
import { StreamLog } from './stream-log.js';
import { streamLogFolder } from './stream-log-folder.js';
import { type Spawned, StreamProcess } from './stream-process.js';
import { StreamTeller } from './stream-teller.js';
import { GatheredLog, Successor } from './successor.js';

/**
 * One stream's FFmpeg: starts it, ends it when it hangs, and says how it ended and when to try again. Where it is to be replaced without
 * a gap there are two of them for a while: the one that has the path, and its successor.
 */
export class StreamUnit {
  readonly #context: StreamUnitContext;
  readonly #delay = new RestartDelay();
  readonly #rivalry = new Rivalry();
  readonly #health: SourceHealth;
  readonly #tell: StreamTeller;
  readonly #startCount: StartCount;
  /** Of the process, or of the last one. */
  #assignment: Assignment;
  #state: StreamState;
  #starts = 0;
  readonly #restartsBy = new Map<string, number>();
  #mediaAtMs: number | null = null;
  #falseStarts = 0;
  #isRestartAsked = false;
  #restartNotBeforeMs: number | null = null;
  /** What another router was told last: up to where standard error was taken into the log, and of the sources. */
  #kept = '';
  /** The process that the state is about. */
  #main: StreamProcess | null = null;
  readonly #handover: Handover;
  /** What follows when the process has ended: `retry` unless it was asked to end. */
  #afterEnd: 'retry' | 'replace' | 'vanish' = 'retry';

  /** @param runId of the log of a process that is about to be adopted */
  constructor(context: StreamUnitContext, spec: StreamSpec, runId: string | null = null) {
    this.#context = context;
    this.#assignment = assign(spec, 0, { kind: 'added' }, context.ffmpegs);
    this.#health = new SourceHealth(context.watcher, spec);
    const folder = streamLogFolder(context.logsFolder, spec.name);
    if (folder === null) throw new Error(`no stream can have the name ${spec.name}`);
    this.#startCount = new StartCount(folder);
    this.#starts = this.#startCount.read();
    const log = context.log.child({ stream: spec.name });
    this.#tell = new StreamTeller(log, new StreamLog(folder, log, runId));
    this.#handover = new Handover(context.successors, this.#tell);
    this.#state = withoutProcess('backoff', steadyNow(), 0, { kind: 'added' }, null);
  }

  observe(): ObservedStream {
    return {
      spec: this.#assignment.spec,
      specHash: this.#assignment.specHash,
      state: this.#state,
      restarts: Math.max(0, this.#starts - 1),
      restartsBy: this.#restartsBy,
      mediaAtMs: this.#mediaAtMs,
      sourceIndex: this.#assignment.sourceIndex,
      sources: this.#health.observeSources(),
      serverReach: this.#health.observeServer(),
      falseStarts: this.#falseStarts,
      isOutdated: this.#assignment.isOutdated && hasProcess(this.#state),
      ...this.#handover.observe(),
      isRestartAsked: this.#isRestartAsked,
      restartNotBeforeMs: this.#restartNotBeforeMs,
    };
  }

  /** Does nothing when a process runs. */
  start({ spec, sourceIndex, job, cause }: StreamStart): void {
    if (this.#main !== null || this.#handover.retiring !== null) return;
    if (specHash(spec) !== this.#assignment.specHash) this.#forget(spec);
    this.#assignment = assign(spec, sourceIndex, cause, this.#context.ffmpegs, secretsIn(job));
    this.#afterEnd = 'retry';
    this.#isRestartAsked = false;
    this.#countStart();
    try {
      this.#main = this.#launch(this.#assignment, job, this.#starts, null, null);
      this.#watch();
    } catch (error) {
      this.#onUnspawned(error);
    }
  }

  /**
   * Goes on with a process that an earlier router started.
   * @param spec what the file says now, if it is what the process was started for
   * @throws the system's error when the process has just ended
   */
  adopt(record: ProcessRecord, role: StreamRole, spec: StreamSpec | null): void {
    const { pid, startedAtMs } = record;
    const { cause, mediaSinceMs, starts, errorPosition } = role;
    this.#assignment = assignmentOf(pid, role, spec, this.#context.ffmpegs);
    this.#starts = starts;
    // The addresses of a redacted specification would be watched without their credentials.
    if (spec !== null) this.#health.restore(role.sources ?? []);
    const job = { spec: this.#assignment.spec, input: '', output: '', publisher: null };
    const adopted = { record, mediaSinceMs, errorPosition };
    this.#main = this.#launch(this.#assignment, job, starts, null, adopted);
    const process = { pid, startedAtMs };
    this.#tell.adopted(this.#assignment, process, role.isSuccessor === true);
    this.#state =
      mediaSinceMs === null
        ? { phase: 'starting', sinceMs: startedAtMs, process, cause }
        : { phase: 'running', sinceMs: mediaSinceMs, process, cause, progress: NO_PROGRESS };
    if (spec !== null) this.#main.limitAnew(role.spec.policy.limits);
    this.#watch();
    this.#context.onChange();
  }

  /**
   * Lets the process run on for another router. One of which that router could make no use is ended before: one that looks at its
   * source, hangs, was asked to end, or has not taken over yet.
   */
  async leave(): Promise<void> {
    const { phase } = this.#state;
    this.#handover.drop('the router stops');
    if (this.#main?.run.isInspecting === true || phase === 'stalled' || phase === 'stopping') {
      this.stop({ kind: 'router-stops' });
      await within(LEAVE_MS, this.gone());
    }
    await within(LEAVE_MS, this.#handover.gone());
    this.#health.release();
    this.#main?.run.leave();
    this.#tell.flush();
    this.#main = null;
  }

  /** Heeds another policy from now on, and goes on as it runs if it is what the file says. */
  update(spec: StreamSpec, cause: Cause): void {
    const hash = specHash(spec);
    const { successor } = this.#handover;
    if (successor?.process.assignment.specHash === hash) successor.process.update(spec);
    else this.#handover.drop('the file says again what runs');
    if (this.#assignment.specHash === hash) {
      this.#assignment = { ...this.#assignment, spec };
      this.#main?.update(spec);
      this.#hasten(spec.policy.backoff.maxMs);
    }
    this.#tell.policyChanged(cause);
    this.#context.onChange();
  }

  /** Somebody wants another process: the next plan says how. Where there is none it is tried again at once. */
  askRestart(): void {
    // One that is being replaced already is being restarted.
    if (this.#handover.successor !== null) return;
    const { phase } = this.#state;
    if (phase === 'running' || phase === 'starting') {
      this.#isRestartAsked = true;
      this.#context.onChange();
      return;
    }
    // One that hangs is being ended anyway: it is not to wait then.
    this.restart({ kind: 'asked' });
    if (hasProcess(this.#state)) return;
    this.#forget(this.#assignment.spec);
    this.#enter(withoutProcess('backoff', steadyNow(), 0, { kind: 'asked' }, null));
  }

  /** Ends the process; a plan starts the new one when it is gone. */
  restart(cause: Cause): void {
    if (this.#main === null) return;
    this.#afterEnd = 'replace';
    this.#stop(cause);
  }

  /** Starts the process that is to take over. One that is on its way already ends first: the next plan starts the new one. */
  takeOver({ spec, sourceIndex, job, cause }: StreamStart): void {
    if (this.#main === null || this.#state.phase !== 'running' || this.#handover.retiring !== null) return;
    if (this.#handover.successor !== null) {
      this.#handover.drop(causeText(cause));
      return;
    }
    const isAsked = this.#isRestartAsked;
    this.#isRestartAsked = false;
    this.#restartNotBeforeMs = null;
    const expected = this.#handover.expect(spec.path);
    const output = `${job.output}?${SUCCESSOR_PARAMETER}=${expected.token}`;
    const assignment = assign(spec, sourceIndex, cause, this.#context.ffmpegs, secretsIn({ ...job, output }));
    const log = new GatheredLog();
    try {
      const process = this.#launch(assignment, { ...job, output }, this.#starts + 1, log, null);
      this.#handover.begin(new Successor(process, expected, log));
    } catch (error) {
      this.#context.successors.forget(spec.path, expected);
      this.#tell.successorUnstarted(error);
      // What runs is not ended for what can't be started.
      this.#isRestartAsked = isAsked;
      this.#restartNotBeforeMs = steadyNow() + this.#delay.next(0, { backoff: spec.policy.backoff });
    }
    this.#context.onChange();
  }

  /** @param publishing by what the embedded server knows the successors that publish */
  noteTakeover(publishing: ReadonlySet<string>): void {
    const [before, { successor }] = [this.#main, this.#handover];
    if (before !== null && successor !== null && publishing.has(successor.expected.id)) {
      this.#tell.takenOverFrom(before.run.startedAtMs, successor.process.assignment.cause);
      this.#handover.retire(before);
      this.#promote(successor, true);
    }
    this.#handover.note(publishing);
  }

  /** Ends the process, and then there is no such stream. */
  stop(cause: Cause): void {
    this.#afterEnd = 'vanish';
    const last = this.#handover.retiring;
    if (this.#main !== null) this.#stop(cause);
    else if (last === null) this.#vanish();
    else if (this.#state.phase !== 'stopping') {
      const process = infoOf(last);
      this.#enter({ phase: 'stopping', sinceMs: steadyNow(), process, cause });
    }
  }

  /** Reads what the processes have written; often while one starts or ends, seldom later. */
  poll(): void {
    this.#main?.run.poll();
    this.#handover.poll();
    this.#keepLog();
    const nowMs = steadyNow();
    const { successor } = this.#handover;
    if (successor?.isOverdue(nowMs) === true) this.#failSuccessor(successor, null);
    const run = this.#main?.run ?? null;
    const state = this.#state;
    if (run === null || (state.phase !== 'starting' && state.phase !== 'running')) return;
    if (state.phase === 'running' && run.progress !== null && run.progress !== state.progress) {
      if (run.progress.outTimeUs > state.progress.outTimeUs) this.#mediaAtMs = steadyNow();
      this.#state = { ...state, progress: run.progress };
      if (nowMs - state.sinceMs >= HEALTHY_MS) this.#health.healthy(this.#assignment.sourceIndex);
    }
    const overdue = run.overdue(nowMs, this.#assignment.spec.policy);
    if (overdue !== null) this.#giveUp(state.process, overdue);
  }

  get isBusy(): boolean {
    return this.#state.phase === 'starting' || !this.#handover.isEmpty;
  }

  /** Resolves when no process runs. */
  async gone(): Promise<void> {
    await Promise.all([this.#main?.run.ended, this.#handover.gone()]);
  }

  get #log(): Logger {
    return this.#context.log.child({ stream: this.#assignment.spec.name });
  }

  /** @param gathered of a successor */
  #launch(
    assignment: Assignment,
    job: RelayJob,
    number: number,
    gathered: GatheredLog | null,
    adopted: AdoptedRun | null,
  ): StreamProcess {
    const { spawn, ffmpegs } = this.#context;
    const options = {
      ...{ assignment, job, number, spawn, ffmpegs },
      log: this.#log,
      isSuccessor: gathered !== null,
      onSpawn: (process: StreamProcess, spawned: Spawned) => {
        if (gathered === null || process === this.#main) this.#onSpawn(assignment, spawned);
        else this.#tell.successorStarted(assignment, spawned, gathered);
      },
      onFirstMedia: (process: StreamProcess, progress: Progress) => {
        if (process === this.#main) this.#onFirstMedia(process, progress);
      },
      onUnheard: (process: StreamProcess) => {
        if (process === this.#main) this.#tell.unheard(process.run.pid);
      },
      onLine: (process: StreamProcess, line: string) => {
        this.#log.debug({ line }, 'ffmpeg says');
        if (process === this.#main) this.#tell.line(line);
        else gathered?.line('ffmpeg', line);
      },
      onEnd: (process: StreamProcess, end: FfmpegRunEnd) => this.#onEnd(process, end),
      remember: (process: StreamProcess) => ({
        sources: this.#health.remember(),
        runId: process === this.#main || gathered === null ? this.#tell.runId : null,
      }),
    };
    return new StreamProcess(options, adopted);
  }

  #onSpawn(assignment: Assignment, spawned: Spawned): void {
    this.#tell.started(assignment, spawned);
    const { pid, startedAtMs } = spawned;
    const process = { pid, startedAtMs };
    this.#enter({ phase: 'starting', sinceMs: startedAtMs, process, cause: assignment.cause });
  }

  /** The state folder is full or gone: there is no process, and the next try may find it mended. */
  #onUnspawned(error: unknown): void {
    const { spec, redact } = this.#assignment;
    const delayMs = this.#delay.next(0, { backoff: spec.policy.backoff });
    const nowMs = steadyNow();
    const evidence = redact(String(error));
    this.#tell.unstarted(this.#assignment, error, evidence, delayMs);
    const reason = isNoRoom((error as NodeJS.ErrnoException).code) ? 'NoResources' : 'Failed';
    const end = { reason, evidence, exitCode: null, signal: null, endedAtMs: nowMs, uptimeMs: 0 } as const;
    this.#enter(withoutProcess('backoff', nowMs, delayMs, { kind: 'retry', after: reason }, end));
  }

  #onFirstMedia(process: StreamProcess, progress: Progress): void {
    const state = this.#state;
    if (state.phase === 'running') process.run.describe();
    if (state.phase !== 'starting') return;
    const nowMs = process.mediaSinceMs ?? steadyNow();
    this.#health.well(this.#assignment.sourceIndex);
    this.#mediaAtMs = nowMs;
    const afterMs = nowMs - state.sinceMs;
    this.#tell.running(state.process.pid, afterMs);
    this.#enter({ ...state, phase: 'running', sinceMs: nowMs, progress });
    process.run.describe();
    this.#watch();
  }

  /** Ends a process that hangs although it is wanted. */
  #giveUp(process: ProcessInfo, kind: 'stalled' | 'no-first-frame'): void {
    // Before it is signalled: then its state and its connections still tell.
    const reason = this.#main?.run.findStall() ?? 'Failed';
    this.#tell.hangs(process.pid, reason, { kind });
    this.#enter({ phase: 'stalled', sinceMs: steadyNow(), process, cause: { kind }, reason });
    this.#main?.run.stop(reason);
  }

  #stop(cause: Cause): void {
    this.#handover.drop(causeText(cause));
    this.#isRestartAsked = false;
    const state = this.#state;
    if (this.#main === null || !hasProcess(state) || state.phase === 'stopping') return;
    this.#tell.askedToEnd(state.process.pid, cause);
    this.#enter({ phase: 'stopping', sinceMs: steadyNow(), process: state.process, cause });
    this.#main.run.stop();
  }

  #onEnd(process: StreamProcess, end: FfmpegRunEnd): void {
    const { successor } = this.#handover;
    if (process === successor?.process) {
      this.#failSuccessor(successor, end);
      return;
    }
    if (process !== this.#main) {
      this.#tell.endedBeside(process.run.pid, end);
      this.#handover.ended(process);
      this.#settle();
      this.#context.onChange();
      return;
    }
    this.#main = null;
    this.#handover.forgetPromoted();
    if (this.#afterEnd !== 'retry') {
      this.#tell.endedAsAsked(process.run.pid, end);
      this.#delay.reset();
      this.#settle();
    } else if (successor !== null) this.#onEndBeforeTakeover(process, end, successor);
    else this.#onUnwantedEnd(process, end);
  }

  /** The stream has stopped when the last of its processes has ended. */
  #settle(): void {
    const { phase, cause } = this.#state;
    if (phase !== 'stopping' || this.#main !== null || this.#handover.retiring !== null) return;
    if (this.#afterEnd === 'vanish') this.#vanish();
    else this.#enter(withoutProcess('backoff', steadyNow(), 0, cause, null));
  }

  #onUnwantedEnd(process: StreamProcess, end: FfmpegRunEnd): void {
    const { endedAtMs, ranMs: _, ...told } = end;
    const ranMs = process.mediaSinceMs === null ? null : endedAtMs - process.mediaSinceMs;
    const reason = this.#rivalry.judge({ ...end, ranMs });
    const lastEnd: ProcessEnd = { ...told, endedAtMs, reason };
    const { spec, sourceIndex, cause: startedFor } = this.#assignment;
    const lasts = isLasting(reason);
    const delayMs = this.#delay.next(ranMs ?? 0, { isLasting: lasts, backoff: spec.policy.backoff });
    this.#falseStarts = (ranMs ?? 0) < RAN_WELL_MS ? this.#falseStarts + 1 : 0;
    if (isSourceFault(reason)) {
      const failure = { reason, atMs: endedAtMs, startedAtMs: process.run.startedAtMs };
      const wasReturn = startedFor.kind === 'failback' && (ranMs ?? 0) < HEALTHY_MS;
      this.#health.failed(sourceIndex, failure, wasReturn);
    } else if (isServerFault(reason)) this.#health.well(sourceIndex);
    this.#tell.ended(process.run.pid, lastEnd, delayMs);
    const cause: Cause = { kind: 'retry', after: reason };
    this.#enter(withoutProcess(lasts ? 'failed' : 'backoff', endedAtMs, delayMs, cause, lastEnd));
    this.#watch();
  }

  /**
   * The server has told us of the takeover less quickly than the process that was taken over from; or that one has ended by itself, and
   * its successor is what there is.
   */
  #onEndBeforeTakeover(process: StreamProcess, end: FfmpegRunEnd, successor: Successor): void {
    if (end.reason === 'ServerLost') {
      this.#tell.takenOverFrom(process.run.startedAtMs, successor.process.assignment.cause);
      this.#tell.endedBeside(process.run.pid, end);
    } else this.#tell.endedBeforeTakeover(process.run.pid, end);
    this.#promote(successor, successor.process.mediaSinceMs !== null);
  }

  /** @param hasPath what it sends reaches the readers */
  #promote({ process, log }: Successor, hasPath: boolean): void {
    const { spec, specHash: hash, cause, sourceIndex } = process.assignment;
    if (hash === this.#assignment.specHash) this.#delay.reset();
    else this.#forget(spec);
    this.#handover.promote();
    this.#main = process;
    this.#assignment = process.assignment;
    this.#countStart();
    const nowMs = steadyNow();
    const info = infoOf(process);
    if (hasPath) {
      this.#tell.tookOver(info.pid, nowMs - process.run.startedAtMs, log);
      this.#health.well(sourceIndex);
      const progress = process.run.progress ?? NO_PROGRESS;
      this.#enter({ phase: 'running', sinceMs: nowMs, process: info, cause, progress });
    } else {
      this.#tell.goesOnAlone(info.pid, log);
      this.#enter({ phase: 'starting', sinceMs: info.startedAtMs, process: info, cause });
    }
    // After the state, so that what is said of it is what it is.
    process.promote(hasPath);
    this.#watch();
  }

  /** It is asked to end, if it has not ended (`end` null): its first media never reached the readers. */
  #failSuccessor(successor: Successor, end: FfmpegRunEnd | null): void {
    const { process } = successor;
    const reason = end?.reason ?? process.run.findStall();
    const evidence = end?.evidence ?? null;
    this.#tell.successorFailed(process.run.pid, reason, evidence);
    this.#handover.drop(`${reason}${evidence === null ? '' : ` (${evidence})`}`, end !== null);
    this.#instead(process.assignment, reason, process.assignment.cause);
  }

  /**
   * What to do when a successor could not take over. The file is the truth, so that what it no longer says does not go on; and some
   * sources serve one client at a time, so that the one that runs may have been in the way: it ends, and the new one is tried at once
   * in the ordinary way. But a source of second choice is still one that the file names: it goes on.
   */
  #instead({ sourceIndex }: Assignment, reason: ProcessEnd['reason'], cause: Cause): void {
    if (cause.kind !== 'failback') {
      this.restart(cause);
      return;
    }
    const nowMs = steadyNow();
    this.#health.failed(sourceIndex, { reason, atMs: nowMs, startedAtMs: nowMs }, true);
    this.#watch();
    this.#context.onChange();
  }

  /** Writes what was said, and then up to where it was read: a line may be kept twice by that, but never lost. */
  #keepLog(): void {
    this.#tell.flush();
    const kept = JSON.stringify([this.#main?.run.errorPosition ?? 0, this.#health.remember()]);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#main?.run.describe();
  }

  /** Who shortens the back-off does not want to wait as long as it was before. */
  #hasten(maxMs: number): void {
    const state = this.#state;
    if (state.phase !== 'backoff') return;
    this.#state = { ...state, untilMs: Math.min(state.untilMs, steadyNow() + maxMs) };
  }

  /** Watches what would make a difference now. */
  #watch(): void {
    const state = this.#state;
    const { spec, sourceIndex } = this.#assignment;
    if (hasProcess(state)) {
      // Who stays with the backup need not know how the others are.
      const isToReturn = spec.policy.failbackMs !== null;
      this.#health.watchSources(isToReturn ? sourceIndex : 0);
      this.#health.watchServer(null);
      return;
    }
    this.#health.watchSources(spec.sources.length);
    this.#health.watchServer(state.lastEnd?.reason ?? null);
  }

  #forget(spec: StreamSpec): void {
    this.#delay.reset();
    this.#rivalry.reset();
    this.#falseStarts = 0;
    this.#health.reset(spec);
  }

  #countStart(): void {
    const reason = causeReason(this.#assignment.cause);
    if (this.#starts > 0) this.#restartsBy.set(reason, (this.#restartsBy.get(reason) ?? 0) + 1);
    this.#starts += 1;
    this.#startCount.write(this.#starts);
  }

  #vanish(): void {
    this.#startCount.forget();
    this.#health.release();
    this.#context.onVanished(this.#assignment.spec.name);
  }

  #enter(next: StreamState): void {
    const from = this.#state.phase;
    if (!PHASE_TRANSITIONS[from].includes(next.phase)) {
      throw new Error(`stream ${this.#assignment.spec.name} cannot go from ${from} to ${next.phase}`);
    }
    this.#state = next;
    this.#context.onChange();
  }
}

/** More than SIGTERM and SIGKILL take together. */
const LEAVE_MS = 5_000;

export interface StreamUnitContext {
  readonly ffmpegs: UsableFfmpegs;
  readonly spawn: SpawnContext;
  readonly watcher: Watcher;
  readonly successors: ExpectedSuccessors;
  readonly log: Logger;
  /** Below it each stream has a folder with the log of its last runs. */
  readonly logsFolder: string;
  /** The stream is in another phase. */
  onChange(): void;
  /** The stream was stopped and its process is gone. */
  onVanished(name: string): void;
}

/** What the process comes to our own servers by. Of an address at the ingest the key alone: all else of it may be shown. */
function secretsIn({ input, output }: Pick<RelayJob, 'input' | 'output'>): string[] {
  return [...(URL.canParse(input) ? new URL(input).searchParams.getAll(KEY_PARAMETER) : []), output];
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

function infoOf({ run }: StreamProcess): ProcessInfo {
  return { pid: run.pid, startedAtMs: run.startedAtMs };
}
