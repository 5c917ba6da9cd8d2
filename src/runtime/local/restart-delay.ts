import { type BackoffPolicy, backoffDelayMs } from '../../util/backoff.js';

/**
 * When to start a process again that ended: at once after it ran well, then ever later, until it was healthy for a
 * minute. The one place that owns back-off.
 */
export class RestartDelay {
  readonly #policy: BackoffPolicy;
  readonly #random: () => number;
  #failures = 0;

  constructor(policy: BackoffPolicy = DEFAULT_POLICY, random: () => number = Math.random) {
    this.#policy = policy;
    this.#random = random;
  }

  /** Delay in milliseconds after a process that ran well for `ranMs`. */
  next(ranMs: number): number {
    if (ranMs >= HEALTHY_MS) this.#failures = 0;
    const isFirst = this.#failures === 0;
    this.#failures += 1;
    if (isFirst && ranMs >= RAN_WELL_MS) return 0;
    return backoffDelayMs(this.#failures, this.#policy, this.#random);
  }

  /** After an edit, or a stop that was wanted. */
  reset(): void {
    this.#failures = 0;
  }
}

const DEFAULT_POLICY: BackoffPolicy = { initialMs: 1_000, maxMs: 30_000 };
const RAN_WELL_MS = 5_000;
const HEALTHY_MS = 60_000;
