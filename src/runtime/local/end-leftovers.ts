import { setTimeout as delay } from 'node:timers/promises';
import { steadyNow } from '../../util/clock.js';
import { findStrays } from './find-strays.js';
import { signalToEnd } from './managed-process.js';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import type { ProcessRecord, ProcessRecords } from './process-records.js';

/**
 * Ends what an earlier router of this state folder left behind, all at once, and resolves with its number when none is left:
 * every recorded process that still runs, save for those that `isToStay`, and every process that it had no time to record. A
 * pid that belongs to another process by now is not touched.
 */
export async function endLeftovers(
  records: ProcessRecords,
  stateFolder: string,
  isToStay: (record: ProcessRecord) => boolean = () => false,
): Promise<number> {
  const recorded = records.readAll();
  const alive = recorded.filter(isAlive);
  for (const record of recorded) if (!alive.includes(record)) records.remove(record.pid);
  const staying = new Set(alive.filter(isToStay));
  const strays = findStrays(stateFolder, new Set(alive.map(({ pid }) => pid)));
  const leftovers: readonly ProcessIdentity[] = [...alive.filter((one) => !staying.has(one)), ...strays];
  await Promise.all(
    leftovers.map(async (identity) => {
      await endOne(identity);
      // One that even SIGKILL did not end yet is still to be ended by the next start.
      if (!isAlive(identity)) records.remove(identity.pid);
    }),
  );
  return leftovers.length;
}

async function endOne(identity: ProcessIdentity): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive(identity)) return;
    signalToEnd(identity.pid, signal);
    const deadlineMs = steadyNow() + STEP_BOUND_MS;
    // Nobody tells of the end of a process that is not our child, so it is asked for.
    while (isAlive(identity) && steadyNow() < deadlineMs) await delay(20);
  }
}

const STEP_BOUND_MS = 2_000;
