import { connect, type Socket } from 'node:net';

/**
 * The client's end of one RTSP connection (RFC 2326), as little as it takes to play over TCP: one request at a time,
 * no credentials, and every interleaved packet given to `onPacket`.
 */
export class RtspConnection {
  readonly #socket: Socket;
  readonly #onPacket: (channel: number, packet: Buffer) => void;
  #pending: Buffer = Buffer.alloc(0);
  #sequence = 0;
  #waiting: Waiting | null = null;
  #failure: Error | null = null;

  constructor(host: string, port: number, onPacket: (channel: number, packet: Buffer) => void) {
    this.#onPacket = onPacket;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#take(chunk));
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

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let used = 0;
    for (let size = this.#takeOne(0); size > 0; size = this.#takeOne(used)) used += size;
    this.#pending = this.#pending.subarray(used);
  }

  /** Answers how long the packet or response is that begins at `start`; 0 when it is not there in full. */
  #takeOne(start: number): number {
    const data = this.#pending.subarray(start);
    if (data.length < 4) return 0;
    // RFC 2326 10.12: "$", channel, two bytes of length
    if (data[0] !== 0x24) return this.#takeResponse(data);
    const size = 4 + data.readUInt16BE(2);
    if (data.length < size) return 0;
    this.#onPacket(data[1] ?? 0, data.subarray(4, size));
    return size;
  }

  #takeResponse(data: Buffer): number {
    const headEnd = data.indexOf('\r\n\r\n');
    if (headEnd === -1) return 0;
    const [statusLine = '', ...lines] = data.toString('utf8', 0, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const bodyStart = headEnd + 4;
    const bodyEnd = bodyStart + Number(headers.get('content-length') ?? 0);
    if (data.length < bodyEnd) return 0;
    const status = Number(statusLine.split(' ')[1]);
    this.#waiting?.resolve({ status, headers, body: data.toString('utf8', bodyStart, bodyEnd) });
    this.#waiting = null;
    return bodyEnd;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = null;
  }
}

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
