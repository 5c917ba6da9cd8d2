import type { DesiredState } from '../state/desired-state.js';
import { pushedPaths, type StreamSpec } from '../state/stream.js';
import { bestFit } from '../state/stream-pattern.js';

/**
 * The guard: what a new content would stop, where that is more of the running streams than `guard.maxStopShare` lets pass; null
 * where it passes. The guard of what is live counts, so that no change takes it away along with the streams. That nothing is wanted
 * passes: it has to be written.
 * @param running null: not known, as at the start; then all that are enabled count
 */
export function heldChange(
  live: Pick<DesiredState, 'guard' | 'streams'>,
  next: DesiredState,
  running: readonly StreamSpec[] | null,
): HeldChange | null {
  const maxStopShare = live.guard.maxStopShare ?? next.guard.maxStopShare;
  if (maxStopShare === null || (next.streams.size === 0 && next.patterns.length === 0)) return null;
  const counted = running ?? [...live.streams.values()].filter(({ enabled }) => enabled);
  const written = pushedPaths(next.streams.values());
  const stops = counted
    .filter((spec) => !isWanted(spec, next, written))
    .map(({ name }) => name)
    .sort();
  if (stops.length <= maxStopShare * counted.length) return null;
  return { stops, running: counted.length };
}

export interface HeldChange {
  /** Names of the streams that it would stop, sorted. */
  readonly stops: readonly string[];
  /** How many streams run, or ran. */
  readonly running: number;
}

export const HELD_REMEDY = 'Check it, then "kazstreamlink approve"; or change the file again.';

/** @param written what streams of the file read at the ingest: no pattern makes another one of it */
function isWanted(
  { name, pattern, sources: [source] }: StreamSpec,
  { streams, patterns }: DesiredState,
  written: ReadonlySet<string>,
): boolean {
  const spec = streams.get(name);
  if (spec !== undefined) return spec.enabled;
  if (pattern === undefined || source.kind !== 'push' || written.has(source.path)) return false;
  return bestFit(patterns, source.path)?.name === name;
}
