import type { ObservedState } from '../state/observed-state.js';
import { type StreamSpec, serverOf } from '../state/stream.js';
import type { Operation } from './operation.js';

/**
 * Which operations of a plan to carry out at once. Starting a process costs this machine, and publishing costs the RTSP
 * server, so of many starts a few are begun at a time: the streams that were just edited first, then new ones, then those that
 * failed. The rest stays for the next plan. Everything else is carried out at once.
 */
export function paceStarts(
  operations: readonly Operation[],
  observed: ObservedState,
  limits: StartLimits,
): { readonly now: readonly Operation[]; readonly hasMore: boolean } {
  const starts = operations.filter(isStart);
  const young = youngByServer(observed);
  let left = Math.min(limits.perPass, limits.total - sum(young.values()));
  const begun: Operation[] = [];
  for (const start of starts.sort((a, b) => rank(a) - rank(b))) {
    if (left <= 0) break;
    const server = serverOf(start.spec.server);
    const already = young.get(server) ?? 0;
    if (already >= limits.perServer) continue;
    young.set(server, already + 1);
    begun.push(start);
    left -= 1;
  }
  return {
    now: [...operations.filter((operation) => !isStart(operation)), ...begun],
    hasMore: begun.length < starts.length,
  };
}

/** Counts of processes that were just started and have not written media yet. */
export interface StartLimits {
  readonly perPass: number;
  readonly perServer: number;
  readonly total: number;
}

/** One that hangs while it starts must not keep the others from starting: it counts for this long. */
export const YOUNG_MS = 1_000;

function youngByServer(observed: ObservedState): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (spec: StreamSpec, startedAtMs: number): void => {
    if (startedAtMs <= observed.takenAtMs - YOUNG_MS) return;
    const server = serverOf(spec.server);
    counts.set(server, (counts.get(server) ?? 0) + 1);
  };
  for (const { spec, state, successor } of observed.streams.values()) {
    if (state.phase === 'starting') count(spec, state.sinceMs);
    if (successor !== null) count(successor.spec, successor.startedAtMs);
  }
  return counts;
}

/** A successor is one process more, as is the first of a stream. */
function isStart(operation: Operation): operation is Start {
  return operation.kind === 'start' || (operation.kind === 'restart' && operation.takeover !== null);
}

type Start = Extract<Operation, { readonly kind: 'start' | 'restart' }>;

function rank({ cause }: Start): number {
  switch (cause.kind) {
    case 'changed':
      return 0;
    case 'asked':
    case 'failback':
    case 'added':
      return 1;
    case 'failover':
      return 2;
    case 'retry':
    case 'stalled':
    case 'no-first-frame':
    case 'removed':
    case 'disabled':
    case 'unpublished':
    case 'router-stops':
      return 3;
  }
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
