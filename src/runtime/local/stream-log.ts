import type { Logger } from 'pino';
import type { Reason } from '../../state/conditions.js';
import type { LineOrigin } from '../../state/stream-run.js';
import { headAndTail } from './head-and-tail.js';
import { pruneRuns } from './prune-logs.js';
import { readRun } from './read-stream-log.js';
import { RUN_BOUNDS, RunFile } from './run-file.js';
import { formatRecord, type RunRecord } from './run-record.js';
import { listRuns, type RunName, runName } from './stream-log-folder.js';

/**
 * Keeps the last runs of one stream in files: who started when and why, the head and the tail of what was said, and how it ended. All
 * texts must be redacted by the caller; here nothing knows what is secret.
 *
 * Nothing throws: a state folder that is full, read-only or gone is told once in the router's log, and streams go on without their own.
 * What is said is gathered until {@link flush}, and bounded meanwhile, so a process that floods costs neither memory nor disk.
 */
export class StreamLog {
  readonly #folder: string;
  readonly #log: Logger;
  #run: OpenRun | null = null;
  #lastNumber = 0;
  #isFailing = false;

  /**
   * @param folder from `streamLogFolder`; made when there is something to keep
   * @param runId of a run whose process still runs and was started by an earlier router: its file is appended to
   */
  constructor(folder: string, log: Logger, runId: string | null = null) {
    this.#folder = folder;
    this.#log = log;
    if (runId !== null) this.#guard(() => this.#resume(listRuns(folder).find(({ id }) => id === runId)));
  }

  /** Of the run that lines are added to; null before there is one. */
  get runId(): string | null {
    return this.#run?.name.id ?? null;
  }

  /** A process was started, or (pid null) could not be. */
  begin(run: RunStart): void {
    this.flush();
    this.#guard(() => pruneRuns(this.#folder));
    this.#open(run);
    this.flush();
  }

  /** Something was said; between two runs it is added to the one before. */
  line(from: LineOrigin, text: string, atMs: number): void {
    const run = this.#run ?? this.#runForLine(atMs);
    this.#add(run, { type: 'line', seq: 0, at: isoTime(atMs), from, text: cut(text) });
  }

