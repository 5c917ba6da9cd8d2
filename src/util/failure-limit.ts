import { networkOf } from './network-of.js';

/**
 * Slows down whoever guesses: after some failures each further one makes the address wait, twice as long each time. One that gets in, or
 * keeps still for long enough, begins anew.
 */
export class FailureLimit {
  readonly #now: () => number;
  readonly #maxWaitMs: number;
  /** By network; those that failed longest ago come first. */
  readonly #networks = new Map<string, Names>();
  #size = 0;

  constructor(now: () => number = () => performance.now(), maxWaitMs = 5 * 60_000) {
    this.#now = now;
    this.#maxWaitMs = maxWaitMs;
  }

  /**
   * For how many milliseconds the address has to wait; 0 when it may try.
   * @param name where many may share an address: each name tried from there counts by itself, up to some hundred; the rest count as one,
   * or whoever guesses what opens many names would try each a few times
   */
  waitMs(address: string, name = ''): number {
    const names = this.#networks.get(networkOf(address));
    const failures = names?.get(countedAs(names, name));
    return failures === undefined ? 0 : Math.max(0, failures.untilMs - this.#now());
  }

  failed(address: string, name = ''): void {
    const network = networkOf(address);
    const nowMs = this.#now();
    const names: Names = this.#networks.get(network) ?? new Map();
    this.#size -= names.size;
    for (const [one, { atMs }] of names) if (nowMs - atMs > FORGET_AFTER_MS) names.delete(one);
    const key = countedAs(names, name);
    const count = (names.get(key)?.count ?? 0) + 1;
    const waitMs = count <= FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE - 1), this.#maxWaitMs);
    names.set(key, { count, atMs: nowMs, untilMs: nowMs + waitMs });
    this.#size += names.size;
    this.#networks.delete(network);
    this.#networks.set(network, names);
    this.#forgetOldest();
  }

  succeeded(address: string, name = ''): void {
    const network = networkOf(address);
    const names = this.#networks.get(network);
    if (names?.delete(shortened(name)) !== true) return;
    this.#size -= 1;
    if (names.size === 0) this.#networks.delete(network);
  }

  /** What was wrong may be right by now. */
  forgetAll(): void {
    this.#networks.clear();
    this.#size = 0;
  }

  #forgetOldest(): void {
    if (this.#size <= MAX_ENTRIES) return;
    const [oldest] = this.#networks;
    if (oldest === undefined) return;
    this.#networks.delete(oldest[0]);
    this.#size -= oldest[1].size;
  }
}

/** Of one network, by name. */
type Names = Map<string | typeof OTHERS, Failures>;

interface Failures {
  readonly count: number;
  readonly atMs: number;
  readonly untilMs: number;
}

const FREE = 5;
const FIRST_WAIT_MS = 1_000;
const FORGET_AFTER_MS = 15 * 60_000;
const MAX_ENTRIES = 10_000;
const MAX_NAMES = 256;
/** The names beyond those. */
const OTHERS = Symbol('others');

function countedAs(names: Names, name: string): string | typeof OTHERS {
  const short = shortened(name);
  return names.has(short) || names.size < MAX_NAMES ? short : OTHERS;
}

function shortened(name: string): string {
  return name.slice(0, MAX_NAME_LENGTH);
}

const MAX_NAME_LENGTH = 256;
