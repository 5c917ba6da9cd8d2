/** What a server or a viewer may make this program hold; nothing read from the network goes beyond these. */
export const limits = {
  /** One picture as it is coded: a key frame of 4K in the best quality has some 2 MiB. */
  accessUnitBytes: 8 * 1024 * 1024,
  nalUnitsPerAccessUnit: 4_096,
  parameterSetBytes: 4_096,
  /** Of one kind: H.264 knows 32 SPS and 256 PPS, encoders use one or two. */
  parameterSetsOfAKind: 16,
  /** 13 bits in RFC 3640's usual mode; 16 are the most that any header has here. */
  audioUnitBytes: 64 * 1024,
  /** What is kept for viewers that join: the same as the RTSP server keeps for its readers. */
  groupBytes: 16 * 1024 * 1024,
  groupS: 20,
  /** Unsent bytes of one viewer, what it got at once when it joined not counted. */
  viewerQueueBytes: 4 * 1024 * 1024,
  viewers: 64,
  /** Stills that are being fetched, and requests that wait for their turn. */
  stillsAtOnce: 16,
  stillsWaiting: 1_024,
} as const;

/** Deadlines and intervals, in milliseconds. */
export const timing = {
  /** From connecting to the answer to PLAY. */
  openMs: 5_000,
  /** For a key frame, when it does not come at once. */
  stillMs: 5_000,
  liveMs: 20_000,
  /** How long a request for a still may wait for its turn. */
  stillTurnMs: 10_000,
  stillKeptMs: 1_000,
  /** A server that is asked to keep the session and does not answer is gone. */
  keepAliveMs: 15_000,
  /** What comes after nothing came for so long may be a heap: what comes at once. */
  silenceMs: 250,
  /** It has come to its end when for so long nothing came faster than it happens, or when it has lasted so long. */
  quietMs: 20,
  /** The same when a stream goes on: it comes through an FFmpeg that has just begun. */
  quietAgainMs: 60,
  settleMs: 500,
  /** A viewer to whom bytes wait for so long loses what follows, up to the next key frame. */
  behindMs: 1_000,
  /** One who takes nothing at all for so long is ended. */
  stuckMs: 15_000,
} as const;
