import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamRun } from '../../state/stream-run.js';
import { readRun } from './read-stream-log.js';
import { listFolder, listRuns, type RunName, streamLogFolder } from './stream-log-folder.js';

/**
 * Makes room for another run of a stream: with it the last 5 are kept, and of those before the last one that ran for a minute. A stream
 * that fails every half minute would otherwise have forgotten by the morning how the run ended that began it all.
 * @throws the system's error
 */
export function pruneRuns(folder: string): void {
  const older = listRuns(folder).slice(0, -(KEPT_RUNS - 1));
  const lastLong = older.findLast((name) => ranMs(name) >= LONG_RUN_MS);
  const unwanted = new Set(older.filter((name) => name !== lastLong).map(({ path }) => path));
  for (const file of listFolder(folder)) {
    const path = join(folder, file);
    // What a router that was killed in the middle of a compaction left behind goes as well.
    if (unwanted.has(path) || file.endsWith('.tmp')) rmSync(path, { force: true });
  }
}

/**
 * Removes the logs of streams that are no longer in the file: after a day, and when there are more than 200 of them the oldest. To be
 * called with the streams of a live configuration, never without one.
 * @throws the system's error
 */
export function pruneRemovedStreams(logs: string, streams: Iterable<string>, nowMs: number): void {
  const wanted = new Set([...streams].map((name) => streamLogFolder(logs, name)));
  const removed = listFolder(logs)
    .map((file) => join(logs, file))
    .filter((folder) => !wanted.has(folder))
    .map((folder) => ({ folder, writtenAtMs: lastWrittenAtMs(folder) }))
    .sort((a, b) => b.writtenAtMs - a.writtenAtMs);
  for (const [index, { folder, writtenAtMs }] of removed.entries()) {
    if (index < KEPT_REMOVED_STREAMS && nowMs - writtenAtMs < KEPT_REMOVED_MS) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

const KEPT_RUNS = 5;
const LONG_RUN_MS = 60_000;
const KEPT_REMOVED_STREAMS = 200;
const KEPT_REMOVED_MS = 24 * 60 * 60 * 1000;

/** Of a run whose end nobody saw, as far as it is known. */
function ranMs(name: RunName): number {
  const run: StreamRun | null = readRun(name);
  if (run === null) return 0;
  if (run.end !== null) return run.end.uptimeMs;
  const lastAt = run.lines.at(-1)?.at;
  return lastAt === undefined ? 0 : Date.parse(lastAt) - Date.parse(run.startedAt);
}

function lastWrittenAtMs(folder: string): number {
  const times = listFolder(folder).map(
    (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0, ...times);
}
