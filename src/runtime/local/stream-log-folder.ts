import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isStreamName } from '../../state/stream-name.js';

/**
 * The folder below `logs` that keeps the runs of a stream; null when no stream can have that name, such as `..`. Where upper and lower
 * case are one to the file system, `Gate` and `gate` still have a folder each.
 */
export function streamLogFolder(logs: string, name: string): string | null {
  if (!isStreamName(name)) return null;
  const lower = name.toLowerCase();
  if (lower === name) return join(logs, name);
  // "~" stands in no name of a stream.
  return join(logs, `${lower}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`);
}

/** The file of a run, by what its name says. */
export interface RunName {
  readonly id: string;
  readonly number: number;
  readonly startedAtMs: number;
  /** Null where no process was started. */
  readonly pid: number | null;
  readonly path: string;
}

export function runName(
  folder: string,
  number: number,
  { startedAtMs, pid }: { readonly startedAtMs: number; readonly pid: number | null },
): RunName {
  const id = `${number}-${Math.max(0, Math.trunc(startedAtMs))}-${pid ?? 0}`;
  return { id, number, startedAtMs, pid, path: join(folder, `${id}.jsonl`) };
}

/** The runs in a folder, oldest first; none where there is no folder. @throws the system's error */
export function listRuns(folder: string): RunName[] {
  return listFolder(folder)
    .flatMap((file) => {
      const [, number, startedAt, pid] = RUN_FILE.exec(file) ?? [];
      if (number === undefined) return [];
      return [runName(folder, Number(number), { startedAtMs: Number(startedAt), pid: Number(pid) || null })];
    })
    .sort((a, b) => a.number - b.number);
}

/** The names in a folder; none where there is no folder. @throws the system's error */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

const RUN_FILE = /^(\d{1,12})-(\d{1,16})-(\d{1,10})\.jsonl$/;
