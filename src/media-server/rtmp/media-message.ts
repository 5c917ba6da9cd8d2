import type { TrackKind } from '../../state/control-protocol.js';
import { chunkStream, encodeChunks } from './chunk-writer.js';
import { type FlvRole, type FlvTrack, readAudioTag, readVideoTag } from './flv.js';
import { limits } from './limits.js';
import { messageType, type RtmpMessage } from './message.js';
import { readDataMessage } from './metadata.js';
import { RtmpError } from './rtmp-error.js';

/** A publisher's message on its way to the players: looked at once, made into chunks once. */
export interface MediaMessage {
  readonly kind: TrackKind;
  readonly role: FlvRole | 'metadata' | 'metadata-cleared';
  /** See `FlvTag.slot`. */
  readonly slot: string;
  readonly tracks: readonly FlvTrack[];
  /** For metadata: the kinds of track that it says will come, or null when it says nothing of them. */
  readonly announced: readonly TrackKind[] | null;
  readonly timestampMs: number;
  /** Complete chunks of {@link OUTGOING_CHUNK_BYTES} on message stream 1. */
  readonly wire: Buffer;
}

/** Message stream that all players get. */
export const MEDIA_STREAM_ID = 1;

/**
 * Reads an audio, video or data message. Undefined for one that is empty or cut, which is not passed on. Throws
 * {@link RtmpError} for a data message beyond the bound.
 */
export function toMediaMessage(message: RtmpMessage): MediaMessage | undefined {
  switch (message.type) {
    case messageType.video:
      return toFlvMessage('video', readVideoTag(message.payload), message);
    case messageType.audio:
      return toFlvMessage('audio', readAudioTag(message.payload), message);
    case messageType.data:
      return toDataMessage(message);
    case messageType.dataAmf3:
      // 7.1.2: a byte that says which AMF follows, and that is AMF0 in practice
      return toDataMessage({ ...message, type: messageType.data, payload: message.payload.subarray(1) });
    default:
      return undefined;
  }
}

function toFlvMessage(
  kind: 'audio' | 'video',
  tag: ReturnType<typeof readVideoTag>,
  message: RtmpMessage,
): MediaMessage | undefined {
  if (tag === undefined) return undefined;
  const { role, slot, tracks } = tag;
  const wire = encodeChunks(chunkStream[kind], onMediaStream(message, message.payload));
  return { kind, role, slot, tracks, announced: null, timestampMs: message.timestampMs, wire };
}

function toDataMessage(message: RtmpMessage): MediaMessage | undefined {
  if (message.payload.length > limits.dataBytes) throw new RtmpError('media', 'a data message is too large');
  const data = readDataMessage(message.payload);
  if (data === undefined) return undefined;
  const wire = encodeChunks(chunkStream.data, onMediaStream(message, data.payload));
  const { role, announced } = data;
  return { kind: 'data', role, slot: 'data', tracks: [], announced, timestampMs: message.timestampMs, wire };
}

function onMediaStream({ type, timestampMs }: RtmpMessage, payload: Buffer): RtmpMessage {
  return { type, timestampMs, streamId: MEDIA_STREAM_ID, payload };
}
