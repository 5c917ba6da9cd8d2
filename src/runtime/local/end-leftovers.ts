import { setTimeout as delay } from 'node:timers/promises';
import { signalToEnd } from './managed-process.js';
import { type IdentityRecords, isAlive, type ProcessIdentity } from './process-identity.js';

/**
 * Ends every recorded process that still runs, left behind by a router that was killed, and resolves with their
 * number when none is left. A pid that belongs to another process by now is not touched.
 */
export async function endLeftovers(records: IdentityRecords): Promise<number> {
  const leftovers = records.readAll().filter((identity) => {
    if (isAlive(identity)) return true;
    records.remove(identity.pid);
    return false;
  });
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
    const deadlineMs = Date.now() + STEP_BOUND_MS;
    // Nobody tells of the end of a process that is not our child, so it is asked for.
    while (isAlive(identity) && Date.now() < deadlineMs) await delay(20);
  }
}

const STEP_BOUND_MS = 2_000;
