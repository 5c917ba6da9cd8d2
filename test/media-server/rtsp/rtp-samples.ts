import { frame } from '../../../src/media-server/rtsp/interleaved.js';

/** An RTP packet with the given payload. */
export function rtp(
  sequence: number,
  timestamp: number,
  payload: readonly number[],
  ssrc = 0x11223344,
): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = 96;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp, 4);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, Buffer.from(payload)]);
}

/** A sender report with a text (SDES) behind it. */
export function senderReport(ntpSeconds: number, timestamp: number, ssrc = 0x11223344): Buffer {
  const packet = Buffer.alloc(28);
  packet.writeUInt32BE(0x80c80006, 0);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(ntpSeconds, 8);
  packet.writeUInt32BE(timestamp, 16);
  packet.writeUInt32BE(7, 20);
  packet.writeUInt32BE(700, 24);
  return Buffer.concat([packet, Buffer.from('81ca00020102030401016100', 'hex')]);
}

/** Payloads of H.264: what a packet may begin with. */
export const h264 = {
  slice: [0x41, 1, 2, 3],
  idr: [0x65, 1, 2, 3],
  sps: [0x67, 1, 2],
  sei: [0x06, 1],
  recoveryPoint: [0x06, 6, 1, 0xc4, 0x80],
  aud: [0x09, 0xf0],
  stapSpsPps: [0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1],
  stapSei: [0x78, 0, 2, 0x06, 1],
  fuIdrStart: [0x7c, 0x85, 1],
  fuIdrMiddle: [0x7c, 0x05, 1],
  fuSliceStart: [0x5c, 0x81, 1],
} as const;

export function videoFrame(
  sequence: number,
  timestamp: number,
  payload: readonly number[],
  channel = 0,
): Buffer {
  return frame(channel, rtp(sequence, timestamp, payload));
}

export function audioFrame(sequence: number, timestamp: number, channel = 2): Buffer {
  return frame(channel, rtp(sequence, timestamp, [1, 2, 3], 0x55667788));
}

export const sdpOfTwo = [
  'v=0',
  'o=- 0 0 IN IP4 127.0.0.1',
  's=No Name',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=video 0 RTP/AVP 96',
  'b=AS:2500',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z2QAH6zZQFAFuw==,aOvjyyLA',
  'a=control:streamid=0',
  'm=audio 0 RTP/AVP 97',
  'a=rtpmap:97 MPEG4-GENERIC/44100/2',
  'a=control:streamid=1',
  '',
].join('\r\n');
