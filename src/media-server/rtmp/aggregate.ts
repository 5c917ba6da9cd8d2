import { messageType, type RtmpMessage } from './message.js';
import { RtmpError } from './rtmp-error.js';

const TAG_HEADER_BYTES = 11;
const BACK_POINTER_BYTES = 4;

/**
 * The messages within an aggregate message (Adobe RTMP 1.0, 7.1.6): FLV tags, of which the first has the
 * aggregate's timestamp. Throws {@link RtmpError} when one is cut or is an aggregate again.
 */
export function* splitAggregate(aggregate: RtmpMessage): Generator<RtmpMessage, void, undefined> {
  const { payload, streamId } = aggregate;
  let offsetMs: number | undefined;
  let position = 0;
  while (position < payload.length) {
    const start = position + TAG_HEADER_BYTES;
    if (start > payload.length) throw new RtmpError('media', 'an aggregate message is cut');
    const type = payload.readUInt8(position);
    const end = start + payload.readUIntBE(position + 1, 3);
    const ownMs = (payload.readUIntBE(position + 4, 3) | (payload.readUInt8(position + 7) << 24)) >>> 0;
    if (end > payload.length) throw new RtmpError('media', 'an aggregate message is cut');
    if (type === messageType.aggregate) throw new RtmpError('media', 'an aggregate within an aggregate');
    offsetMs ??= aggregate.timestampMs - ownMs;
    yield { type, streamId, timestampMs: (ownMs + offsetMs) >>> 0, payload: payload.subarray(start, end) };
    // Some encoders leave out the last back pointer.
    position = end + BACK_POINTER_BYTES;
  }
}
