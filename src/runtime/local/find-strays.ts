import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { PROC } from '../../util/linux.js';
import { readProcFile } from '../../util/proc.js';
import { argumentsOf, identify, type ProcessIdentity } from './process-identity.js';

/**
 * Processes of an earlier router that no record describes: it was killed between the start of one and the writing of its
 * record. Each process of a router carries the mark of the router's state folder in its environment, so it can be told whose it is.
 */
export function findStrays(mark: string, known: ReadonlySet<number>): ProcessIdentity[] {
  return pids()
    .filter((pid) => pid !== process.pid && !known.has(pid) && carriesMark(pid, mark))
    .flatMap((pid) => identify(pid, argumentsOf(pid)) ?? []);
}

export function carriesMark(pid: number, mark: string): boolean {
  return readProcFile(pid, 'environ')?.split('\0').includes(`${MARK_VARIABLE}=${mark}`) === true;
}

/** In the environment of each process that a router starts. */
export const MARK_VARIABLE = 'KAZSTREAMLINK_MARK';

/**
 * The mark of a state folder: a secret of its own, which nobody carries by chance. Null when there is none. A path would not
 * do, since a shell may have it in a variable for reasons of its own.
 */
export function readMark(file: string): string | null {
  try {
    const mark = readFileSync(file, 'latin1');
    return /^[0-9a-f]{32}$/.test(mark) ? mark : null;
  } catch {
    return null;
  }
}

/**
 * Makes a mark, or answers the one that is there.
 * @throws the system's error
 */
export function makeMark(file: string): string {
  const mark = readMark(file) ?? randomBytes(16).toString('hex');
  keepMark(file, mark);
  return readMark(file) ?? mark;
}

/**
 * Writes the mark again if it is gone or damaged, for the next router to know by it what is ours.
 * @throws the system's error
 */
export function keepMark(file: string, mark: string): void {
  if (readMark(file) !== null) return;
  rmSync(file, { force: true });
  const temporary = `${file}-${process.pid}`;
  writeFileSync(temporary, mark, { mode: 0o600 });
  try {
    // Whole or not at all, and the first of two wins.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function pids(): number[] {
  try {
    return readdirSync(PROC).map(Number).filter(Number.isInteger);
  } catch {
    return []; // no /proc: elsewhere than on Linux
  }
}
