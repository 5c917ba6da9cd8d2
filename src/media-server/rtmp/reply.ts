import { type AmfObject, type AmfValue, encodeAmf0 } from './amf0.js';
import { chunkStream, encodeChunks, OUTGOING_CHUNK_BYTES } from './chunk-writer.js';
import { AUDIO_FOURCCS, VIDEO_FOURCCS } from './codecs.js';
import { MEDIA_STREAM_ID } from './media-message.js';
import { messageType } from './message.js';

/** Bytes after which each side acknowledges; what FMS says. */
export const WINDOW_BYTES = 2_500_000;

/** Adobe RTMP 1.0, 7.1.7. */
export const userControl = { streamBegin: 0, streamEof: 1, pingRequest: 6, pingResponse: 7 } as const;

/** Adobe RTMP 1.0, 5.4.4, 5.4.5 and 5.4.1: what the server says first after `connect`. */
export function welcome(): Buffer {
  return Buffer.concat([
    acknowledgementWindow(),
    control(messageType.setPeerBandwidth, Buffer.concat([uint32(WINDOW_BYTES), Buffer.of(2)])),
    control(messageType.setChunkSize, uint32(OUTGOING_CHUNK_BYTES)),
  ]);
}

export function acknowledgementWindow(): Buffer {
  return control(messageType.windowAcknowledgementSize, uint32(WINDOW_BYTES));
}

export function acknowledgement(receivedBytes: number): Buffer {
  return control(messageType.acknowledgement, uint32(receivedBytes % 2 ** 32));
}

/** `value` is a stream id, or the timestamp of a ping. */
export function userControlMessage(event: number, value: number): Buffer {
  const payload = Buffer.allocUnsafe(6);
  payload.writeUInt16BE(event, 0);
  payload.writeUInt32BE(value >>> 0, 2);
  return control(messageType.userControl, payload);
}

/** A command on the connection itself: `_result`, `onFCPublish`, … */
export function commandReply(name: string, transactionId: number, ...values: readonly AmfValue[]): Buffer {
  return command(0, name, transactionId, values);
}

/** Adobe RTMP 1.0, 7.2.2: what has become of `play` or `publish`. */
export function statusReply(level: 'status' | 'error', code: string, description: string): Buffer {
  return command(MEDIA_STREAM_ID, 'onStatus', 0, [null, { level, code, description }]);
}

/** Adobe RTMP 1.0, 7.2.1.1; Enhanced RTMP v2, "Enhancing NetConnection connect Command". */
export function connectReply(transactionId: number, request: AmfObject | undefined): Buffer {
  const properties = { fmsVer: 'FMS/3,5,7,7009', capabilities: 31, mode: 1, ...enhancedProperties(request) };
  const information = {
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connection succeeded.',
    // Commands stay in AMF0 even when the client offers AMF3.
    objectEncoding: 0,
  };
  return commandReply('_result', transactionId, properties, information);
}

/** FMS says to players that they may look at samples; Flash waited for it. */
export function sampleAccess(): Buffer {
  const payload = encodeAmf0('|RtmpSampleAccess', true, true);
  const message = { type: messageType.data, streamId: MEDIA_STREAM_ID, timestampMs: 0, payload };
  return encodeChunks(chunkStream.data, message);
}

/** CapsExMask: multitrack, ModEx and the nanosecond offset pass through; reconnect requests do not. */
const CAPS_EX = 0x02 | 0x04 | 0x08;
/** FourCcInfoMask: forwarded, neither decoded nor encoded. */
const CAN_FORWARD = 0x04;

/** Only for a client that speaks of it: older ones get the answer that they know. */
function enhancedProperties(request: AmfObject | undefined): AmfObject {
  const asks = ['fourCcList', 'videoFourCcInfoMap', 'audioFourCcInfoMap', 'capsEx'];
  if (request === undefined || !asks.some((key) => request[key] !== undefined)) return {};
  return {
    fourCcList: [...VIDEO_FOURCCS, ...AUDIO_FOURCCS],
    videoFourCcInfoMap: { '*': CAN_FORWARD },
    audioFourCcInfoMap: { '*': CAN_FORWARD },
    capsEx: CAPS_EX,
  };
}

function command(streamId: number, name: string, transactionId: number, values: readonly AmfValue[]): Buffer {
  const payload = encodeAmf0(name, transactionId, ...values);
  return encodeChunks(chunkStream.command, { type: messageType.command, streamId, timestampMs: 0, payload });
}

/** Adobe RTMP 1.0, 5.4: chunk stream 2, message stream 0. */
function control(type: number, payload: Buffer): Buffer {
  return encodeChunks(chunkStream.control, { type, streamId: 0, timestampMs: 0, payload });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
