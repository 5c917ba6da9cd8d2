import { randomBytes } from 'node:crypto';
import { type ChannelSlots, nextFrame } from './interleaved.js';
import { formatReceiverReport } from './rtp/receiver-report.js';
import { Reception } from './rtp/reception.js';
import { isRtcp, isRtp, rtpSequence, rtpSsrc, rtpTimestamp } from './rtp/rtp-packet.js';
import { parseSenderReport } from './rtp/sender-report.js';
import type { SessionDescription } from './sdp.js';

/** Tells a publisher every few seconds what of its packets came (RFC 3550 6.4): encoders adapt to it, and notice when nobody listens. */
export class ReceptionReports {
  readonly #slots: ChannelSlots;
  readonly #send: (track: number, report: Buffer) => void;
  readonly #tracks: readonly Reception[];
  readonly #reporter = { ssrc: randomBytes(4).readUInt32BE(), cname: randomBytes(12).toString('base64') };
  #dueMs: number | undefined;

  constructor(
    description: SessionDescription,
    slots: ChannelSlots,
    send: (track: number, report: Buffer) => void,
  ) {
    this.#slots = slots;
    this.#send = send;
    this.#tracks = description.medias.map(({ clockRateHz }) => new Reception(clockRateHz));
  }

  /** Takes whole interleaved frames, whatever is in them. */
  receive(frames: Buffer, nowMs: number): void {
    for (let offset = 0; offset < frames.length; offset = nextFrame(frames, offset)) {
      const slot = this.#slots[frames[offset + 1] ?? 0] ?? -1;
      const track = this.#tracks[slot >> 1];
      if (track === undefined) continue;
      const [start, end] = [offset + 4, nextFrame(frames, offset)];
      if ((slot & 1) === 0) {
        if (!isRtp(frames, start, end)) continue;
        track.packet(rtpSsrc(frames, start), rtpSequence(frames, start), rtpTimestamp(frames, start), nowMs);
      } else if (isRtcp(frames, start, end)) {
        const report = parseSenderReport(frames.subarray(start, end));
        if (report !== undefined) track.report(report.ntpTime, nowMs);
      }
    }
    // RFC 3550 6.2: the first one after half of the interval
    this.#dueMs ??= nowMs + INTERVAL_MS / 2;
    if (nowMs >= this.#dueMs) this.#report(nowMs);
  }

  #report(nowMs: number): void {
    this.#dueMs = nowMs + INTERVAL_MS;
    for (const [index, track] of this.#tracks.entries()) {
      const block = track.block(nowMs);
      if (block !== undefined) this.#send(index, formatReceiverReport(this.#reporter, block));
    }
  }
}

/** RFC 3550 6.2: the least that there should be between two of them. */
const INTERVAL_MS = 5_000;
