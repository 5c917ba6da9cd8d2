import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObservedListener } from '../state/observed-state.js';
import type { NetworkAddress } from '../util/network-address.js';

/** The TCP listener of the API: opens, moves and closes, and says where it is. The new one opens before the old closes. */
export class HttpListener {
  readonly #handler: RequestListener;
  readonly #onChange: () => void;
  #state: ObservedListener = { phase: 'off' };
  #server: Server | null = null;
  #address: NetworkAddress | null = null;
  #wanted: NetworkAddress | null = null;

  constructor(handler: RequestListener, onChange: () => void) {
    this.#handler = handler;
    this.#onChange = onChange;
  }

  get state(): ObservedListener {
    return this.#state;
  }

  listen(address: NetworkAddress | null): void {
    this.#wanted = address;
    if (address === null) {
      this.#replaceServer(null, null);
      this.#state = { phase: 'off' };
      this.#onChange();
      return;
    }
    this.#state = { phase: 'opening', requested: address };
    const server = createServer(this.#handler);
    server.once('error', (error: NodeJS.ErrnoException) => this.#onError(address, error));
    server.listen(address.port, address.host, () => this.#onListening(address, server));
  }

  close(): void {
    this.listen(null);
  }

  #onListening(requested: NetworkAddress, server: Server): void {
    if (this.#wanted !== requested) {
      server.close();
      return;
    }
    const { address, port } = server.address() as AddressInfo;
    this.#replaceServer(server, { host: address, port });
    this.#state = { phase: 'open', requested, address: { host: address, port }, sinceMs: Date.now() };
    this.#onChange();
  }

  #onError(requested: NetworkAddress, error: NodeJS.ErrnoException): void {
    if (this.#wanted !== requested) return;
    this.#state = {
      phase: 'failed',
      requested,
      problem: { code: error.code ?? 'UNKNOWN', message: error.message },
      address: this.#address,
      retryAtMs: Date.now() + RETRY_MS,
    };
    this.#onChange();
  }

  #replaceServer(server: Server | null, address: NetworkAddress | null): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = server;
    this.#address = address;
  }
}

const RETRY_MS = 2_000;
