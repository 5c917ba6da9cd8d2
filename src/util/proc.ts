import { readFileSync } from 'node:fs';
import { PROC } from './linux.js';

/** A file of a process in /proc; null when the process is gone, is not ours, or there is no /proc. */
export function readProcFile(pid: number, name: 'stat' | 'cmdline' | 'environ'): string | null {
  try {
    return readFileSync(`${PROC}/${pid}/${name}`, name === 'stat' ? 'latin1' : 'utf8');
  } catch {
    return null;
  }
}

/** See proc(5), `/proc/PID/stat`. Null when the process is gone; a zombie is. */
export function readStat(pid: number): ProcessStat | null {
  const stat = readProcFile(pid, 'stat');
  if (stat === null) return null;
  // The second field is the name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group] = fields;
  const startTimeTicks = Number(fields[19]);
  if (state === 'Z' || state === 'X' || !Number.isSafeInteger(startTimeTicks)) return null;
  return { state, group: Number(group), startTimeTicks };
}

export interface ProcessStat {
  /** One letter, such as `S` (sleeps) and `T` (was stopped). */
  readonly state: string;
  /** Its process group. */
  readonly group: number;
  /** Clock ticks after boot: with the pid it tells processes of one boot apart. */
  readonly startTimeTicks: number;
}
