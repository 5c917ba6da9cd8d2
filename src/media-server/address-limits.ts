import type { Socket } from 'node:net';
import type { ServerLimits } from '../state/access.js';
import { networkOf } from '../util/network-of.js';
import { RateLimit } from '../util/rate-limit.js';
import type { Refusals } from './refusals.js';
import { isOwnMachine, plainAddress } from './remote-address.js';

/**
 * What each address has and asks of an embedded server, and how many connections there are in all. Of its share this machine is not limited:
 * the router's own processes come from it, and a part of all connections is left to it, so that strangers together cannot keep them out.
 */
export class AddressLimits {
  readonly #most: number;
  #count = 0;
  readonly #connections = new Map<string, number>();
  readonly #rate: RateLimit;
  #limits: ServerLimits | null = null;

  /** @param most connections at once, of all addresses */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#rate = new RateLimit(Number.POSITIVE_INFINITY, now);
  }

  use(limits: ServerLimits): void {
    this.#limits = limits;
    this.#rate.perSecond = limits.requestsPerSecond;
  }

  /** Whether this is not one connection too many; then it counts until it is closed. */
  mayConnect(socket: Socket, refusals: Refusals): boolean {
    const remoteAddress = plainAddress(socket.remoteAddress ?? '');
    const isOwn = isOwnMachine(remoteAddress, socket.localAddress ?? '');
    const key = networkOf(remoteAddress);
    const ofAddress = this.#connections.get(key) ?? 0;
    const most = isOwn ? this.#most : Math.floor(this.#most * STRANGERS_SHARE);
    const isBeyondShare = !isOwn && ofAddress >= (this.#limits?.connectionsPerAddress ?? most);
    if (isBeyondShare || this.#count >= most) {
      refusals.note('too-many-connections', { remoteAddress, connections: this.#count });
      return false;
    }
    this.#count += 1;
    this.#connections.set(key, ofAddress + 1);
    socket.on('close', () => {
      this.#count -= 1;
      const left = (this.#connections.get(key) ?? 1) - 1;
      if (left === 0) this.#connections.delete(key);
      else this.#connections.set(key, left);
    });
    return true;
  }

  /** For how many milliseconds one request more has to wait. */
  requestWaitMs({ remoteAddress, localAddress }: Endpoints, refusals: Refusals): number {
    if (this.#limits === null || isOwnMachine(remoteAddress, localAddress)) return 0;
    const waitMs = this.#rate.take(remoteAddress);
    if (waitMs > 0) refusals.note('too-fast', { remoteAddress, waitMs });
    return waitMs;
  }
}

/** For how long an address waits at most after failures to show who it is, in milliseconds. */
export const MAX_FAILURE_WAIT_MS = 60_000;

const STRANGERS_SHARE = 3 / 4;

/** Addresses of both ends of a connection, without ports. */
interface Endpoints {
  readonly remoteAddress: string;
  readonly localAddress: string;
}
