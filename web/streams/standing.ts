import type { StreamPhase, StreamStatus } from '../../src/api/contract.js';

/** How a stream stands, in the five words that a glance can tell apart. */
export type Standing = 'failing' | 'waiting' | 'changing' | 'running' | 'disabled';

/** Those that need a person first. */
export const STANDINGS: readonly Standing[] = ['failing', 'waiting', 'changing', 'running', 'disabled'];

export function standingOf({ phase, reason }: Pick<StreamStatus, 'phase' | 'reason'>): Standing {
  // Nothing has failed there, and nothing gets well without somebody.
  if (reason === 'RtspServerOff' || reason === 'IngestOff') return 'failing';
  return BY_PHASE[phase];
}

export function countStandings(streams: readonly StreamStatus[]): Readonly<Record<Standing, number>> {
  const counts = { failing: 0, waiting: 0, changing: 0, running: 0, disabled: 0 };
  for (const stream of streams) counts[standingOf(stream)] += 1;
  return counts;
}

/** Whether another source than the preferred one is in use. */
export function isOnBackup({ sources, phase }: StreamStatus): boolean {
  return phase === 'running' && sources.findIndex(({ state }) => state === 'in use') > 0;
}

const BY_PHASE: Readonly<Record<StreamPhase, Standing>> = {
  starting: 'changing',
  stopping: 'changing',
  running: 'running',
  stalled: 'failing',
  backoff: 'failing',
  failed: 'failing',
  pending: 'waiting',
  disabled: 'disabled',
};
