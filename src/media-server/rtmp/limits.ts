/** Every bound on what a peer can make the server hold or wait for. */
export const limits = {
  /** Handshake, connect and publish or play must be done within this. */
  setupMs: 10_000,
  /** A publisher that sends no byte for this long is gone. */
  publisherSilenceMs: 60_000,
  /** A publisher silent for this long is told to be so, and gives way to another one: an encoder that lost its link comes back. */
  publisherYieldMs: 5_000,
  /** A player of whose queue nothing was taken for this long is closed. */
  playerStallMs: 15_000,
  /** What is still queued for a connection that ends has this long to leave. */
  closeGraceMs: 5_000,
  /** The same when the whole server closes. */
  shutdownGraceMs: 500,

  connections: 4096,
  chunkStreams: 64,
  /** Before a publisher is accepted only commands come, so that strangers can't make the server hold more. */
  setupMessageBytes: 64 * 1024,
  setupPartialBytes: 256 * 1024,
  /** The message header's three bytes of length end just below 16 MiB. */
  messageBytes: 16 * 1024 * 1024,
  partialBytes: 32 * 1024 * 1024,
  commandBytes: 64 * 1024,
  dataBytes: 1024 * 1024,

  amfDepth: 16,
  amfValues: 10_000,
  amfStringBytes: 64 * 1024,
  pathBytes: 256,

  gopBytes: 16 * 1024 * 1024,
  gopMs: 20_000,
  gopMessages: 20_000,
  headers: 32,
  headerBytes: 4 * 1024 * 1024,
  tracks: 16,

  /** Beyond this a player gets no media until a key frame. */
  playerQueueBytes: 8 * 1024 * 1024,
  /** Beyond this, reached only by headers and replies, a connection is closed: a burst and a queue fit. */
  connectionQueueBytes: 40 * 1024 * 1024,
} as const;
