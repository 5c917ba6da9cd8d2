import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MessageReader, type RtspMessage } from '../../media-server/rtsp/message-reader.js';
import { timing } from '../limits.js';
import { PreviewProblem } from '../preview-problem.js';
import { authorization } from './authorization.js';
import type { RtspAddress } from './rtsp-address.js';
import { type StatusLine, statusLine } from './status-line.js';

/** The client's end of one RTSP connection: one request at a time, and interleaved frames in between. RFC 2326 */
export class RtspClient {
  readonly #address: RtspAddress;
  readonly #handler: RtspClientHandler;
  readonly #socket: Socket;
  readonly #reader: MessageReader<StatusLine>;
  #sequence = 0;
  #challenge: string | undefined;
  /** How often it was answered. */
  #uses = 0;
  #waiting: { resolve(response: RtspResponse): void; reject(problem: PreviewProblem): void } | undefined;
  #failure: PreviewProblem | undefined;

  constructor(address: RtspAddress, handler: RtspClientHandler) {
    this.#address = address;
    this.#handler = handler;
    this.#reader = new MessageReader(statusLine, {
      onMessage: (response) => this.#answered(response),
      onFrames: (data) => handler.onFrames(data),
    });
    const { host, port, isEncrypted } = address;
    // Certificates are not verified, as FFmpeg, which publishes there, does not by default.
    this.#socket = isEncrypted
      ? connectTls({ host, port, servername: host, rejectUnauthorized: false })
      : connect({ host, port });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#fail(unreachable(error)));
    this.#socket.on('end', () => this.#fail(closed()));
    this.#socket.on('close', () => this.#fail(closed()));
  }

  /** Rejects with PreviewProblem when there is no answer, or a refusal. */
  async request(method: string, url: string, headers: RequestHeaders = {}): Promise<RtspResponse> {
    const response = await this.#send(method, url, headers);
    if (response.status !== 401) return accepted(response);
    const isAskedAgain = this.#challenge !== undefined;
    this.#challenge = response.headers.get('www-authenticate') ?? '';
    this.#uses = 0;
    // RFC 7616 3.3: a server may want a new nonce, but then it says so.
    const isStale = /stale\s*=\s*"?true/i.test(this.#challenge);
    const { credentials } = this.#address;
    if (credentials === null || (isAskedAgain && !isStale)) return accepted(response);
    return accepted(await this.#send(method, url, headers));
  }

  /** Ends the session, if there is one, and the connection. Nothing is heard of it after this. */
  close(session?: { readonly url: string; readonly id: string }): void {
    this.#failure ??= closed();
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
    if (session === undefined || this.#socket.destroyed) {
      this.#socket.destroy();
      return;
    }
    this.#socket.end(this.#format('TEARDOWN', session.url, { Session: session.id }));
    setTimeout(() => this.#socket.destroy(), FLUSH_MS);
  }

  async #send(method: string, url: string, headers: RequestHeaders): Promise<RtspResponse> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waiting !== undefined) throw new Error('a request is on its way');
    const text = this.#format(method, url, headers);
    const deadline = setTimeout(() => this.#fail(silent()), timing.openMs);
    try {
      return await new Promise<RtspResponse>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#socket.write(text);
      });
    } finally {
      clearTimeout(deadline);
    }
  }

  #format(method: string, url: string, headers: RequestHeaders): string {
    this.#sequence += 1;
    const { credentials } = this.#address;
    const authorized =
      credentials === null || this.#challenge === undefined
        ? undefined
        : authorization(this.#challenge, credentials, { method, url }, ++this.#uses);
    const all = {
      CSeq: String(this.#sequence),
      'User-Agent': this.#handler.userAgent,
      ...headers,
      ...(authorized === undefined ? {} : { Authorization: authorized }),
    };
    const lines = Object.entries(all).map((pair) => `${pair.join(': ')}\r\n`);
    return `${method} ${url} RTSP/1.0\r\n${lines.join('')}\r\n`;
  }

  #receive(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(
        new PreviewProblem('server-unreachable', `What the RTSP server says is no RTSP: ${String(error)}.`),
      );
    }
  }

  #answered(response: RtspResponse): void {
    this.#waiting?.resolve(response);
    this.#waiting = undefined;
  }

  #fail(problem: PreviewProblem): void {
    if (this.#failure !== undefined) return;
    this.#failure = problem;
    this.#socket.destroy();
    this.#waiting?.reject(problem);
    this.#waiting = undefined;
    this.#handler.onClosed(problem);
  }
}

export interface RtspClientHandler {
  readonly userAgent: string;
  /** Whole interleaved frames, one after the other. RFC 2326 10.12 */
  onFrames(data: Buffer): void;
  /** Once, and not after {@link RtspClient.close}. */
  onClosed(problem: PreviewProblem): void;
}

export type RtspResponse = RtspMessage<StatusLine>;

export type RequestHeaders = Readonly<Record<string, string>>;

const FLUSH_MS = 200;

function accepted(response: RtspResponse): RtspResponse {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  if (status === 404) {
    throw new PreviewProblem('not-found', 'Nothing is published at the path of the stream at the moment.');
  }
  if (status === 401 || status === 403) {
    throw new PreviewProblem(
      'server-refused',
      `The RTSP server lets the router not read what it publishes there (${status}).`,
      'Allow the user of the URL to read as well as to publish.',
    );
  }
  throw new PreviewProblem('server-refused', `The RTSP server answered ${status}.`);
}

function unreachable(error: NodeJS.ErrnoException): PreviewProblem {
  return new PreviewProblem(
    'server-unreachable',
    `The RTSP server cannot be reached (${error.code ?? 'error'}).`,
  );
}

function closed(): PreviewProblem {
  return new PreviewProblem('server-unreachable', 'The RTSP server has closed the connection.');
}

function silent(): PreviewProblem {
  return new PreviewProblem('server-unreachable', 'The RTSP server does not answer.');
}
