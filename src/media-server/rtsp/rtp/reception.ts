import type { ReportBlock } from './receiver-report.js';

/** What of a publisher's track has arrived, as receiver reports tell it. RFC 3550 A.3 and A.8 */
export class Reception {
  readonly #clockRateHz: number;
  #source: Source | undefined;

  /** @param clockRateHz video's where it is not known: only the jitter needs it */
  constructor(clockRateHz = 90_000) {
    this.#clockRateHz = clockRateHz;
  }

  /** @param nowMs monotonic */
  packet(ssrc: number, sequence: number, timestamp: number, nowMs: number): void {
    const arrivalUnits = (nowMs / 1000) * this.#clockRateHz;
    let source = this.#source;
    if (source?.ssrc !== ssrc) {
      source = newSource(ssrc, sequence);
      this.#source = source;
    }
    const ahead = (sequence - source.highest) & 0xffff;
    // Duplicates and what comes late are ahead by nearly a whole round.
    if (ahead < 0x8000) {
      if (sequence < (source.highest & 0xffff)) source.rounds++;
      source.highest = sequence;
    }
    source.received++;
    // Transit times have an offset that nobody knows, and timestamps are modulo 2³²: only their difference counts.
    const transit = (Math.trunc(arrivalUnits) - timestamp) | 0;
    if (source.received > 1) source.jitter += (Math.abs((transit - source.transit) | 0) - source.jitter) / 16;
    source.transit = transit;
  }

  /** A sender report of the track came. */
  report(ntpTime: bigint, nowMs: number): void {
    if (this.#source !== undefined)
      this.#source.sent = { middle: Number((ntpTime >> 16n) & 0xffff_ffffn), atMs: nowMs };
  }

  /** Since the one before. Undefined as long as nothing came. */
  block(nowMs: number): ReportBlock | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const expected = source.rounds * 0x1_0000 + source.highest - source.base + 1;
    const expectedNow = expected - source.before.expected;
    const lostNow = expectedNow - (source.received - source.before.received);
    source.before = { expected, received: source.received };
    return {
      ssrc: source.ssrc,
      fractionLost:
        expectedNow <= 0 || lostNow <= 0 ? 0 : Math.min(255, Math.floor((256 * lostNow) / expectedNow)),
      lostPackets: Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - source.received)),
      highestSequence: (source.rounds * 0x1_0000 + source.highest) >>> 0,
      jitterUnits: Math.min(0xffff_ffff, Math.floor(source.jitter)),
      lastSenderReport: source.sent?.middle ?? 0,
      delay: source.sent === undefined ? 0 : Math.round(((nowMs - source.sent.atMs) / 1000) * 0x1_0000) >>> 0,
    };
  }
}

interface Source {
  readonly ssrc: number;
  readonly base: number;
  highest: number;
  /** How often sequence numbers began anew. */
  rounds: number;
  received: number;
  transit: number;
  jitter: number;
  sent: { readonly middle: number; readonly atMs: number } | undefined;
  before: { readonly expected: number; readonly received: number };
}

function newSource(ssrc: number, sequence: number): Source {
  const none = { expected: 0, received: 0 };
  return {
    ...{ ssrc, base: sequence, highest: sequence, rounds: 0, received: 0 },
    ...{ transit: 0, jitter: 0, sent: undefined, before: none },
  };
}
