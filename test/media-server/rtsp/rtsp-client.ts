import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Logger, pino } from 'pino';
import { defaultTimeouts, type Timeouts } from '../../../src/media-server/rtsp/limits.js';
import { createRtspServer } from '../../../src/media-server/rtsp/server.js';
import type { MediaServer } from '../../../src/media-server/run-server-process.js';
import { sdpOfTwo } from './rtp-samples.js';

export interface TestServer {
  readonly server: MediaServer;
  readonly port: number;
  readonly lines: Record<string, unknown>[];
  changes(): number;
}

export async function startServer(
  timeouts: Partial<Timeouts> = {},
  budgetBytes?: number,
): Promise<TestServer> {
  const lines: Record<string, unknown>[] = [];
  const log: Logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  let changes = 0;
  const server = createRtspServer(
    { log, onChange: () => changes++ },
    { ...defaultTimeouts, ...timeouts },
    budgetBytes,
  );
  const { port } = await server.listen('127.0.0.1', 0);
  return { server, port, lines, changes: () => changes };
}

/** A client that speaks RTSP by hand over one TCP connection. */
export class RtspClient {
  readonly socket: Socket;
  readonly frames: Buffer[] = [];
  readonly ended: Promise<unknown>;
  readonly #host: string;
  readonly #port: number;
  readonly #onFrame: (frame: Buffer) => void;
  #trickle: NodeJS.Timeout | undefined;
  #pending = Buffer.alloc(0);
  #cseq = 0;
  #responses: RawResponse[] = [];
  #waiting: (() => void)[] = [];

  constructor(port: number, { onFrame, readBytes, host = '127.0.0.1' }: RtspClientOptions = {}) {
    this.#host = host;
    this.#port = port;
    this.#onFrame = onFrame ?? ((frame) => this.frames.push(frame));
    if (readBytes === undefined) {
      this.socket = connect(port, host);
      this.socket.on('data', (chunk) => this.#receive(chunk));
    } else {
      const callback = (size: number, buffer: Uint8Array): boolean => {
        this.#receive(Buffer.from(buffer.subarray(0, size)));
        return this.#trickle === undefined;
      };
      this.socket = connect({
        host,
        port,
        onread: { buffer: Buffer.alloc(readBytes), callback },
      });
    }
    this.ended = once(this.socket, 'end');
    this.ended.catch(() => {});
    this.socket.on('error', () => {});
    this.socket.on('close', () => clearInterval(this.#trickle));
  }

  /** From now on it reads no more than `readBytes` at a time, so often. */
  trickle(everyMs: number): void {
    this.#trickle = setInterval(() => this.socket.resume(), everyMs);
  }

  url(path: string): string {
    return `rtsp://${this.#host}:${this.#port}/${path}`;
  }

  async request(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body = '',
  ): Promise<RawResponse> {
    this.#cseq++;
    const url = path === '*' ? path : this.url(path);
    const all = {
      CSeq: String(this.#cseq),
      ...headers,
      ...(body === '' ? {} : { 'Content-Length': String(body.length) }),
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`${method} ${url} RTSP/1.0\r\n${head.join('')}\r\n${body}`);
    return this.response();
  }

  async response(): Promise<RawResponse> {
    await this.until(() => this.#responses.length > 0);
    const response = this.#responses.shift();
    if (response === undefined) throw new Error('no response');
    return response;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** ANNOUNCE, SETUP of both tracks, RECORD; the session. */
  async publish(path: string): Promise<string> {
    const announced = await this.request('ANNOUNCE', path, { 'Content-Type': 'application/sdp' }, sdpOfTwo);
    if (announced.status !== 200) throw new Error(`ANNOUNCE: ${announced.status}`);
    for (const track of [0, 1]) {
      await this.request('SETUP', `${path}/streamid=${track}`, {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${2 * track}-${2 * track + 1};mode=record`,
      });
    }
    const session = sessionOf(announced);
    const recorded = await this.request('RECORD', path, { Session: session });
    if (recorded.status !== 200) throw new Error(`RECORD: ${recorded.status}`);
    return session;
  }

  /** SETUP of both tracks over TCP; the session. */
  async setup(path: string): Promise<string> {
    const first = await this.request('SETUP', `${path}/trackID=0`, { Transport: tcpTransport(0) });
    const session = sessionOf(first);
    await this.request('SETUP', `${path}/trackID=1`, { Transport: tcpTransport(2), Session: session });
    return session;
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#take());
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #take(): boolean {
    const data = this.#pending;
    if (data[0] === 0x24) {
      if (data.length < 4) return false;
      const end = 4 + data.readUInt16BE(2);
      if (data.length < end) return false;
      this.#onFrame(data.subarray(0, end));
      this.#pending = data.subarray(end);
      return true;
    }
    const headEnd = data.indexOf('\r\n\r\n');
    if (headEnd === -1) return false;
    const [statusLine = '', ...lines] = data.toString('utf8', 0, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
    );
    const end = headEnd + 4 + Number(headers.get('content-length') ?? 0);
    if (data.length < end) return false;
    this.#responses.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: data.toString('utf8', headEnd + 4, end),
    });
    this.#pending = data.subarray(end);
    return true;
  }
}

export interface RtspClientOptions {
  /** This machine without it. */
  readonly host?: string;
  /** Gets the interleaved frames in place of {@link RtspClient.frames}. */
  readonly onFrame?: (frame: Buffer) => void;
  /** The most that is taken from the system at once; see {@link RtspClient.trickle}. */
  readonly readBytes?: number;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Map<string, string>;
  readonly body: string;
}

export function sessionOf({ headers }: RawResponse): string {
  return headers.get('session')?.split(';')[0] ?? '';
}

export function tcpTransport(channel: number): string {
  return `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`;
}
