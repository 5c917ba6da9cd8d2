import { DEFAULT_POLICY } from '../../state/stream.js';
import { type BackoffPolicy, backoffDelayMs } from '../../util/backoff.js';

/**
 * When to start a process again that ended: at once after it ran well, then ever later, until it was healthy for a
 * minute; and slowly from the beginning where trying again soon cannot mend it. The one place that owns back-off.
 */
export class RestartDelay {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Delay in milliseconds after a process that ran well for `ranMs`. */
  next(ranMs: number, { isLasting = false, backoff = DEFAULT_POLICY.backoff }: DelayOptions = {}): number {
    if (ranMs >= HEALTHY_MS) this.#failures = 0;
    const isFirst = this.#failures === 0;
    this.#failures += 1;
    if (isFirst && ranMs >= RAN_WELL_MS) return 0;
    return backoffDelayMs(this.#failures, isLasting ? slow(backoff) : backoff, this.#random);
  }

  /** After an edit, or a stop that was wanted. */
  reset(): void {
    this.#failures = 0;
  }
}

interface DelayOptions {
  readonly isLasting?: boolean;
  readonly backoff?: BackoffPolicy;
}

function slow({ maxMs }: BackoffPolicy): BackoffPolicy {
  return { initialMs: Math.max(maxMs, SLOW_INITIAL_MS), maxMs: Math.max(maxMs, SLOW_MAX_MS) };
}

const SLOW_INITIAL_MS = 30_000;
const SLOW_MAX_MS = 300_000;
export const RAN_WELL_MS = 5_000;
export const HEALTHY_MS = 60_000;
