import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  MessageReader,
  type RtspRequest,
  requestLine,
} from '../../../src/media-server/rtsp/message-reader.js';
import { RestartableListener } from './restartable-listener.js';

/**
 * An RTSP server for one kind of publisher, FFmpeg, that goes wrong in a way of its choice. The behaviour can be changed at
 * any time and counts for what comes next, so that a server can get well again.
 */
export class MisbehavingRtsp extends RestartableListener {
  behaviour: RtspBehaviour;
  /** Bytes of media that publishers have sent, over all connections. */
  mediaBytes = 0;
  /** Who publishes at a path, where only one may. */
  readonly publishers = new Map<string, Socket>();

  constructor(behaviour: RtspBehaviour = { kind: 'well' }) {
    super((socket) => this.#serve(socket));
    this.behaviour = behaviour;
  }

  /** `rtsp://…` of a path here, with credentials if there are some. */
  url(path: string, credentials?: string): string {
    return `rtsp://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${this.port}/${path}`;
  }

  #serve(socket: Socket): void {
    const publisher = new Publisher(socket, this);
    const reader = new MessageReader(requestLine, publisher);
    socket.on('data', (chunk) => reader.push(chunk));
  }
}

export type RtspBehaviour =
  | { readonly kind: 'well' }
  /** Whoever comes to a path throws out the one before, as MediaMTX does with `overridePublisher`. */
  | { readonly kind: 'overrides' }
  /** Answers this method (ANNOUNCE unless told otherwise) with this status. RECORD with 400: the path is taken. */
  | { readonly kind: 'answers'; readonly status: number; readonly to?: RtspMethod }
  /** Takes the connection and what comes, and never answers this method (OPTIONS unless told otherwise). */
  | { readonly kind: 'silent'; readonly at?: RtspMethod }
  /** Reads nothing any more after so many bytes of media. */
  | { readonly kind: 'stops-reading'; readonly afterBytes: number }
  /** Ends the connection after so many bytes of media, by FIN or by RST. */
  | { readonly kind: 'closes' | 'resets'; readonly afterBytes: number }
  | {
      readonly kind: 'wants-credentials';
      readonly scheme: 'Basic' | 'Digest';
      readonly user: string;
      readonly password: string;
    };

export type RtspMethod = 'OPTIONS' | 'ANNOUNCE' | 'SETUP' | 'RECORD';

class Publisher {
  readonly #socket: Socket;
  readonly #server: MisbehavingRtsp;
  #mediaBytes = 0;

  constructor(socket: Socket, server: MisbehavingRtsp) {
    this.#socket = socket;
    this.#server = server;
  }

  onFrames(data: Buffer): void {
    this.#mediaBytes += data.length;
    this.#server.mediaBytes += data.length;
    const { behaviour } = this.#server;
    if (!('afterBytes' in behaviour) || this.#mediaBytes < behaviour.afterBytes) return;
    switch (behaviour.kind) {
      case 'stops-reading':
        this.#socket.pause();
        return;
      case 'closes':
        this.#socket.end();
        return;
      case 'resets':
        this.#socket.resetAndDestroy();
        return;
      default:
        behaviour satisfies never;
    }
  }

  onMessage(request: RtspRequest): void {
    const { behaviour } = this.#server;
    if (behaviour.kind === 'silent' && request.method === (behaviour.at ?? 'OPTIONS')) return;
    if (behaviour.kind === 'answers' && request.method === (behaviour.to ?? 'ANNOUNCE')) {
      this.#answer(request, behaviour.status);
      return;
    }
    if (behaviour.kind === 'wants-credentials' && request.method === 'ANNOUNCE') {
      if (!isAuthorised(request, behaviour)) {
        this.#answer(request, 401, [`WWW-Authenticate: ${challenge(behaviour.scheme)}`]);
        return;
      }
    }
    if (behaviour.kind === 'overrides' && request.method === 'RECORD') {
      this.#server.publishers.get(request.url)?.destroy();
      this.#server.publishers.set(request.url, this.#socket);
    }
    const transport = request.headers.get('transport');
    this.#answer(request, 200, transport === undefined ? [] : [`Transport: ${transport}`]);
  }

  #answer({ headers }: RtspRequest, status: number, more: readonly string[] = []): void {
    const lines = [`RTSP/1.0 ${status} ${PHRASES[status] ?? 'Status'}`, `CSeq: ${headers.get('cseq') ?? 0}`];
    this.#socket.write(`${[...lines, 'Session: 1', ...more].join('\r\n')}\r\n\r\n`);
  }
}

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

type Credentials = Extract<RtspBehaviour, { readonly kind: 'wants-credentials' }>;

const REALM = 'misbehaving';
const NONCE = '0123456789abcdef';

function challenge(scheme: Credentials['scheme']): string {
  return scheme === 'Basic' ? `Basic realm="${REALM}"` : `Digest realm="${REALM}", nonce="${NONCE}"`;
}

/** RFC 2617, 2 and 3.2.2 (without qop, as RTSP servers ask). */
function isAuthorised({ method, headers }: RtspRequest, { scheme, user, password }: Credentials): boolean {
  const given = headers.get('authorization') ?? '';
  if (scheme === 'Basic') return given === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(given)?.[1] ?? '';
  const expected = md5(
    [md5(`${user}:${REALM}:${password}`), NONCE, md5(`${method}:${field('uri')}`)].join(':'),
  );
  return field('username') === user && field('response') === expected;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
