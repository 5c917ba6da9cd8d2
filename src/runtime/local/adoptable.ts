import { isAlive, runsAsSpawned } from './process-identity.js';
import type { ProcessRecord } from './process-records.js';

/**
 * Of the processes that an earlier router left, those that another one can go on with: each verified by boot, pid, start time and
 * arguments, at most one for each stream and server (the newest), and none that was of use to the earlier router only. All
 * others are doubtful and to be ended.
 */
export function adoptable(records: readonly ProcessRecord[]): Map<string, ProcessRecord> {
  const chosen = new Map<string, ProcessRecord>();
  const oldestFirst = [...records].sort((a, b) => a.startedAtMs - b.startedAtMs);
  for (const record of oldestFirst) {
    const { role } = record;
    if (role.kind === 'helper' || !isAlive(record) || !runsAsSpawned(record)) continue;
    chosen.set(role.kind === 'server' ? `server ${role.server}` : `stream ${role.spec.name}`, record);
  }
  return chosen;
}
