import { createServer, type Server, type Socket } from 'node:net';

/** A TCP server on loopback that can be closed, connections included, and opened again at the same port. */
export class RestartableListener {
  readonly #onConnection: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #connections = 0;

  constructor(onConnection: (socket: Socket) => void) {
    this.#onConnection = onConnection;
  }

  /** 0 before the first {@link listen}; it stays through {@link close}. */
  get port(): number {
    return this.#port;
  }

  /** How many have ever connected. */
  get connections(): number {
    return this.#connections;
  }

  /** Those that are connected now. */
  get sockets(): ReadonlySet<Socket> {
    return this.#sockets;
  }

  /** Resolves with the port. Rejects with the system's error. */
  async listen(): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    return this.#port;
  }

  /** Ends listener and connections: from now on who connects is refused. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.#connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    this.#onConnection(socket);
  }
}
