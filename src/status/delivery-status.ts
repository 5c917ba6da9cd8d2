import type { PublisherSnapshot, TrackSnapshot } from '../state/control-protocol.js';
import { pathAt } from '../state/media-servers.js';
import type { ObservedState } from '../state/observed-state.js';
import type { StreamSpec } from '../state/stream.js';

/** What a person or a script is told of a stream's path at the embedded RTSP server. */
export function deliveryStatus({ server, path }: StreamSpec, observed: ObservedState): DeliveryStatus | null {
  if (server.kind !== 'embedded') return null;
  const found = pathAt(observed, 'rtsp', path);
  if (found?.delivery === undefined) return null;
  const { heldSinceMs, lastKeyFrameMs, ...counters } = found.delivery;
  return {
    publisher: publisherStatus(found.publisher),
    readers: found.readers,
    heldSince: isoTime(heldSinceMs),
    ...counters,
    lastKeyFrame: isoTime(lastKeyFrameMs),
  };
}

function publisherStatus(publisher: PublisherSnapshot | null): PublisherStatus | null {
  if (publisher === null) return null;
  const { remoteAddress, sinceMs, tracks } = publisher;
  return { remoteAddress, since: new Date(sinceMs).toISOString(), tracks };
}

export interface DeliveryStatus {
  /** Who sends to the path; null while nobody does. */
  readonly publisher: PublisherStatus | null;
  readonly readers: number;
  /** ISO 8601; since when readers wait for media to come back. Null while something is published. */
  readonly heldSince: string | null;
  /** Since the path began, as are the other counters. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** RTP packets missing in what was published. */
  readonly lostPackets: number;
  /** RTP packets left out for readers that are too slow. */
  readonly droppedPackets: number;
  /** ISO 8601; null when none is known of. */
  readonly lastKeyFrame: string | null;
}

export interface PublisherStatus {
  /** `host:port`; a stream's own FFmpeg comes from this machine. */
  readonly remoteAddress: string;
  /** ISO 8601 */
  readonly since: string;
  /** Those that have shown up, in order of appearance. */
  readonly tracks: readonly TrackSnapshot[];
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
