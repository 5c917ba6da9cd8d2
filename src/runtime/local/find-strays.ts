import { readdirSync } from 'node:fs';
import { readProcFile } from '../../util/proc.js';
import { argumentsOf, identify, type ProcessIdentity } from './process-identity.js';

/**
 * Processes of an earlier router that no record describes: it was killed between the start of one and the writing of its
 * record. Each process of a router carries the router's state folder in its environment, so it can be told whose it is.
 */
export function findStrays(stateFolder: string, known: ReadonlySet<number>): ProcessIdentity[] {
  const mark = `${STATE_FOLDER_VARIABLE}=${stateFolder}`;
  return pids()
    .filter((pid) => pid !== process.pid && !known.has(pid))
    .filter((pid) => readProcFile(pid, 'environ')?.split('\0').includes(mark))
    .flatMap((pid) => identify(pid, argumentsOf(pid)) ?? []);
}

/** In the environment of each process that a router starts. */
export const STATE_FOLDER_VARIABLE = 'KAZSTREAMLINK_STATE_FOLDER';

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // no /proc: elsewhere than on Linux
  }
}
