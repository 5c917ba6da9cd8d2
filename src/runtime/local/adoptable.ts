import { isAlive, runsAsSpawned } from './process-identity.js';
import type { ProcessRecord } from './process-records.js';
import { hasTakenOver } from './takeover-evidence.js';

/**
 * Of the processes that an earlier router left, those that another one can go on with: each verified by boot, pid, start time and
 * arguments, at most one for each stream and server (the newest; of a stream in the middle of a takeover the one that has the path),
 * and none that was of use to the earlier router only. All others are doubtful and to be ended.
 */
export function adoptable(
  records: readonly ProcessRecord[],
  hasPath: (successor: ProcessRecord, before: ProcessRecord) => boolean = hasTakenOver,
): Map<string, ProcessRecord> {
  const chosen = new Map<string, ProcessRecord>();
  const oldestFirst = [...records].sort((a, b) => rank(a) - rank(b) || a.startedAtMs - b.startedAtMs);
  for (const record of oldestFirst) {
    const { role } = record;
    if (role.kind === 'helper' || !isAlive(record) || !runsAsSpawned(record)) continue;
    const key = role.kind === 'server' ? `server ${role.server}` : `stream ${role.spec.name}`;
    const before = chosen.get(key);
    if (before === undefined || !isSuccessor(record) || hasPath(record, before)) chosen.set(key, record);
  }
  return chosen;
}

/** A successor is looked at when it is known whether there is one to succeed. */
function rank(record: ProcessRecord): number {
  return isSuccessor(record) ? 1 : 0;
}

function isSuccessor({ role }: ProcessRecord): boolean {
  return role.kind === 'stream' && role.isSuccessor === true;
}
