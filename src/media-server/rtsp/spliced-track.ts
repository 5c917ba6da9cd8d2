import type { CatchUp } from './catch-up.js';
import { type KeyFrameDetector, keyFrameDetector, parameterSetDetector } from './rtp/key-frame.js';
import { parameterSets } from './rtp/parameter-sets.js';
import { rtpSequence, rtpSsrc, rtpTimestamp } from './rtp/rtp-packet.js';
import { ntpSeconds, parseSenderReport, type SenderReport, setReportSsrc } from './rtp/sender-report.js';
import type { MediaDescription } from './sdp.js';
import type { TrackState } from './track-state.js';

/** One track of a {@link Splice}: the mapping of a publisher's numbers to those that the path goes on with. */
export class SplicedTrack {
  /** Known key frames; see {@link awaitsKeyFrame}. */
  readonly isVideo: boolean;
  awaitsKeyFrame: boolean;
  readonly #sent: TrackState;
  readonly #startsKeyFrame: KeyFrameDetector | undefined;
  readonly #holdsParameterSet: KeyFrameDetector | undefined;
  readonly #parameterSets: readonly Buffer[];
  /** What is added to the publisher's; undefined before its first packet. */
  #timestampOffset: number | undefined;
  #sequenceOffset: number | undefined;
  /** Of the publisher's sequence numbers. */
  #newest: number | undefined;
  #ntpOffset: bigint | undefined;
  /** What readers were told of packets and bytes before. */
  readonly #countsBefore: { readonly packets: number; readonly octets: number };
  /** No earlier timestamp is sent; undefined once the track is well past it. */
  #floor: number | undefined;
  /** Of the publisher's timestamps, the ones that are drawn together; see {@link CatchUp}. */
  #hurried:
    | { readonly from: number; readonly units: number; readonly to: number; readonly speed: number }
    | undefined;
  #report: SenderReport | undefined;
  /** Of the access unit that comes. */
  #unit = { timestamp: -1, hasParameterSets: false };

  constructor(media: MediaDescription, sent: TrackState) {
    this.#sent = sent;
    this.#startsKeyFrame = keyFrameDetector(media.encoding);
    this.#holdsParameterSet = parameterSetDetector(media.encoding);
    this.#parameterSets = parameterSets(media);
    this.isVideo = media.kind === 'video' && this.#startsKeyFrame !== undefined;
    this.awaitsKeyFrame = this.isVideo;
    this.#floor = sent.end()?.earliestTimestamp;
    const report = sent.lastReport;
    this.#countsBefore = { packets: report?.packetCount ?? 0, octets: report?.octetCount ?? 0 };
  }

  get isPlaced(): boolean {
    return this.#timestampOffset !== undefined;
  }

