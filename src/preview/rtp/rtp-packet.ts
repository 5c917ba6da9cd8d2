import {
  isRtp,
  rtpPayloadStart,
  rtpSequence,
  rtpSsrc,
  rtpTimestamp,
} from '../../media-server/rtsp/rtp/rtp-packet.js';

/** Takes an RTP packet apart; undefined for what is none, or has no payload. RFC 3550 5.1 */
export function parseRtp(packet: Buffer): RtpPacket | undefined {
  if (!isRtp(packet, 0, packet.length)) return undefined;
  const [first = 0, second = 0] = packet;
  const padding = (first & 0x20) === 0 ? 0 : (packet.at(-1) ?? 0);
  const payload = packet.subarray(rtpPayloadStart(packet, 0, packet.length), packet.length - padding);
  if (payload.length === 0) return undefined;
  return {
    sequence: rtpSequence(packet, 0),
    timestamp: rtpTimestamp(packet, 0),
    ssrc: rtpSsrc(packet, 0),
    isMarked: (second & 0x80) !== 0,
    payload,
  };
}

export interface RtpPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Of video: the last packet of a picture. */
  readonly isMarked: boolean;
  /** Not empty. */
  readonly payload: Buffer;
}
