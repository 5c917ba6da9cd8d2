import { encodeAmf0 } from '../../../src/media-server/rtmp/amf0.js';
import { type MediaMessage, toMediaMessage } from '../../../src/media-server/rtmp/media-message.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';

export const body = (size: number): number[] => Array.from({ length: size }, (_, index) => index % 251);

export function video(bytes: readonly number[], timestampMs = 0): RtmpMessage {
  return { type: messageType.video, streamId: 1, timestampMs, payload: Buffer.from(bytes) };
}

export function audio(bytes: readonly number[], timestampMs = 0): RtmpMessage {
  return { type: messageType.audio, streamId: 1, timestampMs, payload: Buffer.from(bytes) };
}

export const avcHeader = (timestampMs = 0, mark = 1): RtmpMessage =>
  video([0x17, 0, 0, 0, 0, mark], timestampMs);
export const avcKey = (timestampMs = 0, size = 20): RtmpMessage =>
  video([0x17, 1, 0, 0, 0, ...body(size)], timestampMs);
export const avcInter = (timestampMs = 0, size = 20): RtmpMessage =>
  video([0x27, 1, 0, 0, 0, ...body(size)], timestampMs);
export const aacHeader = (timestampMs = 0): RtmpMessage => audio([0xaf, 0, 0x12, 0x10], timestampMs);
export const aacFrame = (timestampMs = 0): RtmpMessage => audio([0xaf, 1, ...body(10)], timestampMs);

/** An Enhanced RTMP video message: `frameType` 1 key, 2 inter. */
export function enhancedVideo(
  frameType: number,
  packetType: number,
  fourCc: string,
  rest: readonly number[] = [],
  timestampMs = 0,
): RtmpMessage {
  return video([0x80 | (frameType << 4) | packetType, ...Buffer.from(fourCc), ...rest], timestampMs);
}

export function setDataFrame(metadata: Record<string, number | string | boolean>): RtmpMessage {
  return {
    type: messageType.data,
    streamId: 1,
    timestampMs: 0,
    payload: encodeAmf0('@setDataFrame', 'onMetaData', metadata),
  };
}

export function media(message: RtmpMessage): MediaMessage {
  const made = toMediaMessage(message);
  if (made === undefined) throw new Error('no media message');
  return made;
}
