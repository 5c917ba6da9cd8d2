import { readStat } from '../../util/proc.js';
import { endProcess } from './end-process.js';
import { carriesMark, findStrays } from './find-strays.js';
import { isAlive, type ProcessIdentity, runsAsSpawned } from './process-identity.js';
import type { ProcessRecord, ProcessRecords } from './process-records.js';

/**
 * Ends what an earlier router of this state folder left behind, all at once, and resolves with its number when none is left:
 * every recorded process that still runs, save for those that `isToStay`, and every process that it had no time to record. A
 * pid that belongs to another process by now is not touched, nor is a process that neither runs what was recorded nor carries the
 * folder's mark: a record alone is not enough to end anybody.
 */
export async function endLeftovers({ records, mark, isToStay, onProblem }: Leftovers): Promise<number> {
  const remove = (pid: number): void => {
    try {
      records.remove(pid);
    } catch (error) {
      onProblem(error);
    }
  };
  const isOurs = (record: ProcessRecord): boolean =>
    isAlive(record) && (runsAsSpawned(record) || (mark !== null && carriesMark(record.pid, mark)));
  const recorded = records.readAll();
  const ours = recorded.filter(isOurs);
  for (const record of recorded) if (!ours.includes(record)) remove(record.pid);
  const staying = new Set(ours.filter(isToStay ?? (() => false)).map(({ pid }) => pid));
  const strays = mark === null ? [] : findStrays(mark, new Set(ours.map(({ pid }) => pid)));
  const leftovers: readonly ProcessIdentity[] = [
    ...ours.filter(({ pid }) => !staying.has(pid)),
    // What a process that stays has started itself belongs to it.
    ...strays.filter(({ pid }) => !staying.has(readStat(pid)?.group ?? 0)),
  ];
  await Promise.all(
    leftovers.map(async (identity) => {
      await endProcess(identity.pid, () => isAlive(identity));
      // One that even SIGKILL did not end yet is still to be ended by the next start.
      if (!isAlive(identity)) remove(identity.pid);
    }),
  );
  return leftovers.length;
}

export interface Leftovers {
  readonly records: ProcessRecords;
  /** Of the state folder; null when it has none. */
  readonly mark: string | null;
  readonly isToStay?: (record: ProcessRecord) => boolean;
  /** A record could not be removed: the folder is read-only, say. */
  onProblem(error: unknown): void;
}
