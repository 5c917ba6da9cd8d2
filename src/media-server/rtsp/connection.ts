import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { formatNetworkAddress } from '../../util/network-address.js';
import type { Holder } from '../memory-budget.js';
import { plainAddress } from '../remote-address.js';
import { Challenge } from './access/challenge.js';
import { ProtocolError, RequestError } from './errors.js';
import { limits } from './limits.js';
import { MessageReader, type RequestLine, type RtspRequest, requestLine } from './message-reader.js';
import { type Answer, handleRequest, type MethodHost, type RequestPeer } from './methods.js';
import type { PublisherSession } from './publisher-session.js';
import { formatResponse } from './response.js';
import type { Session } from './session.js';
import type { StatusCode } from './status.js';
import { TcpSink } from './tcp-sink.js';

/** One TCP connection: requests in, responses and interleaved packets out. */
export class Connection implements RequestPeer, Holder {
  readonly host: MethodHost;
  readonly remoteAddress: string;
  readonly remote: string;
  readonly localAddress: string;
  readonly isEncrypted: boolean;
  readonly challenge: Challenge;
  isKnown = false;
  /** What it was refused for want of credentials: a player gives them when asked, and then nothing is amiss. */
  #unknown: RequestError | undefined;
  userAgent = '';
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #reader: MessageReader<RequestLine>;
  readonly #sessions = new Map<string, Session>();
  /** The one that the interleaved frames are for. */
  #publisher: PublisherSession | undefined;
  readonly #connectedMs = performance.now();
  #lastDataMs = this.#connectedMs;
  #lastRequestMs: number | undefined;
  /** Since when we have ended it, and only wait for the peer. */
  #endedMs: number | undefined;

