import { connect, type Socket } from 'node:net';
import { type OnPacket, type RtspMessage, RtspWire } from './rtsp-wire.js';

/**
 * The client's end of one RTSP connection (RFC 2326), as little as it takes to play over TCP: one request at a time,
 * no credentials, and every interleaved packet given to `onPacket`.
 */
export class RtspConnection {
  readonly #socket: Socket;
  #wire: { push(chunk: Buffer): void };
  #sequence = 0;
  #waiting: Waiting | null = null;
  #failure: Error | null = null;

  constructor(host: string, port: number, onPacket: OnPacket) {
    this.#wire = new RtspWire({ onPacket, onMessage: (message) => this.#answered(message) });
    // One buffer for all connections: many readers then cost this process little.
    const callback = (size: number, buffer: Uint8Array): boolean => {
      this.#wire.push(Buffer.from(buffer.buffer, buffer.byteOffset, size));
      return true;
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer: RECEIVED, callback } });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  async request(method: string, url: string, headers: Record<string, string> = {}): Promise<RtspResponse> {
    if (this.#failure !== null) throw this.#failure;
    this.#sequence += 1;
    const lines = Object.entries({ CSeq: this.#sequence, ...headers }).map((pair) => pair.join(': '));
    this.#socket.write([`${method} ${url} RTSP/1.0`, ...lines, '', ''].join('\r\n'));
    return await new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** From now on whatever comes is only counted: the cheapest reader there is. */
  countOnly(onBytes: (count: number) => void): void {
    this.#wire = { push: ({ length }) => onBytes(length) };
  }

  close(): void {
    this.#socket.destroy();
  }

  get isClosed(): boolean {
    return this.#failure !== null;
  }

  #answered({ startLine, headers, body }: RtspMessage): void {
    this.#waiting?.resolve({ status: Number(startLine.split(' ')[1]), headers, body });
    this.#waiting = null;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = null;
  }
}

const RECEIVED = Buffer.alloc(64 * 1024);

export interface RtspResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Waiting {
  resolve(response: RtspResponse): void;
  reject(error: Error): void;
}
