import type { PortRange } from '../util/port-range.js';
import type { Identity } from '../util/tls-identity.js';
import type { ServerAccess } from './server-access.js';

/**
 * The protocol between the router and an embedded server (RTSP or RTMP). The server listens on a Unix socket in
 * the state folder, so that a restarted router finds it again; both sides write one JSON object a line.
 * The server says `hello` to whoever connects, and `snapshot` after each change: always the whole truth, never a
 * difference, so nothing can be missed.
 */
export const CONTROL_PROTOCOL_VERSION = 1;

/** A line longer than this many bytes is a fault of the peer: the connection is closed. The most rules that a file can have take half of it. */
export const MAX_CONTROL_LINE_BYTES = 128 * 1024 * 1024;

export type MediaServerKind = 'rtsp' | 'rtmp';

/** Router → server. */
export type ControlRequest =
  | {
      /**
       * Listen at this address. The new listener is opened before the old one is closed, and existing
       * connections stay. Asked for the address that it already has, the server just confirms.
       */
      readonly type: 'listen';
      readonly id: number;
      readonly host: string;
      /** 0 takes a free one. */
      readonly port: number;
    }
  | {
      /**
       * Listen over TLS as well, as `listen` does, with this certificate for connections from now on; null: no longer. Answered as
       * `listen` is, but for null. A server whose `hello` does not say `knowsAccess` pays no heed to it.
       */
      readonly type: 'listen-tls';
      readonly id: number;
      readonly to: TlsListening | null;
    }
  | {
      /**
       * Who may do what, from now on; what somebody does who may no longer is ended. Before it is told, publishing over RTSP is for this
       * machine, and all else for everybody. A server whose `hello` does not say `knowsAccess` pays no heed to it.
       */
      readonly type: 'access';
      readonly access: ServerAccess;
    }
  | {
      /** Take UDP ports from this range only, for sessions from now on; null: any. (RTSP only.) As `access`, for who knows that. */
      readonly type: 'udp-ports';
      readonly range: PortRange | null;
    }
  | {
      /** The paths that streams are published at, and for how long each keeps its readers without a publisher. (RTSP only.) */
      readonly type: 'paths';
      /** Milliseconds by path; all there are. A path that was among them before and is no longer keeps nobody. */
      readonly holdMs: Readonly<Record<string, number>>;
    }
  | {
      /**
       * Who may publish at a path that has a publisher, to take it over. (RTSP only.) A server whose `hello` does not say
       * `canTakeOver` pays no heed to it.
       */
      readonly type: 'successors';
      /** By path; all there are. */
      readonly expected: Readonly<Record<string, ExpectedSuccessor>>;
    }
  | {
      /** Answered by `pong`, at once by a server whose loop runs. */
      readonly type: 'ping';
    }
  | {
      /** End all sessions and exit with 0. */
      readonly type: 'shutdown';
    };

export interface TlsListening extends Identity {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** One publisher that may take a path over, once. */
export interface ExpectedSuccessor {
  /** Told in the snapshot when it publishes; no secret. */
  readonly id: string;
  /** What its URL has in {@link SUCCESSOR_PARAMETER}: whoever knows it may take the path. */
  readonly token: string;
}

/** Of the query of a successor's URL. */
export const SUCCESSOR_PARAMETER = 'successor';

/** Server → router. */
export type ControlEvent =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly server: MediaServerKind;
      readonly pid: number;
      readonly snapshot: MediaServerSnapshot;
      /** It knows `successors`. */
      readonly canTakeOver?: boolean;
      /** It knows `listen-tls` and `access`. */
      readonly knowsAccess?: boolean;
    }
  | {
      readonly type: 'listening';
      readonly id: number;
      readonly host: string;
      /** The real one, never 0. */
      readonly port: number;
    }
  | {
      readonly type: 'listen-failed';
      readonly id: number;
      /** The system's error code, such as `EADDRINUSE`. */
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'snapshot'; readonly snapshot: MediaServerSnapshot }
  | { readonly type: 'pong' };

export interface MediaServerSnapshot {
  /** Where the server listens, or null before the first `listen`. */
  readonly listening: { readonly host: string; readonly port: number } | null;
  /** Likewise over TLS; undefined of an older server. */
  readonly listeningTls?: { readonly host: string; readonly port: number } | null;
  /** How often something was refused since the server began, by why; undefined of an older server. */
  readonly refusals?: Readonly<Partial<Record<RefusalKind, number>>>;
  /** Every path that has a publisher or a reader, sorted by path. */
  readonly paths: readonly PathSnapshot[];
}

/** Why somebody was refused. */
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export const REFUSAL_KINDS = [
  'no-credentials',
  'wrong-credentials',
  /** Credentials that were right before; players come back with new ones by themselves. */
  'stale-credentials',
  'no-right',
  'path-taken',
  'bad-name',
  'no-key',
  'wrong-key',
  'after-failures',
  'too-many-connections',
  'too-many-readers',
  /** It was made to wait. */
  'too-fast',
  /** What came is not of the protocol, or nothing came in time. */
  'malformed',
  /** Whatever else a request can be refused for, but that there is no such path. */
  'bad-request',
] as const;

export interface PathSnapshot {
  readonly path: string;
  readonly publisher: PublisherSnapshot | null;
  /** RTSP readers, or RTMP players. */
  readonly readers: number;
  /** RTSP only. Counted since the path began, through all of its publishers. */
  readonly delivery?: PathDelivery;
}

export interface PathDelivery {
  /** Since when its readers wait for a publisher, in milliseconds since the Unix epoch; null while there is one. */
  readonly heldSinceMs: number | null;
  /** From publishers, and to readers. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** RTP packets that are missing in what publishers sent. */
  readonly lostPackets: number;
  /** RTP packets that were left out for readers that are too slow. */
  readonly droppedPackets: number;
  /** When the last key frame came, in milliseconds since the Unix epoch; null when none is known of. */
  readonly lastKeyFrameMs: number | null;
}

export interface PublisherSnapshot {
  /** `host:port` it came from. */
  readonly remoteAddress: string;
  /** Milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** It stays connected and sends nothing. When it sends again, `sinceMs` is that moment: a link came back. (RTMP only.) */
  readonly isSilent: boolean;
  /** Tracks that have shown up so far, in order of appearance. */
  readonly tracks: readonly TrackSnapshot[];
  /**
   * Kinds of track that the publisher said it would send (RTMP: onMetaData; RTSP: its SDP), or null when it
   * said nothing.
   */
  readonly announced: readonly TrackKind[] | null;
  /** Of one that was expected; see {@link ExpectedSuccessor}. (RTSP only.) */
  readonly successorId?: string;
}

export type TrackKind = 'video' | 'audio' | 'data';

export interface TrackSnapshot {
  readonly kind: TrackKind;
  /** The field's usual name: `H264`, `H265`, `AAC`, `Opus`, … */
  readonly codec: string;
}
