import type { Reason } from './conditions.js';
import { isConnectFault, isReachFault } from './fault.js';
import { listeningSince, publisherOf } from './media-servers.js';
import type { ObservedSource, ObservedState, ObservedStream, SourceReach } from './observed-state.js';
import type { Source } from './stream.js';

/**
 * How it stands with one source of a stream, as far as is known: `ready` when nothing speaks against it, `failed` when the
 * last process that read it ended through its fault and nothing is known since, `away` when it is known not to be there,
 * so that starting a process would be in vain.
 */
export type SourceStanding =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly atMs: number }
  | { readonly kind: 'away'; readonly reason: Reason };

/** `stream` is null when what is observed was started for another specification, so that it tells nothing. */
export function sourceStanding(
  source: Source,
  index: number,
  stream: ObservedStream | null,
  observed: ObservedState,
): SourceStanding {
  const known = stream?.sources[index] ?? null;
  const failure = known?.failure ?? null;
  const mayBeEarly = (stream?.falseStarts ?? 0) <= MAX_EARLY_FALSE_STARTS;
  if (source.kind === 'push') {
    if (listeningSince(observed, 'rtmp') === null) {
      return {
        kind: 'away',
        reason: observed.listeners.rtmp.phase === 'off' ? 'IngestOff' : 'WaitingForIngest',
      };
    }
    const publisher = publisherOf(observed, 'rtmp', source.path);
    if (publisher === null) return { kind: 'away', reason: 'WaitingForPublisher' };
    // There would be the picture that it sent last, as if it ran, and then nothing again.
    if (publisher.isSilent) return { kind: 'away', reason: 'SourceStalled' };
    // A publisher that came while the process ran is another one than that which it could not read.
    if (failure === null || (publisher.sinceMs > failure.startedAtMs && mayBeEarly)) return { kind: 'ready' };
    return { kind: 'failed', ...failure };
  }
  if (failure === null) return { kind: 'ready' };
  const reach = known?.reach ?? null;
  if (reach?.verdict === 'dead' && isReachFault(failure.reason) && isTrusted(reach, observed.takenAtMs)) {
    return { kind: 'away', reason: reach.reason ?? failure.reason };
  }
  // That it is well is news only when it was gone: one that plays to everybody and fails all the same has to wait its time.
  const isBack = known?.wasAway === true && wellSinceMs(known) !== null;
  return isBack && mayBeEarly ? { kind: 'ready' } : { kind: 'failed', ...failure };
}

/**
 * Since when a source that failed is well again, as far as connecting can tell; null when it is not, or when that is
 * not known: that a port answers says nothing when something else than the connection had failed.
 */
export function wellSinceMs({ failure, reach }: ObservedSource): number | null {
  if (reach?.verdict !== 'alive') return null;
  if (failure === null) return reach.sinceMs;
  const tells = reach.depth === 'media' ? isReachFault(failure.reason) : isConnectFault(failure.reason);
  return tells ? Math.max(reach.sinceMs, failure.atMs) : null;
}

/** After so many processes in a row that did not run well, a return no longer ends the back-off. */
export const MAX_EARLY_FALSE_STARTS = 3;

/**
 * A connection that is refused is the end of it. But a server that plays to FFmpeg and not to us is possible, so that FFmpeg is
 * tried all the same now and then.
 */
function isTrusted(reach: SourceReach, nowMs: number): boolean {
  return reach.reason === null || isConnectFault(reach.reason) || nowMs - reach.sinceMs < DOUBT_AFTER_MS;
}

const DOUBT_AFTER_MS = 300_000;
