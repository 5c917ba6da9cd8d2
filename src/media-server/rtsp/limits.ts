/** What a peer may make the server hold or count; nothing read from the network goes beyond these. */
export const limits = {
  connections: 4096,
  sessions: 4096,
  /** One request or header line, its line end included. */
  lineBytes: 4 * 1024,
  headerBytes: 16 * 1024,
  headerCount: 64,
  bodyBytes: 64 * 1024,
  pathBytes: 256,
  tracks: 16,
  /** Alternatives of one Transport header. */
  transports: 16,
  sessionsPerConnection: 8,
  /** What fits into one UDP datagram over IPv4. */
  rtpPacketBytes: 65_507,
  cacheBytes: 16 * 1024 * 1024,
  cacheMs: 20_000,
  /** Unsent bytes of one reader before packets are dropped. */
  readerQueueBytes: 4 * 1024 * 1024,
} as const;

/** Deadlines, in milliseconds. */
export interface Timeouts {
  /** From connecting to the first complete request. */
  readonly firstRequestMs: number;
  /** A connection without session, since its last request. */
  readonly idleMs: number;
  /** A session, since the last sign of life of its peer; also what the Session header says. */
  readonly sessionMs: number;
  /** A TCP reader that has unsent bytes and takes none. */
  readonly stuckReaderMs: number;
  /** A connection that we ended, until its peer has taken everything and ended it as well. */
  readonly flushMs: number;
  /** For how long the readers of a path whose publisher has gone are kept; 0: not at all. */
  readonly holdMs: number;
  /** How often deadlines are looked at. */
  readonly sweepMs: number;
}

export const defaultTimeouts: Timeouts = {
  firstRequestMs: 10_000,
  idleMs: 60_000,
  sessionMs: 60_000,
  stuckReaderMs: 15_000,
  flushMs: 10_000,
  holdMs: 60_000,
  sweepMs: 1_000,
};
