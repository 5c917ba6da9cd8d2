import type { NetworkAddress } from '../util/network-address.js';
import type { HostAddresses } from './host-addresses.js';
import { jittered } from './jitter.js';
import { type ConnectFailure, openConnection } from './open-connection.js';
import type { Pace } from './pace.js';
import { probeLimits } from './probe-limits.js';

export type PortState =
  | { readonly phase: 'unknown' }
  | { readonly phase: 'open' }
  | { readonly phase: 'closed'; readonly reason: NonNullable<ConnectFailure> };

export interface PortUser {
  /** What the last attempt found, changed or not. */
  port(state: PortState): void;
  /** It learns only here whether an open port stays open. */
  readonly connectsOnly: boolean;
}

/** Whether a TCP port accepts connections, found out once for all who want to know. */
export class PortWatch {
  readonly #address: NetworkAddress;
  readonly #hosts: HostAddresses;
  readonly #pace: Pace;
  readonly #users = new Set<PortUser>();
  readonly #attempt = (): void => this.#begin();
  #state: PortState = { phase: 'unknown' };
  #timer: NodeJS.Timeout | undefined;
  #stopConnecting: (() => void) | undefined;

  constructor(address: NetworkAddress, hosts: HostAddresses, pace: Pace) {
    this.#address = address;
    this.#hosts = hosts;
    this.#pace = pace;
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  add(user: PortUser): void {
    this.#users.add(user);
    if (this.#state.phase !== 'unknown') user.port(this.#state);
    this.check();
  }

  remove(user: PortUser): void {
    this.#users.delete(user);
    if (this.#users.size === 0) this.close();
  }

  /** Tries soon, whenever the next attempt was due. */
  check(): void {
    if (this.#stopConnecting !== undefined) return;
    clearTimeout(this.#timer);
    this.#pace.ask(this.#attempt);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pace.cancel(this.#attempt);
    this.#stopConnecting?.();
    this.#stopConnecting = undefined;
  }

  #begin(): void {
    this.#stopConnecting = openConnection(this.#address, this.#hosts, {
      open: (socket) => {
        socket.destroy();
        this.#ended({ phase: 'open' });
      },
      failed: (reason) => this.#ended(reason === null ? this.#state : { phase: 'closed', reason }),
    });
  }

  #ended(state: PortState): void {
    this.#stopConnecting = undefined;
    this.#state = state;
    const retryMs = this.#retryMs();
    if (retryMs !== undefined) {
      this.#timer = setTimeout(() => this.#pace.ask(this.#attempt), jittered(retryMs));
    }
    if (state.phase !== 'unknown') for (const user of [...this.#users]) user.port(state);
  }

  /** Who plays notices by itself when the port closes. */
  #retryMs(): number | undefined {
    if (this.#state.phase !== 'open') return probeLimits.deadRetryMs;
    return [...this.#users].some(({ connectsOnly }) => connectsOnly) ? probeLimits.aliveRetryMs : undefined;
  }
}
