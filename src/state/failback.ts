import { listeningSince, publisherOf } from './media-servers.js';
import type { ObservedSource, ObservedState, ObservedStream } from './observed-state.js';
import { wellSinceMs } from './source-standing.js';
import type { Source } from './stream.js';

/**
 * When a stream that runs from a source of second choice is to go back to a preferred one, in milliseconds since the
 * Unix epoch; null when none is well. A source that failed again soon after the last return has to be well for
 * twice as long, and so on.
 */
export function failbackAtMs(stream: ObservedStream, observed: ObservedState): number | null {
  const { spec, state, sourceIndex, sources } = stream;
  const { failbackMs } = spec.policy;
  if (state.phase !== 'running' || failbackMs === null) return null;
  const dueTimes = spec.sources.slice(0, sourceIndex).flatMap((source, index) => {
    const known = sources[index];
    if (known === undefined) return [];
    const since = wellSince(source, known, observed);
    if (since === null) return [];
    // It may have been well before the backup came to run.
    return [Math.max(since, state.sinceMs) + failbackMs * 2 ** Math.min(known.failedReturns, MAX_DOUBLINGS)];
  });
  return dueTimes.length === 0 ? null : Math.min(...dueTimes);
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
