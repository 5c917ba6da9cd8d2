import { nextFrame } from './interleaved.js';
import { rtpSequence, rtpSsrc, rtpTimestamp } from './rtp/rtp-packet.js';
import { parseSenderReport, senderReportAt } from './rtp/sender-report.js';

/** What is remembered of the packets of one track. */
export class TrackState {
  /** -1 as long as no packet came. */
  lastSequence = -1;
  ssrc = -1;
  #report: { packet: Buffer; atMs: number } | undefined;
  readonly #clockRateHz: number | undefined;

  constructor(clockRateHz: number | undefined) {
    this.#clockRateHz = clockRateHz;
  }

  rtcp(packet: Buffer, nowMs: number): void {
    // Compound packets beyond one Ethernet frame are nobody's sender reports.
    if (packet.length > 1500 || parseSenderReport(packet) === undefined) return;
    this.#report = { packet: Buffer.from(packet), atMs: nowMs };
  }

  /**
   * The publisher's last sender report, moved to the packet with `timestamp`, or to now when there is no such
   * packet yet. Undefined as long as none came.
   */
  senderReport(timestamp: number | undefined, nowMs: number): Buffer | undefined {
    if (this.#report === undefined) return undefined;
    const { packet, atMs } = this.#report;
    if (this.#clockRateHz === undefined) return packet;
    const now = packet.readUInt32BE(16) + Math.round(((nowMs - atMs) / 1000) * this.#clockRateHz);
    return senderReportAt(packet, timestamp ?? now >>> 0, this.#clockRateHz);
  }

  rtp(data: Buffer, start: number): void {
    this.lastSequence = rtpSequence(data, start);
    this.ssrc = rtpSsrc(data, start);
  }
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
