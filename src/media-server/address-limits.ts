import type { Socket } from 'node:net';
import type { ServerLimits } from '../state/access.js';
import { networkOf } from '../util/failure-limit.js';
import { RateLimit } from '../util/rate-limit.js';
import type { Refusals } from './refusals.js';
import { isOwnMachine, plainAddress } from './remote-address.js';

/** What each address has and asks of an embedded server. This machine is not limited: the router's own processes come from it. */
export class AddressLimits {
  readonly #connections = new Map<string, number>();
  readonly #rate: RateLimit;
  #limits: ServerLimits | null = null;

  constructor(now: () => number = () => performance.now()) {
    this.#rate = new RateLimit(Number.POSITIVE_INFINITY, now);
  }

  use(limits: ServerLimits): void {
    this.#limits = limits;
    this.#rate.perSecond = limits.requestsPerSecond;
  }

  /** Whether this is not one connection too many; then it counts until it is closed. */
  mayConnect(socket: Socket, refusals: Refusals): boolean {
    const remoteAddress = plainAddress(socket.remoteAddress ?? '');
    if (isOwnMachine(remoteAddress, socket.localAddress ?? '')) return true;
    const key = networkOf(remoteAddress);
    const count = this.#connections.get(key) ?? 0;
    if (this.#limits !== null && count >= this.#limits.connectionsPerAddress) {
      refusals.note('too-many-connections', { remoteAddress });
      return false;
    }
    this.#connections.set(key, count + 1);
    socket.on('close', () => {
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

/** Addresses of both ends of a connection, without ports. */
interface Endpoints {
  readonly remoteAddress: string;
  readonly localAddress: string;
}
