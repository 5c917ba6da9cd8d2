import type { Reason } from '../state/conditions.js';
import { RUNNING_RULES, STARTING_RULES } from './end-rules.js';
import { type FfmpegEnd, readTimedOut } from './ffmpeg-end.js';

/**
 * Tells from what FFmpeg left behind why it ended. The exit code carries no cause (5.1 exits 1 for nearly
 * everything, the end of a source is 0), so the last lines of standard error do: the first rule of which a line
 * matches wins, so the rules stand from the specific to the general. Wordings of 5.1 and 7.1 are covered.
 */
export function classifyEnd(end: FfmpegEnd): ClassifiedEnd {
  if (end.spawnError !== null)
    return { reason: isNoRoom(end.spawnError) ? 'NoResources' : 'FfmpegMissing', evidence: null };
  if (end.signal !== null) return { reason: ofSignal(end.signal, end.oomKillsDuring), evidence: null };
  const farewell = end.standardError.find((line) => FAREWELL.test(line));
  if (farewell !== undefined) return { reason: 'Killed', evidence: farewell };
  const complaints = end.standardError.filter((line) => !SAID_IN_PASSING.test(line));
  // The end of a source is the only one that is 0, and it comes only once FFmpeg writes.
  const isSuccess = endedWell(end);
  const rules = end.hadProgress || isSuccess ? RUNNING_RULES : STARTING_RULES;
  for (const { reason, pattern, when } of rules) {
    const evidence = complaints.find((line) => pattern.test(line));
    if (evidence !== undefined && (when === undefined || when(end))) return { reason, evidence };
  }
  if (isSuccess) return { reason: readTimedOut(end) ? 'SourceStalled' : 'SourceEnded', evidence: null };
  const evidence = complaints.findLast((line) => /\[(error|fatal)\] ./.test(line)) ?? null;
  if (end.exitCode === EXIT_NO_MEMORY) return { reason: 'OutOfMemory', evidence };
  const isUnexplained = end.exitCode === EXIT_BY_SIGNAL || (end.exitCode === null && !end.sawProgressEnd);
  if (isUnexplained && evidence === null) return { reason: 'Killed', evidence };
  return { reason: 'Failed', evidence };
}

/** Exit code 0. Where it is not known, FFmpeg closes its progress and has no failure to tell: single errors it works on after. */
function endedWell({ exitCode, sawProgressEnd, standardError }: FfmpegEnd): boolean {
  if (exitCode !== null) return exitCode === 0;
  return sawProgressEnd && !standardError.some((line) => FAILURE.test(line));
}

/** Whether a process could not be started for want of room in this machine, by the system's error code. */
export function isNoRoom(code: string | undefined): boolean {
  return code !== undefined && NO_ROOM.has(code);
}

const NO_ROOM: ReadonlySet<string> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'EDQUOT']);

export interface ClassifiedEnd {
  readonly reason: Reason;
  /** The line that told. */
  readonly evidence: string | null;
}

/** What FFmpeg says after SIGTERM, SIGINT and their like. */
const FAREWELL = /^\[info\] Exiting normally, received signal \d+\.$/;

/** What FFmpeg says last before an exit code other than 0. */
const FAILURE = /^\[info\] Conversion failed!|\[fatal\] /;

/** A line at the level `info`. Sources have their say there, by their title for example: it is never a cause. */
const SAID_IN_PASSING = /^(?:\[[^\]]* @ \w+\] )*\[info\]/;

/** `-ENOMEM & 0xff`, of FFmpeg 7. */
const EXIT_NO_MEMORY = 244;
const EXIT_BY_SIGNAL = 255;

function ofSignal(signal: string, oomKillsDuring: number): Reason {
  if (signal === 'SIGKILL' && oomKillsDuring > 0) return 'OutOfMemory';
  return CRASHES.has(signal) ? 'Crashed' : 'Killed';
}

const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS']);
