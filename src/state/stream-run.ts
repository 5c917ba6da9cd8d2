import type { Reason } from './conditions.js';

/**
 * What was kept of one run of a stream's FFmpeg, from its start to its end. Of a long one the head and the tail are kept: a step of
 * more than one from one `seq` to the next says how many lines were left out in between. All texts are redacted.
 */
export interface StreamRun {
  /** `<number>-<milliseconds of the start>-<pid>`; numbers rise from run to run, also when the clock is set back. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null where no process was started: lines from before the first start, or a program that could not be started. */
  readonly pid: number | null;
  readonly command: string | null;
  /** Why it was started. */
  readonly cause: string | null;
  /** The source that it reads. */
  readonly source: string | null;
  /** Ascending by `seq`. */
  readonly lines: readonly RunLine[];
  /** Null while it runs, and when the router was ended before it. */
  readonly end: RunEnd | null;
}

export interface RunLine {
  /** Counts what happened in a run, its start being 0. */
  readonly seq: number;
  /** ISO 8601; when the line was read. */
  readonly at: string;
  readonly from: LineOrigin;
  readonly text: string;
}

export type LineOrigin = 'ffmpeg' | 'router';

export interface RunEnd {
  /** Lines with a higher one came later: what the router says until the next start. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null when it ended because it was asked to. */
  readonly reason: Reason | null;
  /** The line that the reason was told from. */
  readonly evidence: string | null;
  readonly uptimeMs: number;
  /** ISO 8601; null when it is not tried again. */
  readonly nextTryAt: string | null;
}

/** What is kept of a stream, or what came since a cursor. */
export interface KeptLog {
  readonly name: string;
  /** What comes next is asked for with it; null while there is nothing. */
  readonly cursor: string | null;
  /** Oldest first. */
  readonly runs: readonly StreamRun[];
}

export function streamLog(name: string, runs: readonly StreamRun[], after: string | null): KeptLog {
  return { name, cursor: cursorBehind(runs, after), runs };
}

/** A place in the log of a stream, such that what came later can be asked for. */
export interface LogCursor {
  readonly runId: string;
  readonly seq: number;
}

/** A cursor as text: `<run id>.<seq>`. */
export const LOG_CURSOR_PATTERN = '^\\d{1,12}-\\d{1,16}-\\d{1,10}\\.\\d{1,12}$';

/** Null when it is none. */
export function parseLogCursor(text: string): LogCursor | null {
  if (!new RegExp(LOG_CURSOR_PATTERN).test(text)) return null;
  const dot = text.indexOf('.');
  return { runId: text.slice(0, dot), seq: Number(text.slice(dot + 1)) };
}

/** The cursor behind all of `runs`, which were asked for with the cursor `before`. */
export function cursorBehind(runs: readonly StreamRun[], before: string | null): string | null {
  const run = runs.at(-1);
  if (run === undefined) return before;
  return `${run.id}.${Math.max(run.lines.at(-1)?.seq ?? 0, run.end?.seq ?? 0)}`;
}
