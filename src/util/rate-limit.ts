import { networkOf } from './network-of.js';

/** How often each address may do something: so many times a second, and twice as often at once when it has been quiet. */
export class RateLimit {
  readonly #now: () => number;
  #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  set perSecond(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Counts once more, and answers for how many milliseconds that has to wait; 0 when it is within the limit. */
  take(address: string): number {
    const key = networkOf(address);
    const nowMs = this.#now();
    const burst = 2 * this.#perSecond;
    const known = this.#buckets.get(key) ?? { left: burst, atMs: nowMs };
    const refilled = Math.min(burst, known.left + ((nowMs - known.atMs) * this.#perSecond) / 1000);
    // Whoever goes on in spite of it waits no longer than this.
    const left = Math.max(refilled - 1, -this.#perSecond * MAX_WAIT_S);
    // To the end: those that were quiet for longest are forgotten first.
    this.#buckets.delete(key);
    this.#buckets.set(key, { left, atMs: nowMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);
    return left >= 0 ? 0 : Math.ceil((-left * 1000) / this.#perSecond);
  }
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

const MAX_WAIT_S = 5;
const MAX_ADDRESSES = 10_000;
