import { isIPv6 } from 'node:net';

/**
 * Slows down whoever guesses: after some failures each further one makes the address wait, twice as long each time. One that gets in, or
 * keeps still for long enough, begins anew.
 */
export class FailureLimit {
  readonly #now: () => number;
  readonly #maxWaitMs: number;
  readonly #failures = new Map<string, Failures>();

  constructor(now: () => number = () => performance.now(), maxWaitMs = 5 * 60_000) {
    this.#now = now;
    this.#maxWaitMs = maxWaitMs;
  }

  /**
   * For how many milliseconds the address has to wait; 0 when it may try.
   * @param name where many may share an address: each name tried from there counts by itself
   */
  waitMs(address: string, name = ''): number {
    const failures = this.#failures.get(keyOf(address, name));
    return failures === undefined ? 0 : Math.max(0, failures.untilMs - this.#now());
  }

  failed(address: string, name = ''): void {
    const key = keyOf(address, name);
    const known = this.#failures.get(key);
    const nowMs = this.#now();
    const count = known === undefined || nowMs - known.atMs > FORGET_AFTER_MS ? 1 : known.count + 1;
    const waitMs = count <= FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE - 1), this.#maxWaitMs);
    // To the end: those that failed longest ago are forgotten first.
    this.#failures.delete(key);
    this.#failures.set(key, { count, atMs: nowMs, untilMs: nowMs + waitMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(address: string, name = ''): void {
    this.#failures.delete(keyOf(address, name));
  }

  /** What was wrong may be right by now. */
  forgetAll(): void {
    this.#failures.clear();
  }
}

interface Failures {
  readonly count: number;
  readonly atMs: number;
  readonly untilMs: number;
}

const FREE = 5;
const FIRST_WAIT_MS = 1_000;
const FORGET_AFTER_MS = 15 * 60_000;
const MAX_ADDRESSES = 10_000;

function keyOf(address: string, name: string): string {
  return `${networkOf(address)} ${name.slice(0, MAX_NAME_LENGTH)}`;
}

const MAX_NAME_LENGTH = 256;

/** Whoever has one IPv6 address has at least the 64 bits behind it (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...behind].slice(0, 4).join(':');
}
