import type { DesiredState } from '../state/desired-state.js';
import type { ObservedState } from '../state/observed-state.js';
import type { RouterStatus } from './router-status.js';

/** What metrics are told from. */
export interface MetricsInput {
  readonly status: RouterStatus;
  readonly desired: DesiredState | null;
  readonly observed: ObservedState;
  /** When the live content became live, in milliseconds since the Unix epoch; null while there is none. */
  readonly liveSinceMs: number | null;
}
