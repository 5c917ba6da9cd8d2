import { readFileSync } from 'node:fs';
import {
  type LogCursor,
  parseLogCursor,
  type RunEnd,
  type RunLine,
  type StreamRun,
} from '../../state/stream-run.js';
import { parseRecord, type StartRecord } from './run-record.js';
import { listRuns, type RunName } from './stream-log-folder.js';

/**
 * What is kept of the runs of a stream, oldest first; with a cursor only what came after it. It only reads, so it may read what a
 * router is writing; a line that a crash has cut is left out.
 * @throws the system's error when there is a folder that may not be read
 */
export function readStreamLog(folder: string, options: ReadOptions = {}): StreamRun[] {
  const names = listRuns(folder);
  const cursor = options.after == null ? null : parseLogCursor(options.after);
  if (cursor === null) return names.flatMap((name) => readRun(name) ?? []);
  return namesFrom(names, cursor).flatMap((name) => {
    const run = readRun(name);
    if (run === null || run.id !== cursor.runId) return run ?? [];
    return since(run, cursor.seq) ?? [];
  });
}

export interface ReadOptions {
  /** A cursor from `cursorBehind`. */
  readonly after?: string | null | undefined;
}

/** Null when the file is gone: older runs are removed when a new one begins. */
export function readRun(name: RunName): StreamRun | null {
  let content: string;
  try {
    content = readFileSync(name.path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  let start: StartRecord | null = null;
  let end: RunEnd | null = null;
  const lines: RunLine[] = [];
  for (const line of content.split('\n')) {
    const record = parseRecord(line);
    if (record?.type === 'start') start = record;
    else if (record?.type === 'end') end = endOf(record);
    else if (record?.type === 'line')
      lines.push({ seq: record.seq, at: record.at, from: record.from, text: record.text });
  }
  return {
    id: name.id,
    startedAt: start?.at ?? new Date(name.startedAtMs).toISOString(),
    pid: name.pid,
    command: start?.command ?? null,
    cause: start?.cause ?? null,
    source: start?.source ?? null,
    lines,
    end,
  };
}

function endOf({ seq, at, exitCode, signal, reason, evidence, uptimeMs, nextTryAt }: RunEnd): RunEnd {
  return { seq, at, exitCode, signal, reason, evidence, uptimeMs, nextTryAt };
}

function namesFrom(names: readonly RunName[], { runId }: LogCursor): readonly RunName[] {
  const number = Number.parseInt(runId, 10);
  const later = names.filter((name) => name.number > number || name.id === runId);
  // None: the folder was removed, and the numbers began anew.
  return later.length > 0 ? later : names;
}

/** Null when nothing came since. */
function since(run: StreamRun, seq: number): StreamRun | null {
  const lines = run.lines.filter((line) => line.seq > seq);
  const isEndNew = run.end !== null && run.end.seq > seq;
  return lines.length > 0 || isEndNew ? { ...run, lines } : null;
}
