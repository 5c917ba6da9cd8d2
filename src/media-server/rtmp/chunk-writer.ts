import type { RtmpMessage } from './message.js';

/** The size of our chunks, once Set Chunk Size was sent: the largest that Flash and its kin take. */
export const OUTGOING_CHUNK_BYTES = 65_536;

/** Chunk streams of our own; 2 is the protocol's (Adobe RTMP 1.0, 5.3.1.1). */
export const chunkStream = { control: 2, command: 3, audio: 4, data: 5, video: 6 } as const;

/**
 * One message as chunks, in one buffer. Each message has a full header (type 0), so that the same bytes suit every
 * player whatever it got before. `chunkStreamId` is 2 to 63.
 */
export function encodeChunks(
  chunkStreamId: number,
  message: RtmpMessage,
  chunkBytes: number = OUTGOING_CHUNK_BYTES,
): Buffer {
  const { payload } = message;
  const extended = message.timestampMs >= 0xffffff;
  const headerBytes = extended ? 16 : 12;
  const continuationBytes = extended ? 5 : 1;
  const continuations = Math.max(0, Math.ceil(payload.length / chunkBytes) - 1);
  const out = Buffer.allocUnsafe(headerBytes + payload.length + continuations * continuationBytes);

  // Adobe RTMP 1.0, 5.3.1.2.1 and 5.3.1.3
  out[0] = chunkStreamId;
  out.writeUIntBE(extended ? 0xffffff : message.timestampMs, 1, 3);
  out.writeUIntBE(payload.length, 4, 3);
  out[7] = message.type;
  out.writeUInt32LE(message.streamId, 8);
  if (extended) out.writeUInt32BE(message.timestampMs, 12);

  let position = headerBytes + payload.copy(out, headerBytes, 0, chunkBytes);
  for (let sent = chunkBytes; sent < payload.length; sent += chunkBytes) {
    out[position++] = 0xc0 | chunkStreamId;
    if (extended) position = out.writeUInt32BE(message.timestampMs, position);
    position += payload.copy(out, position, sent, sent + chunkBytes);
  }
  return out;
}
