import type { RtpPacket } from './rtp-packet.js';

/** Tells of each packet of a track whether it follows the one before it. RFC 3550 5.1, appendix A.1 */
export class SequenceWatch {
  #last: Pick<RtpPacket, 'sequence' | 'ssrc'> | undefined;

  /** `gap`: something is missing before this packet. `late`: it came already, or belongs before one that came. */
  judge(packet: Pick<RtpPacket, 'sequence' | 'ssrc'>): 'next' | 'gap' | 'late' {
    const last = this.#last;
    const ahead = last === undefined ? 1 : (packet.sequence - last.sequence) & 0xffff;
    const isSameSender = last === undefined || last.ssrc === packet.ssrc;
    if (isSameSender && (ahead === 0 || ahead > 0xffff - MAX_LATE_PACKETS)) return 'late';
    this.#last = packet;
    return isSameSender && ahead === 1 ? 'next' : 'gap';
  }
}

const MAX_LATE_PACKETS = 256;
