import { type LookupAddress, lookup } from 'node:dns';
import type { Clock } from '../util/clock.js';
import { probeLimits } from './probe-limits.js';

/**
 * Addresses of hosts, asked of the system as FFmpeg does (hosts file and search domains included) and remembered for
 * some seconds. A host is asked for once at a time: the system's resolver has few threads, and one that waits for a
 * dead name server cannot be called off.
 */
export class HostAddresses {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Set<Answer>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `answer` with the addresses, none when the name is not known, unless it was called off by the result. */
  find(host: string, answer: Answer): () => void {
    const known = this.#known.get(host);
    if (known !== undefined && this.#fresh(known)) {
      answer(known.addresses);
      return () => undefined;
    }
    const waiting = this.#pending.get(host) ?? this.#ask(host);
    waiting.add(answer);
    return () => waiting.delete(answer);
  }

  #ask(host: string): Set<Answer> {
    const waiting = new Set<Answer>();
    this.#pending.set(host, waiting);
    const answered = (addresses: readonly LookupAddress[]): void => {
      this.#pending.delete(host);
      for (const [other, known] of this.#known) if (!this.#fresh(known)) this.#known.delete(other);
      this.#known.set(host, { addresses, atMs: this.#clock.now() });
      for (const answer of [...waiting]) answer(addresses);
    };
    try {
      lookup(host, { all: true }, (error, addresses) => answered(error === null ? addresses : []));
    } catch {
      // What no name can be, too long for instance.
      queueMicrotask(() => answered([]));
    }
    return waiting;
  }

  /** A clock that was set back makes it no fresher. */
  #fresh({ addresses, atMs }: Known): boolean {
    const lifeMs = addresses.length > 0 ? probeLimits.addressMs : probeLimits.noAddressMs;
    return Math.abs(this.#clock.now() - atMs) < lifeMs;
  }
}

type Answer = (addresses: readonly LookupAddress[]) => void;

interface Known {
  readonly addresses: readonly LookupAddress[];
  readonly atMs: number;
}
