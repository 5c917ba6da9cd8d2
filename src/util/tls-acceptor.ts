import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Identity } from './tls-identity.js';

/**
 * Makes TLS connections of those that a listener takes. Without a certificate nobody is served. A handshake that takes too long ends.
 */
export class TlsAcceptor {
  readonly #onConnection: (socket: TLSSocket) => void;
  /** In a handshake. */
  readonly #waiting = new Set<Socket>();
  /** Never listens by itself: it gets its connections from {@link accept}. */
  #server: Server | null = null;

  constructor(onConnection: (socket: TLSSocket) => void) {
    this.#onConnection = onConnection;
  }

  /**
   * For connections from now on.
   * @throws an error of OpenSSL when certificate and key cannot be used
   */
  use(identity: Identity): void {
    const context = { cert: identity.cert, key: identity.key, minVersion: 'TLSv1.2' } as const;
    if (this.#server !== null) {
      this.#server.setSecureContext(context);
      return;
    }
    const server = createServer({ ...context, handshakeTimeout: HANDSHAKE_MS });
    server.on('secureConnection', (socket) => {
      // What a handshake leaves of it would end idle sessions.
      socket.setTimeout(0);
      this.#onConnection(socket);
    });
    // Whoever speaks no TLS, or trusts another certificate, is nobody's concern.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#server = server;
  }

  accept(socket: Socket): void {
    if (this.#server === null) {
      socket.destroy();
      return;
    }
    this.#waiting.add(socket);
    socket.on('close', () => this.#waiting.delete(socket));
    socket.on('error', () => socket.destroy());
    this.#server.emit('connection', socket);
  }

  /** Ends what is still in a handshake or open. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}

const HANDSHAKE_MS = 10_000;
