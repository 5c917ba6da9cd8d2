import { totalmem } from 'node:os';

/** Something that peers make a server hold: what waits for one of them, what one of them has begun to send, or the last pictures of a path. */
export interface Holder {
  /** At present. */
  readonly sizeBytes: number;
  /** A publisher: given up only when nothing else is left, since all readers of its path have need of it. */
  readonly isPublisher: boolean;
  /** Lets go of it. */
  giveUp(): void;
}

/** Those that are to be given up, the largest first, for all of them to hold no more than the budget. */
export function beyondBudget(holders: Iterable<Holder>, budgetBytes: number): Holder[] {
  let excessBytes = -budgetBytes;
  const sized: Holder[] = [];
  for (const holder of holders) {
    if (holder.sizeBytes === 0) continue;
    excessBytes += holder.sizeBytes;
    sized.push(holder);
  }
  if (excessBytes <= 0) return [];
  sized.sort((a, b) => Number(a.isPublisher) - Number(b.isPublisher) || b.sizeBytes - a.sizeBytes);
  const beyond: Holder[] = [];
  for (const holder of sized) {
    if (excessBytes <= 0) break;
    excessBytes -= holder.sizeBytes;
    beyond.push(holder);
  }
  return beyond;
}

/**
 * What all peers of a server together may make it hold: a quarter of the memory that there is for it, within bounds. What they share is
 * counted for each of them, so it is more than what is really taken.
 */
export function memoryBudgetBytes(
  machineBytes = totalmem(),
  constrainedBytes: number | undefined = process.constrainedMemory(),
): number {
  // Without a limit of its group a process is told 0, or more than there is.
  const there = constrainedBytes ? Math.min(machineBytes, constrainedBytes) : machineBytes;
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.floor(there / 4)));
}

const LEAST_BYTES = 64 * 1024 * 1024;
const MOST_BYTES = 1024 * 1024 * 1024;
