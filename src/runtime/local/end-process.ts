import { setTimeout as delay } from 'node:timers/promises';
import { steadyNow } from '../../util/clock.js';
import { signalToEnd } from './managed-process.js';

/**
 * Ends a process that need not be our child, with its group: SIGTERM, SIGTERM again (a stalled FFmpeg ignores the first),
 * SIGKILL. Resolves when it is gone, or some seconds later when even that did not end it.
 */
export async function endProcess(pid: number, isAlive: () => boolean): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive()) return;
    signalToEnd(pid, signal);
    const deadlineMs = steadyNow() + STEP_BOUND_MS;
    // Nobody tells of the end of a process that is not our child, so it is asked for.
    while (isAlive() && steadyNow() < deadlineMs) await delay(20);
  }
}

const STEP_BOUND_MS = 2_000;
