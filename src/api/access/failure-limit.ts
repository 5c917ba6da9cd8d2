import { isIPv6 } from 'node:net';

/**
 * Slows down whoever guesses: after some failures each further one makes the address wait, twice as long each time. One that gets in, or
 * keeps still for long enough, begins anew.
 */
export class FailureLimit {
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** For how many milliseconds the address has to wait; 0 when it may try. */
  waitMs(address: string): number {
    const failures = this.#failures.get(network(address));
    return failures === undefined ? 0 : Math.max(0, failures.untilMs - this.#now());
  }

  failed(address: string): void {
    const key = network(address);
    const known = this.#failures.get(key);
    const nowMs = this.#now();
    const count = known === undefined || nowMs - known.atMs > FORGET_AFTER_MS ? 1 : known.count + 1;
    const waitMs = count <= FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE - 1), MAX_WAIT_MS);
    // To the end: those that failed longest ago are forgotten first.
    this.#failures.delete(key);
    this.#failures.set(key, { count, atMs: nowMs, untilMs: nowMs + waitMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(address: string): void {
    this.#failures.delete(network(address));
  }
}

interface Failures {
  readonly count: number;
  readonly atMs: number;
  readonly untilMs: number;
}

const FREE = 5;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5 * 60_000;
const FORGET_AFTER_MS = 15 * 60_000;
const MAX_ADDRESSES = 10_000;

/** Whoever has one IPv6 address has at least the 64 bits behind it (RFC 6177). */
function network(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...behind].slice(0, 4).join(':');
}