  /** The process ended. */
  end(report: RunEndReport): void {
    const run = this.#run;
    if (run === null) return;
    const { exitCode, signal, reason, evidence, uptimeMs, nextTryAtMs } = report;
    this.#add(run, {
      type: 'end',
      seq: 0,
      at: isoTime(report.endedAtMs),
      ...{ exitCode, signal, reason, evidence, uptimeMs },
      nextTryAt: nextTryAtMs === null ? null : isoTime(nextTryAtMs),
    });
    this.flush();
    this.#guard(() => run.file.compact());
  }

  /** Writes what was gathered; to be called at each poll. What cannot be written is tried again, as far as its bounds go. */
  flush(): void {
    const run = this.#run;
    if (run === null || (run.gathered.length === 0 && run.isBegun)) return;
    this.#guard(() => {
      const records = headAndTail(run.gathered, run.bounds()).map(({ record }) => formatRecord(record));
      run.file.append(records.join(''));
      run.isBegun = true;
      run.writtenBytes += run.gatheredBytes;
      run.gathered = [];
      run.gatheredBytes = 0;
      if (this.#isFailing) this.#log.info('the log of the stream is kept again');
      this.#isFailing = false;
    });
  }

  #open(start: RunStart): OpenRun {
    this.#guard(() => {
      this.#lastNumber = Math.max(this.#lastNumber, listRuns(this.#folder).at(-1)?.number ?? 0);
    });
    this.#lastNumber += 1;
    const name = runName(this.#folder, this.#lastNumber, start);
    const { pid, command, cause, source } = start;
    const at = isoTime(start.startedAtMs);
    const record = formatRecord({ type: 'start', seq: 0, at, pid, command, cause, source });
    this.#run = new OpenRun(name, new RunFile(name.path, record), 0);
    return this.#run;
  }

  #resume(name: RunName | undefined): void {
    const run = name === undefined ? null : readRun(name);
    if (name === undefined || run === null) return;
    const { pid, startedAt: at, command, cause, source } = run;
    const start = formatRecord({ type: 'start', seq: 0, at, pid, command, cause, source });
    const lastSeq = Math.max(run.lines.at(-1)?.seq ?? 0, run.end?.seq ?? 0);
    this.#run = new OpenRun(name, new RunFile(name.path, start), lastSeq);
    this.#run.isBegun = true;
    // Its head was written by the router before.
    this.#run.writtenBytes = RUN_BOUNDS.headBytes;
  }

  /** Before this router started anything: the last run of an earlier one, or a run of its own without a process. */
  #runForLine(atMs: number): OpenRun {
    this.#guard(() => this.#resume(listRuns(this.#folder).at(-1)));
    return (
      this.#run ?? this.#open({ startedAtMs: atMs, pid: null, command: null, cause: null, source: null })
    );
  }

  #add(run: OpenRun, record: RunRecord): void {
    run.seq += 1;
    const numbered = record.type === 'start' ? record : { ...record, seq: run.seq };
    const sizeBytes = record.type === 'line' ? Buffer.byteLength(record.text) + LINE_OVERHEAD_BYTES : 0;
    run.gathered.push({ record: numbered, sizeBytes, isPinned: record.type !== 'line' });
    run.gatheredBytes += sizeBytes;
    if (run.gatheredBytes < 2 * (RUN_BOUNDS.headBytes + RUN_BOUNDS.tailBytes)) return;
    // Only now and then, so that a flood costs little.
    run.gathered = headAndTail(run.gathered, run.bounds());
    run.gatheredBytes = run.gathered.reduce((sum, item) => sum + item.sizeBytes, 0);
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!this.#isFailing) this.#log.warn({ err: error }, 'the log of the stream cannot be kept');
      this.#isFailing = true;
    }
  }
}

export interface RunStart {
  readonly startedAtMs: number;
  /** Null when it could not be started. */
  readonly pid: number | null;
  /** Redacted. */
  readonly command: string | null;
  /** Why it is started, as a sentence. */
  readonly cause: string | null;
  /** The source that it reads, redacted. */
  readonly source: string | null;
}

export interface RunEndReport {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null when it was asked to end. */
  readonly reason: Reason | null;
  /** Redacted. */
  readonly evidence: string | null;
  readonly uptimeMs: number;
  /** Null when it is not tried again. */
  readonly nextTryAtMs: number | null;
  readonly endedAtMs: number;
}

interface Gathered {
  readonly record: RunRecord;
  readonly sizeBytes: number;
  readonly isPinned: boolean;
}

class OpenRun {
  readonly name: RunName;
  readonly file: RunFile;
  seq: number;
  /** Its start is in the file. */
  isBegun = false;
  writtenBytes = 0;
  gathered: Gathered[] = [];
  gatheredBytes = 0;

  constructor(name: RunName, file: RunFile, seq: number) {
    this.name = name;
    this.file = file;
    this.seq = seq;
  }

  /** What of a batch is worth writing: what the file's head still lacks, and a tail. */
  bounds(): typeof RUN_BOUNDS {
    return { ...RUN_BOUNDS, headBytes: Math.max(0, RUN_BOUNDS.headBytes - this.writtenBytes) };
  }
}

/** The longest line that is kept. */
const MAX_LINE_BYTES = 4096;
/** About what its record adds to the text of a line. */
const LINE_OVERHEAD_BYTES = 90;

function cut(text: string): string {
  if (Buffer.byteLength(text) <= MAX_LINE_BYTES) return text;
  // A character that is cut through its middle becomes U+FFFD.
  return `${Buffer.from(text)
    .subarray(0, MAX_LINE_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/, '')} …`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
