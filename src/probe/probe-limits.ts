/** Every time and size of a probe. */
export const probeLimits = {
  /** What did not connect, or whose name was not resolved, within this is given up. */
  connectMs: 2_000,
  /** For each of: TLS handshake, RTMP handshake, `connect`, `createStream`. */
  stepMs: 3_000,
  /** Without media for this long after `play` the stream is not there. */
  silenceMs: 2_000,
  /** How long a connection on which nothing plays yet is kept before another one replaces it. */
  holdMs: 10_000,
  /** From the end of an attempt that found the source dead to the next one. */
  deadRetryMs: 1_000,
  /** From the end of an attempt that found it alive to the next one. */
  aliveRetryMs: 2_000,
  /** Share by which the waits above are shortened or lengthened at random, so that those that began together part. */
  jitter: 0.1,

  /** 50 a second, each by itself. */
  plays: { perTick: 1, tickMs: 20 },
  /**
   * 250 a second, many at a time, since waking up costs as much as connecting: 500 ports that refuse take 3.7 % of a
   * core so, and 6.8 % at 400 a second in ticks of 20 ms (`npm run bench -- dead-sources`).
   */
  connects: { perTick: 25, tickMs: 100 },

  /** How long the addresses of a host are believed, and that it has none. */
  addressMs: 5_000,
  noAddressMs: 1_000,

  /** The first message of a track is its codec's header; codecs without one begin with a key frame. */
  messageBytes: 4 * 1024 * 1024,
  partialBytes: 8 * 1024 * 1024,
  /** Of all that comes before the first media. */
  receivedBytes: 16 * 1024 * 1024,
} as const;
