import type { Cause } from '../state/cause.js';
import type { ListenerName } from '../state/desired-state.js';
import type { StreamSpec } from '../state/stream.js';
import type { NetworkAddress } from '../util/network-address.js';

/** One thing to do to make reality equal to the file. Carrying one out twice does no harm. */
export type Operation =
  | {
      readonly kind: 'start';
      readonly spec: StreamSpec;
      /** Which of its sources to read. */
      readonly sourceIndex: number;
      readonly cause: Cause;
    }
  /** Put another process in the place of the one that runs. */
  | {
      readonly kind: 'restart';
      readonly spec: StreamSpec;
      readonly cause: Cause;
      /** Null: end it; the start follows from the next plan, when it is gone. */
      readonly takeover: Takeover | null;
    }
  | { readonly kind: 'stop'; readonly name: string; readonly cause: Cause }
  /** Heed another policy; the process goes on. */
  | { readonly kind: 'update'; readonly spec: StreamSpec; readonly cause: Cause }
  /** Open, move or (null) close a listener. No stream is touched. */
  | {
      readonly kind: 'listen';
      readonly listener: ListenerName;
      readonly from: NetworkAddress | null;
      readonly to: NetworkAddress | null;
    };

/** The other process is started beside it, and takes its path over at the embedded server: readers see no gap. */
export interface Takeover {
  /** Which of its sources to read. */
  readonly sourceIndex: number;
}

export type StreamOperation = Exclude<Operation, { readonly kind: 'listen' }>;

export interface Plan {
  /** Listeners first, then stops and restarts, then starts; each in the order of the file or by name. */
  readonly operations: readonly Operation[];
  /** When to decide again even if nothing happens; null for never. */
  readonly wakeAtMs: number | null;
}