  constructor(socket: Socket, host: MethodHost, isEncrypted = false) {
    this.#socket = socket;
    this.isEncrypted = isEncrypted;
    this.challenge = new Challenge(isEncrypted);
    this.host = host;
    this.remoteAddress = plainAddress(socket.remoteAddress ?? '');
    this.remote = formatNetworkAddress({ host: this.remoteAddress, port: socket.remotePort ?? 0 });
    this.localAddress = plainAddress(socket.localAddress ?? '');
    this.#log = host.log.child({ remoteAddress: this.remote });
    this.#reader = new MessageReader(requestLine, {
      onMessage: (request) => this.#request(request),
      onFrames: (frames) => this.#publisher?.receive(frames),
    });
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
  }

  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed || this.#endedMs !== undefined;
  }

  adopt(session: Session): void {
    this.#sessions.set(session.id, session);
  }

  release(sessionId: string, end: boolean): void {
    this.#sessions.delete(sessionId);
    if (this.#publisher?.id === sessionId) this.#publisher = undefined;
    if (end) this.end();
  }

  receiveFrames(session: PublisherSession): void {
    this.#publisher = session;
  }

  /** What it has begun to send, and what it has not taken yet. */
  get sizeBytes(): number {
    return this.#reader.pendingBytes + this.#socket.writableLength;
  }

  get isPublisher(): boolean {
    return this.#publisher !== undefined;
  }

  giveUp(): void {
    this.#log.warn({ bytes: this.sizeBytes }, 'connection closed: all together hold too much memory');
    this.destroy();
  }

  sendFrame(frame: Buffer): void {
    const { writable, writableLength } = this.#socket;
    if (writable && this.#endedMs === undefined && writableLength <= MAX_UNREAD_BYTES)
      this.#socket.write(frame);
  }

  createSink(onDropped: (packets: number) => void): TcpSink {
    return new TcpSink(this.#socket, performance.now(), onDropped);
  }

  /** Ends the connection once everything written has left. */
  end(): void {
    if (this.isClosed) return;
    this.#endedMs = performance.now();
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Enforces the deadlines; called once in a while. */
  sweep(nowMs: number): void {
    const { timeouts } = this.host;
    if (this.#endedMs !== undefined) {
      if (nowMs - this.#endedMs > timeouts.flushMs) this.destroy();
      return;
    }
    if (this.#lastRequestMs === undefined) {
      if (nowMs - this.#connectedMs > timeouts.firstRequestMs) this.#close('no request came');
      return;
    }
    for (const session of this.#sessions.values()) {
      if (session.role !== 'read' || session.stuckMs(nowMs) <= timeouts.stuckReaderMs) continue;
      session.end('reader takes nothing');
      this.destroy();
      return;
    }
    if (this.#publisher !== undefined && nowMs - this.#lastDataMs > timeouts.sessionMs) {
      this.#publisher.end('publisher sends nothing');
      this.end();
      return;
    }
    if (this.#sessions.size === 0 && nowMs - this.#lastRequestMs > timeouts.idleMs) this.#close('idle');
  }

  #receive(chunk: Buffer): void {
    if (this.#endedMs !== undefined) return;
    this.#lastDataMs = performance.now();
    this.#guard(() => this.#reader.push(chunk));
  }

  /** Runs what parses: nothing that a peer sends may throw any further. */
  #guard(parse: () => void): void {
    try {
      parse();
    } catch (error) {
      if (error instanceof ProtocolError) {
        const what = { remoteAddress: this.remote, code: error.code, reason: error.message };
        this.host.refusals.note('malformed', what, 'connection refused: not RTSP');
        this.#write({ status: error.status });
      } else {
        this.#log.error({ err: error }, 'unexpected error, the connection ends');
        this.#write({ status: 500 });
      }
      this.end();
    }
  }

  #request(request: RtspRequest): void {
    // A connection that we have ended takes no more, also not from the same chunk.
    if (this.#endedMs !== undefined) return;
    this.#lastRequestMs = performance.now();
    this.userAgent = request.headers.get('user-agent') ?? this.userAgent;
    // RFC 2326 12.17: every request has a CSeq, and its response the same.
    const cseq = request.headers.get('cseq');
    if (cseq === undefined || !/^\d{1,10}$/.test(cseq)) {
      this.#write({ status: 400 });
      return;
    }
    let answer: Answer | Promise<Answer>;
    try {
      answer = handleRequest(this, request);
    } catch (error) {
      answer = this.#refusal(request, error);
    }
    if (!(answer instanceof Promise)) {
      this.#answer(answer, cseq);
      return;
    }
    // What comes after this request waits for its answer.
    this.#reader.pause();
    this.#socket.pause();
    answer
      .catch((error: unknown) => this.#refusal(request, error))
      .then((settled) => {
        if (this.isClosed) return;
        this.#answer(settled, cseq);
        this.#socket.resume();
        this.#guard(() => this.#reader.resume());
      })
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'unexpected error, the connection ends');
        this.destroy();
      });
  }

  #refusal(request: RtspRequest, error: unknown): Answer {
    if (!(error instanceof RequestError)) throw error;
    const { status, message, kind, headers } = error;
    const { method } = request;
    if (kind === 'no-credentials') {
      this.#unknown = error;
      return { status, headers };
    }
    if (kind !== undefined) {
      // It has given some.
      this.#unknown = undefined;
      this.host.refusals.note(kind, {
        remoteAddress: this.remote,
        method,
        path: loggablePath(request.url),
        reason: message,
      });
      return { status, headers };
    }
    const what = {
      remoteAddress: this.remote,
      method,
      path: loggablePath(request.url),
      status,
      reason: message,
    };
    // Players that poll a path without publisher are everyday life.
    if (status === 404) this.#log.debug(what, 'request refused');
    else this.host.refusals.note('bad-request', what, 'request refused');
    return { status };
  }

  #answer(answer: Answer, cseq: string): void {
    this.#write(answer, cseq);
    answer.after?.();
  }

  #write(answer: Answer & { status: StatusCode }, cseq?: string): void {
    if (!this.#socket.writable || this.#endedMs !== undefined) return;
    const headers: (readonly [string, string])[] = cseq === undefined ? [] : [['CSeq', cseq]];
    headers.push(['Server', 'KazStreamLink'], ...(answer.headers ?? []));
    this.#socket.write(formatResponse({ ...answer, headers }));
    const isReading = [...this.#sessions.values()].some(
      (session) => session.role === 'read' && session.isReading,
    );
    const maxBytes = isReading
      ? limits.readerQueueBytes + limits.cacheBytes + MAX_UNREAD_BYTES
      : MAX_UNREAD_BYTES;
    if (this.#socket.writableLength <= maxBytes) return;
    this.#log.warn('connection closed: requests without reading the responses');
    this.destroy();
  }

  #close(reason: string): void {
    this.#log.info({ reason }, 'connection closed');
    this.end();
  }

  #closed(): void {
    if (this.#unknown !== undefined && !this.isKnown)
      this.host.refusals.note('no-credentials', {
        remoteAddress: this.remote,
        reason: this.#unknown.message,
      });
    for (const session of [...this.#sessions.values()]) {
      // A session over UDP isn't tied to a connection; but our publishers always keep theirs, and it tells at once
      // that one was killed.
      if (session.role === 'read' && session.transports.lower === 'udp') continue;
      session.end('connection closed');
    }
  }
}

const MAX_UNREAD_BYTES = 256 * 1024;

/** No user, password or query, and nothing that steers a terminal. */
function loggablePath(url: string): string | undefined {
  const path = /^rtsps?:\/\/[^/?]*(?<path>\/[^?]{0,256})/i.exec(url)?.groups?.['path'];
  return path?.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
