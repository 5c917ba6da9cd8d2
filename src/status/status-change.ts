import type { DeliveryStatus } from './delivery-status.js';
import type { RouterStatus } from './router-status.js';
import type { StreamStatus } from './stream-status.js';

/** What became different in a {@link RouterStatus}; what is left out stayed as it was. */
export interface StatusChange {
  readonly router?: RouterStatus['router'];
  readonly configuration?: RouterStatus['configuration'];
  readonly listeners?: RouterStatus['listeners'];
  /** Streams that are new, or of which more than numbers changed. */
  readonly streams: readonly StreamStatus[];
  /** Streams of which nothing but numbers changed. */
  readonly numbers: readonly StreamNumbers[];
  /** Names of the streams that are no more. */
  readonly removed: readonly string[];
  /** All names as they are ordered now, when that changed. */
  readonly order?: readonly string[];
}

/** What changes all the time while a stream runs. */
export interface StreamNumbers {
  readonly name: string;
  readonly progress: StreamStatus['progress'];
  readonly delivery: DeliveryStatus | null;
}
