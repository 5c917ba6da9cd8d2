import type { MediaDescription } from '../sdp.js';

/**
 * Makes RTP packets of a video track that hold filler data, which decoders pass over: H.264 7.3.2.7 (NAL unit type 12), H.265
 * 7.3.2.8 (type 38). Undefined for other codecs.
 */
export function fillerPackets(media: MediaDescription): FillerPackets | undefined {
  const unit = UNITS.get(media.encoding);
  if (unit === undefined) return undefined;
  return ({ ssrc, sequence, timestamp }) => {
    // RFC 3550 5.1, with the marker: it ends its access unit.
    const packet = Buffer.alloc(12 + unit.length);
    packet[0] = 0x80;
    packet[1] = 0x80 | (Number(media.payloadType) & 0x7f);
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(ssrc, 8);
    packet.set(unit, 12);
    return packet;
  };
}

export type FillerPackets = (place: {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
}) => Buffer;

const H265 = [0x4c, 0x01, 0xff, 0x80];
const UNITS: ReadonlyMap<string, readonly number[]> = new Map([
  ['H264', [0x0c, 0xff, 0x80]],
  ['H265', H265],
  ['HEVC', H265],
]);
