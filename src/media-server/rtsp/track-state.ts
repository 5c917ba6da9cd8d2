import { nextFrame } from './interleaved.js';
import { rtpMarker, rtpSequence, rtpSsrc, rtpTimestamp } from './rtp/rtp-packet.js';
import { ntpSeconds, parseSenderReport, type SenderReport, senderReportAt } from './rtp/sender-report.js';
import { wallSeconds } from './wall-clock.js';

/** What is remembered of the packets of one track that the path has sent. */
export class TrackState {
  readonly clockRateHz: number | undefined;
  /** The highest so far; -1 as long as no packet came. */
  lastSequence = -1;
  ssrc = -1;
  /** Packets that are missing between those that came. */
  lostPackets = 0;
  /** Of video: the last packet was the last one of its access unit. */
  hasEndedUnit = true;
  #newest: { timestamp: number; atMs: number } | undefined;
  /** Between the newest timestamp and the one before: how long the newest packet may last. */
  #stepUnits = 0;
  #report: { packet: Buffer; atMs: number } | undefined;

  constructor(clockRateHz: number | undefined) {
    this.clockRateHz = clockRateHz;
  }

  rtcp(packet: Buffer, nowMs: number): void {
    // Compound packets beyond one Ethernet frame are nobody's sender reports.
    if (packet.length > 1500 || parseSenderReport(packet) === undefined) return;
    this.#report = { packet: Buffer.from(packet), atMs: nowMs };
  }

  /**
   * The last sender report, moved to the packet with `timestamp`, or to now when there is no such packet yet.
   * Undefined as long as none came.
   */
  senderReport(timestamp: number | undefined, nowMs: number): Buffer | undefined {
    if (this.#report === undefined) return undefined;
    const { packet, atMs } = this.#report;
    if (this.clockRateHz === undefined) return packet;
    const now = packet.readUInt32BE(16) + Math.round(((nowMs - atMs) / 1000) * this.clockRateHz);
    return senderReportAt(packet, timestamp ?? now >>> 0, this.clockRateHz);
  }

  get newestTimestamp(): number | undefined {
    return this.#newest?.timestamp;
  }

  get lastReport(): SenderReport | undefined {
    return this.#report === undefined ? undefined : parseSenderReport(this.#report.packet);
  }

  rtp(data: Buffer, start: number, nowMs: number): void {
    this.ssrc = rtpSsrc(data, start);
    this.hasEndedUnit = rtpMarker(data, start);
    this.#countSequence(rtpSequence(data, start));
    const timestamp = rtpTimestamp(data, start);
    if (this.#newest === undefined) {
      this.#newest = { timestamp, atMs: nowMs };
      return;
    }
    const stepUnits = (timestamp - this.#newest.timestamp) | 0;
    const rate = this.clockRateHz ?? 90_000;
    // With B frames timestamps go a little up and down; far down is another beginning.
    if (stepUnits <= 0 && stepUnits > -MAX_REORDERING_S * rate) return;
    this.#stepUnits = Math.max(0, Math.min(stepUnits, rate));
    this.#newest.timestamp = timestamp;
    this.#newest.atMs = nowMs;
  }

  /** A moment of the track as RTP timestamp and as the seconds that its sender reports speak of. */
  anchor(): TrackAnchor | undefined {
    const report = this.lastReport;
    if (report !== undefined) return { timestamp: report.rtpTimestamp, seconds: ntpSeconds(report.ntpTime) };
    if (this.#newest === undefined) return undefined;
    return { timestamp: this.#newest.timestamp, seconds: wallSeconds(this.#newest.atMs) };
  }

  /** Where the track's media ends. */
  end(): TrackEnd | undefined {
    const anchor = this.anchor();
    if (anchor === undefined || this.#newest === undefined || this.clockRateHz === undefined)
      return undefined;
    const { timestamp, atMs } = this.#newest;
    const seconds = anchor.seconds + ((timestamp - anchor.timestamp) | 0) / this.clockRateHz;
    const earliestUnits = Math.max(this.#stepUnits >> 1, 1);
    return {
      seconds,
      nextSeconds: seconds + this.#stepUnits / this.clockRateHz,
      earliestTimestamp: (timestamp + earliestUnits) >>> 0,
      earliestSeconds: seconds + earliestUnits / this.clockRateHz,
      atMs,
    };
  }

  #countSequence(sequence: number): void {
    const ahead = this.lastSequence === -1 ? 1 : (sequence - this.lastSequence) & 0xffff;
    if (ahead > 0xffff - MAX_LATE_PACKETS) {
      this.lostPackets = Math.max(0, this.lostPackets - 1);
      return;
    }
    if (ahead > 0 && ahead < 0x8000) this.lostPackets += ahead - 1;
    this.lastSequence = sequence;
  }
}

export interface TrackAnchor {
  readonly timestamp: number;
  readonly seconds: number;
}

export interface TrackEnd {
  /** Of the newest packet, in the seconds of the track's sender reports. */
  readonly seconds: number;
  /** When the packet after it is due. */
  readonly nextSeconds: number;
  /** A packet before that would go back; half a packet of tolerance covers what rounding makes of it. */
  readonly earliestTimestamp: number;
  readonly earliestSeconds: number;
  /** When the newest packet came; monotonic. */
  readonly atMs: number;
}

export interface FirstPacket {
  readonly sequence: number;
  readonly timestamp: number;
}

/** The first RTP packet of each track in these buffers, by track. */
export function firstPackets(
  buffers: readonly Buffer[],
  slots: Int16Array,
  trackCount: number,
): (FirstPacket | undefined)[] {
  const found = new Array<FirstPacket | undefined>(trackCount).fill(undefined);
  let missing = trackCount;
  for (const data of buffers) {
    for (let offset = 0; offset < data.length && missing > 0; offset = nextFrame(data, offset)) {
      const slot = slots[data[offset + 1] ?? 0] ?? -1;
      if (slot === -1 || (slot & 1) === 1 || found[slot >> 1] !== undefined) continue;
      found[slot >> 1] = {
        sequence: rtpSequence(data, offset + 4),
        timestamp: rtpTimestamp(data, offset + 4),
      };
      missing--;
    }
    if (missing === 0) break;
  }
  return found;
}

/** H.264 and H.265 reorder at most 16 pictures. */
const MAX_REORDERING_S = 5;
/** What UDP may bring later than its successors. */
const MAX_LATE_PACKETS = 256;
