import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { TlsListening } from '../state/control-protocol.js';
import { type ListenAddress, MovableListener } from '../util/movable-listener.js';
import { TlsAcceptor } from '../util/tls-acceptor.js';

/** Where an embedded server listens: plainly, and where asked to also over TLS. Connections of both come to the same sessions. */
export class ServerListeners {
  readonly #plain: MovableListener;
  readonly #tls: MovableListener;
  readonly #acceptor: TlsAcceptor;
  readonly #options: ServerListenersOptions;

  constructor(options: ServerListenersOptions) {
    this.#options = options;
    this.#plain = new MovableListener((socket) => {
      if (options.mayConnect(socket)) options.onConnection(socket, false);
      else socket.destroy();
    });
    this.#acceptor = new TlsAcceptor((socket) => options.onConnection(socket, true));
    this.#tls = new MovableListener((socket) => {
      if (options.mayConnect(socket)) this.#acceptor.accept(socket);
      else socket.destroy();
    });
  }

  get address(): ListenAddress | null {
    return this.#plain.address;
  }

  get tlsAddress(): ListenAddress | null {
    return this.#tls.address;
  }

  /** See `MediaServer.listen`. */
  async listen(host: string, port: number): Promise<ListenAddress> {
    const before = this.#plain.address;
    const address = await this.#plain.listen(host, port);
    if (address !== before) this.#tell(address, 'listening');
    return address;
  }

  /** See `MediaServer.listenTls`. */
  async listenTls(to: TlsListening | null): Promise<ListenAddress | null> {
    const before = this.#tls.address;
    if (to === null) {
      await this.#tls.close();
      if (before !== null) this.#tell(before, 'no longer listening over TLS');
      return null;
    }
    this.#acceptor.use(to);
    const address = await this.#tls.listen(to.host, to.port);
    if (address !== before) this.#tell(address, 'listening over TLS');
    return address;
  }

  async close(): Promise<void> {
    await Promise.all([this.#plain.close(), this.#tls.close()]);
    this.#acceptor.close();
  }

  #tell(address: ListenAddress, what: string): void {
    this.#options.log.info({ ...address }, what);
    this.#options.onChange();
  }
}

export interface ServerListenersOptions {
  readonly log: Logger;
  onConnection(socket: Socket, isEncrypted: boolean): void;
  /** Asked first of each, before a handshake. */
  mayConnect(socket: Socket): boolean;
  onChange(): void;
}
