import { listeningSince, publisherOf } from './media-servers.js';
import type { ObservedSource, ObservedState, ObservedStream } from './observed-state.js';
import { wellSinceMs } from './source-standing.js';
import type { Source, StreamSpec } from './stream.js';

/**
 * When a stream that runs from a source of second choice is to go back to a preferred one, in milliseconds since the
 * Unix epoch; null when none is well.
 */
export function failbackAtMs(stream: ObservedStream, observed: ObservedState): number | null {
  const { spec, state, sourceIndex, sources } = stream;
  const { failbackMs } = spec.policy;
  if (state.phase !== 'running' || failbackMs === null) return null;
  const dueTimes = spec.sources.slice(0, sourceIndex).flatMap((source, index) => {
    const known = sources[index];
    const dueMs = known === undefined ? null : returnDueMs(source, known, failbackMs, observed);
    // It may have been well before the backup came to run.
    return dueMs === null ? [] : [Math.max(dueMs, state.sinceMs + failbackMs)];
  });
  return dueTimes.length === 0 ? null : Math.min(...dueTimes);
}

/** Which source a stream is to read that was stopped for the sake of a preferred one; null when none is well any more. */
export function returnIndex(
  spec: StreamSpec,
  stream: ObservedStream,
  observed: ObservedState,
): number | null {
  const { failbackMs } = spec.policy;
  if (failbackMs === null) return null;
  const index = spec.sources.slice(0, stream.sourceIndex).findIndex((source, at) => {
    const known = stream.sources[at];
    const dueMs = known === undefined ? null : returnDueMs(source, known, failbackMs, observed);
    return dueMs !== null && dueMs <= observed.takenAtMs;
  });
  return index === -1 ? null : index;
}

/**
 * A source that is well has to be so for a while; one that failed again soon after the last return for twice as long, and so on. One
 * that nothing can be told of is tried seldom.
 */
function returnDueMs(
  source: Source,
  known: ObservedSource,
  failbackMs: number,
  observed: ObservedState,
): number | null {
  const patience = 2 ** Math.min(known.failedReturns, MAX_DOUBLINGS);
  const since = wellSince(source, known, observed);
  if (since !== null) return since + failbackMs * patience;
  if (known.failure === null || isAway(source, known, observed)) return null;
  return known.failure.atMs + Math.max(failbackMs, TRIAL_MS) * patience;
}

function isAway(source: Source, { reach }: ObservedSource, observed: ObservedState): boolean {
  if (source.kind === 'pull') return reach?.verdict === 'dead';
  const publisher = publisherOf(observed, 'rtmp', source.path);
  return publisher === null || publisher.isSilent;
}

function wellSince(source: Source, known: ObservedSource, observed: ObservedState): number | null {
  if (source.kind === 'pull') return wellSinceMs(known);
  if (listeningSince(observed, 'rtmp') === null) return null;
  const publisher = publisherOf(observed, 'rtmp', source.path);
  if (publisher === null || publisher.isSilent) return null;
  if (known.failure !== null && publisher.sinceMs <= known.failure.startedAtMs) return null;
  return publisher.sinceMs;
}

const MAX_DOUBLINGS = 6;
const TRIAL_MS = 300_000;
