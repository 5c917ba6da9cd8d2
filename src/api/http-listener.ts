import { createServer, type RequestListener, type Server } from 'node:http';
import type { ObservedListener } from '../state/observed-state.js';
import { steadyNow } from '../util/clock.js';
import { MovableListener } from '../util/movable-listener.js';
import type { NetworkAddress } from '../util/network-address.js';

/** The TCP listener of the API: opens, moves and closes, and says where it is. */
export class HttpListener {
  /** Never listens by itself: it gets its connections from the listener, which can move. */
  readonly #http: Server;
  readonly #listener: MovableListener;
  readonly #onChange: () => void;
  #state: ObservedListener = { phase: 'off' };
  #wanted: NetworkAddress | null = null;

  constructor(handler: RequestListener, onChange: () => void) {
    this.#http = createServer(handler);
    this.#listener = new MovableListener((socket) => this.#http.emit('connection', socket));
    this.#onChange = onChange;
  }

  get state(): ObservedListener {
    return this.#state;
  }

  /** Open, move or (null) close it. How it went is in {@link state}. */
  listen(address: NetworkAddress | null): void {
    this.#wanted = address;
    if (address === null) {
      this.#state = { phase: 'off' };
      void this.close().then(this.#onChange);
      return;
    }
    this.#state = { phase: 'opening', requested: address };
    this.#listener.listen(address.host, address.port).then(
      (opened) => {
        const sinceMs = steadyNow();
        this.#settle(address, { phase: 'open', requested: address, address: opened, sinceMs });
      },
      (error: NodeJS.ErrnoException) => {
        const problem = { code: error.code ?? 'UNKNOWN', message: error.message };
        const retryAtMs = steadyNow() + RETRY_MS;
        const { address: present } = this.#listener;
        this.#settle(address, { phase: 'failed', requested: address, problem, address: present, retryAtMs });
      },
    );
  }

  async close(): Promise<void> {
    await this.#listener.close();
    this.#http.closeAllConnections();
  }

  /** What was asked for meanwhile has its own answer coming. */
  #settle(requested: NetworkAddress, state: ObservedListener): void {
    if (this.#wanted !== requested) return;
    this.#state = state;
    this.#onChange();
  }
}

const RETRY_MS = 2_000;
