import type { Logger } from 'pino';
import { type Cause, causeText } from '../../state/cause.js';
import type { Reason } from '../../state/conditions.js';
import type { ProcessEnd, ProcessInfo } from '../../state/stream-state.js';
import { steadyNow, wallTime } from '../../util/clock.js';
import { type Assignment, sourceInUse } from './assignment.js';
import type { FfmpegRunEnd } from './ffmpeg-run.js';
import type { RunEndReport, RunStart, StreamLog } from './stream-log.js';
import type { Spawned } from './stream-process.js';
import type { GatheredLog } from './successor.js';

/** Says what becomes of a stream's processes: in the log of the router, and in the stream's own for whoever asks later. */
export class StreamTeller {
  readonly #log: Logger;
  readonly #story: StreamLog;

  constructor(log: Logger, story: StreamLog) {
    this.#log = log;
    this.#story = story;
  }

  /** Of the run that the stream's log is at. */
  get runId(): string | null {
    return this.#story.runId;
  }

  flush(): void {
    this.#story.flush();
  }

  /** A line of FFmpeg, redacted. */
  line(text: string): void {
    this.#story.line('ffmpeg', text, Date.now());
  }

  started(assignment: Assignment, { pid, command, isFirst }: Spawned): void {
    const told = startOf(assignment, pid, command);
    this.#log.info({ pid, command, cause: told.cause, source: told.source }, 'ffmpeg started');
    if (isFirst) this.#story.begin(told);
    else this.#say(inspectedText(pid, command));
  }

  unstarted(assignment: Assignment, error: unknown, evidence: string, nextTryMs: number): void {
    this.#log.error({ err: error, nextTryMs }, 'ffmpeg could not be started');
    this.#story.begin(startOf(assignment, 0, null));
    this.#say(`FFmpeg could not be started: ${evidence}`);
  }

  /** @param isRunNew the router before had not begun its log */
  adopted(assignment: Assignment, { pid, startedAtMs }: ProcessInfo, isRunNew: boolean): void {
    this.#log.info({ pid, uptimeMs: steadyNow() - startedAtMs }, 'ffmpeg adopted');
    if (isRunNew) {
      this.#story.begin({ ...startOf(assignment, pid, null), startedAtMs: wallTime(startedAtMs) });
    }
    this.#say('another router goes on with this process');
  }

  running(pid: number, afterMs: number): void {
    this.#log.info({ pid, afterMs }, 'stream is running');
    this.#say(`media is written to the output, ${Math.round(afterMs)} ms after the start`);
  }

  unheard(pid: number): void {
    this.#log.warn({ pid }, 'ffmpeg works, but its progress cannot be read');
    this.#say('FFmpeg works, but its progress cannot be read: the disk of the state folder is or was full');
  }

  policyChanged(cause: Cause): void {
    this.#log.info({ cause: causeText(cause) }, 'policy changed');
  }

  hangs(pid: number, reason: Reason, cause: Cause): void {
    this.#log.warn({ pid, reason }, 'ffmpeg hangs and is ended');
    this.#say(`FFmpeg hangs and is ended: ${causeText(cause)}`);
  }

  askedToEnd(pid: number, cause: Cause): void {
    this.#log.info({ pid, cause: causeText(cause) }, 'ffmpeg is asked to end');
    this.#say(`FFmpeg is asked to end: ${causeText(cause)}`);
  }

  endedAsAsked(pid: number, end: AskedEnd): void {
    this.endedBeside(pid, end);
    this.#end(end, AS_ASKED);
  }

  /** A process that is not the one of the stream's log. */
  endedBeside(pid: number, { exitCode, signal, uptimeMs }: AskedEnd): void {
    this.#log.info({ pid, exitCode, signal, uptimeMs }, 'ffmpeg ended as asked');
  }

  ended(pid: number, end: ProcessEnd, nextTryMs: number): void {
    this.#log.warn({ pid, ...end, nextTryMs }, 'ffmpeg ended');
    this.#end(end, { ...end, nextTryAtMs: wallTime(end.endedAtMs + nextTryMs) });
  }

  successorStarted(assignment: Assignment, { pid, command, isFirst }: Spawned, log: GatheredLog): void {
    const told = startOf(assignment, pid, command);
    this.#log.info({ pid, command, cause: told.cause, source: told.source }, 'ffmpeg started as a successor');
    this.#say(`a successor is started beside it with pid ${pid}: ${told.cause}`);
    if (isFirst) log.begin(told);
    else log.line('router', inspectedText(pid, command));
  }

  successorUnstarted(error: unknown): void {
    this.#log.error({ err: error }, 'a successor could not be started, and what runs goes on');
    this.#say('a successor could not be started beside it: it goes on');
  }

  successorFailed(pid: number, reason: Reason, evidence: string | null): void {
    this.#log.warn({ pid, reason, evidence }, 'successor failed');
  }

  successorDropped(pid: number, why: string): void {
    this.#log.info({ pid, why }, 'successor does not take over');
    this.#say(`its successor (pid ${pid}) does not take over: ${why}`);
  }

  /** How it ends afterwards tells nothing. */
  takenOverFrom(startedAtMs: number, cause: Cause): void {
    this.#say(`its successor has taken the path over, so it is asked to end: ${causeText(cause)}`);
    const endedAtMs = steadyNow();
    this.#end({ exitCode: null, signal: null, endedAtMs, uptimeMs: endedAtMs - startedAtMs }, AS_ASKED);
  }

  /** Its successor is what there is. */
  endedBeforeTakeover(pid: number, { ranMs: _, ...end }: FfmpegRunEnd): void {
    this.#log.warn({ pid, ...end }, 'ffmpeg ended before the takeover');
    this.#end(end, { ...end, nextTryAtMs: null });
  }

  /** What it has said so far comes into the stream's log. */
  tookOver(pid: number, afterMs: number, log: GatheredLog): void {
    log.moveTo(this.#story);
    this.#log.info({ pid, afterMs }, 'successor has taken over');
    this.#say(`it has taken the path over, ${Math.round(afterMs)} ms after its start`);
  }

  goesOnAlone(pid: number, log: GatheredLog): void {
    log.moveTo(this.#story);
    this.#log.info({ pid }, 'successor goes on alone');
  }

  #say(text: string): void {
    this.#story.line('router', text, Date.now());
  }

  #end(end: AskedEnd, { reason, evidence, nextTryAtMs }: Why): void {
    const { exitCode, signal, uptimeMs, endedAtMs } = end;
    const how = { exitCode, signal, uptimeMs: Math.round(uptimeMs), endedAtMs: wallTime(endedAtMs) };
    this.#story.end({ ...how, reason, evidence, nextTryAtMs });
  }
}

type Why = Pick<RunEndReport, 'reason' | 'evidence' | 'nextTryAtMs'>;

const AS_ASKED: Why = { reason: null, evidence: null, nextTryAtMs: null };

/** Why it ended is known: it was asked to. */
export type AskedEnd = Pick<ProcessEnd, 'exitCode' | 'signal' | 'endedAtMs' | 'uptimeMs'>;

function startOf(assignment: Assignment, pid: number, command: string | null): RunStart {
  const [cause, source] = [causeText(assignment.cause), sourceInUse(assignment)];
  return { startedAtMs: Date.now(), pid: pid === 0 ? null : pid, command, cause, source };
}

function inspectedText(pid: number, command: string): string {
  return `the source was inspected, FFmpeg started with pid ${pid}: ${command}`;
}
