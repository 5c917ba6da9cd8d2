import { createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP listener that can move to another address while its connections stay. Each connection is handed to
 * `onConnection` with `noDelay` set.
 */
export class MovableListener {
  readonly #onConnection: (socket: Socket) => void;
  #present: Listening | undefined;
  /** Requests are served one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(onConnection: (socket: Socket) => void) {
    this.#onConnection = onConnection;
  }

  /** Where it listens; the port is never 0. */
  get address(): ListenAddress | null {
    return this.#present?.address ?? null;
  }

  /**
   * Opens the new listener, then closes the one before it. Rejects with the system's error, and then the one before
   * it stays. Asked for where it already listens, it answers just that.
   */
  listen(host: string, port: number): Promise<ListenAddress> {
    const result = this.#last.then(() => this.#move(host, port));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Stops listening; connections stay. */
  async close(): Promise<void> {
    await this.#last;
    this.#present?.server.close();
    this.#present = undefined;
  }

  async #move(host: string, port: number): Promise<ListenAddress> {
    const before = this.#present;
    if (before?.host === host && (port === before.port || port === before.address.port))
      return before.address;
    try {
      this.#present = await open(host, port, this.#onConnection);
      before?.server.close();
    } catch (error) {
      // 127.0.0.1 and 0.0.0.0 with one port exclude each other: then the old listener has to go first.
      if (before === undefined || !isAddressInUse(error) || port !== before.address.port) throw error;
      before.server.close();
      this.#present = undefined;
      try {
        this.#present = await open(host, port, this.#onConnection);
      } catch (cause) {
        this.#present = await open(before.host, before.address.port, this.#onConnection);
        throw cause;
      }
    }
    return this.#present.address;
  }
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

interface Listening {
  readonly server: Server;
  /** As asked for. */
  readonly host: string;
  readonly port: number;
  readonly address: ListenAddress;
}

async function open(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Listening> {
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 },
    onConnection,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A listener in use fails only for want of descriptors: then that connection is lost, and no other.
  server.on('error', () => undefined);
  const address = server.address();
  const realPort = typeof address === 'object' && address !== null ? address.port : port;
  return { server, host, port, address: { host, port: realPort } };
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}