  /** The packet's time in the publisher's own seconds, as far as a sender report told. */
  reportedSeconds(data: Buffer, start: number): number | undefined {
    const { clockRateHz } = this.#sent;
    if (this.#report === undefined || clockRateHz === undefined) return undefined;
    const elapsedUnits = (rtpTimestamp(data, start) - this.#report.rtpTimestamp) | 0;
    return ntpSeconds(this.#report.ntpTime) + elapsedUnits / clockRateHz;
  }

  /** Before that nothing can be sent, in the path's time. */
  get earliestSeconds(): number | undefined {
    return this.#sent.end()?.earliestSeconds;
  }

  /** The packet is at `seconds` of the path's time; what is past of what it begins with is drawn together. */
  place(data: Buffer, start: number, seconds: number, nowMs: number, catchUp?: CatchUp): void {
    const anchor = this.#sent.anchor();
    const { clockRateHz } = this.#sent;
    if (anchor === undefined || clockRateHz === undefined) {
      this.#timestampOffset = 0;
      return;
    }
    const timestamp = anchor.timestamp + Math.round((seconds - anchor.seconds) * clockRateHz);
    this.#timestampOffset = timestamp - rtpTimestamp(data, start);
    // A track may have ended long before the others did.
    if (nowMs - (this.#sent.end()?.atMs ?? nowMs) > LONGEST_FLOOR_MS) this.#floor = undefined;
    if (this.isVideo && catchUp !== undefined) this.#hurry(catchUp, this.#timestampOffset);
  }

  /** From the earliest timestamp that can be sent to that of the newest picture. */
  #hurry({ from, until }: CatchUp, offset: number): void {
    if (this.#floor === undefined) return;
    const units = (until - from) | 0;
    const roomUnits = (until + offset - this.#floor) | 0;
    if (roomUnits < units) this.#hurried = { from, units, to: this.#floor, speed: roomUnits / units };
  }

  #timestampOf(data: Buffer, start: number): number {
    const timestamp = rtpTimestamp(data, start);
    const hurried = this.#hurried;
    if (hurried !== undefined) {
      const units = (timestamp - hurried.from) | 0;
      if (units < hurried.units) return (hurried.to + Math.round(units * hurried.speed)) >>> 0;
    }
    return (timestamp + (this.#timestampOffset ?? 0)) >>> 0;
  }

  /** False for a packet before the first key frame. */
  startsHere(data: Buffer, start: number, end: number): boolean {
    return !this.awaitsKeyFrame || this.#startsKeyFrame?.(data, start, end) === true;
  }

  /** Rewrites an RTP packet in place. Answers the packets that have to come before it; undefined when it is left out. */
  packet(data: Buffer, start: number, end: number): readonly Buffer[] | undefined {
    const timestamp = this.#timestampOf(data, start);
    if (this.#isTooEarly(timestamp)) {
      // A number that is left out would look like a loss; one that comes late has left its gap already.
      if (this.#sequenceOffset !== undefined && this.#isNext(data, start)) this.#sequenceOffset -= 1;
      return undefined;
    }
    // Pictures that are shown before the key frame but come after it refer to what was before.
    if (this.awaitsKeyFrame) this.#floor = timestamp;
    this.awaitsKeyFrame = false;
    this.#isNext(data, start);
    this.#sequenceOffset ??=
      this.#sent.lastSequence === -1 ? 0 : this.#sent.lastSequence + 1 - rtpSequence(data, start);
    data.writeUInt32BE(timestamp, start + 4);
    data.writeUInt32BE(this.#sent.ssrc === -1 ? rtpSsrc(data, start) : this.#sent.ssrc, start + 8);
    const inserted = this.#missingParameterSets(data, start, end, timestamp);
    data.writeUInt16BE((rtpSequence(data, start) + this.#sequenceOffset) & 0xffff, start + 2);
    return inserted;
  }

  /** Rewrites an RTCP packet in place; false when it is left out. */
  report(packet: Buffer, shiftSeconds: number): boolean {
    const report = parseSenderReport(packet);
    if (report === undefined) return false;
    this.#report = report;
    if (this.#timestampOffset === undefined) return false;
    const timestamp = (report.rtpTimestamp + this.#timestampOffset) >>> 0;
    this.#ntpOffset ??= this.#ntpOffsetAt(timestamp, report, shiftSeconds);
    packet.writeBigUInt64BE(BigInt.asUintN(64, report.ntpTime + this.#ntpOffset), 8);
    packet.writeUInt32BE(timestamp, 16);
    packet.writeUInt32BE((report.packetCount + this.#countsBefore.packets) >>> 0, 20);
    packet.writeUInt32BE((report.octetCount + this.#countsBefore.octets) >>> 0, 24);
    if (this.#sent.ssrc !== -1) setReportSsrc(packet, this.#sent.ssrc);
    return true;
  }

  /** Readers were told what time the path's timestamps are, which has to stay true to the last bit. */
  #ntpOffsetAt(timestamp: number, report: SenderReport, shiftSeconds: number): bigint {
    const told = this.#sent.senderReport(timestamp, 0);
    if (told === undefined) return BigInt(Math.round(shiftSeconds * 2 ** 32));
    return told.readBigUInt64BE(8) - report.ntpTime;
  }

  /** Whether it was sent after all that came before it; RFC 3550 6.4.1. */
  #isNext(data: Buffer, start: number): boolean {
    const sequence = rtpSequence(data, start);
    const isNext = this.#newest === undefined || ((sequence - this.#newest) & 0xffff) < 0x8000;
    if (isNext) this.#newest = sequence;
    return isNext;
  }

  #isTooEarly(timestamp: number): boolean {
    if (this.#floor === undefined) return false;
    const aheadUnits = (timestamp - this.#floor) | 0;
    if (aheadUnits > FLOOR_S * (this.#sent.clockRateHz ?? 90_000)) this.#floor = undefined;
    return aheadUnits < 0;
  }

  /**
   * What stands in the description of this publisher only: most readers have got another one. In front of each key frame that
   * comes without, since a slow reader may miss the first.
   */
  #missingParameterSets(data: Buffer, start: number, end: number, timestamp: number): readonly Buffer[] {
    if (!this.isVideo) return NONE;
    if (timestamp !== this.#unit.timestamp) this.#unit = { timestamp, hasParameterSets: false };
    if (this.#unit.hasParameterSets) return NONE;
    if (this.#holdsParameterSet?.(data, start, end) === true) {
      this.#unit.hasParameterSets = true;
      return NONE;
    }
    if (this.#startsKeyFrame?.(data, start, end) !== true) return NONE;
    this.#unit.hasParameterSets = true;
    const sequence = rtpSequence(data, start) + (this.#sequenceOffset ?? 0);
    this.#sequenceOffset = (this.#sequenceOffset ?? 0) + this.#parameterSets.length;
    return this.#parameterSets.map((unit, index) => {
      // The key frame's header without padding, extension, CSRCs and marker; RFC 3550 5.1
      const header = Buffer.from(data.subarray(start, start + 12));
      header[0] = 0x80;
      header[1] = (header[1] ?? 0) & 0x7f;
      header.writeUInt16BE((sequence + index) & 0xffff, 2);
      return Buffer.concat([header, unit]);
    });
  }
}

const NONE: readonly Buffer[] = [];
/** For how long after the switch earlier timestamps are looked for: far less than they take to wrap. */
const FLOOR_S = 10;
const LONGEST_FLOOR_MS = 3_600_000;
