import { limits } from './limits.js';
import { messageType, type RtmpMessage } from './message.js';
import { RtmpError } from './rtmp-error.js';

/** 3 bytes basic header, 11 bytes message header, 4 bytes extended timestamp. */
const MAX_HEADER_BYTES = 18;
const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;
const EXTENDED = 0xffffff;
const FIRST_ALLOCATION_BYTES = 64 * 1024;
const DEFAULT_CHUNK_BYTES = 128;

/**
 * Joins chunks to messages (Adobe RTMP 1.0, 5.3), whatever pieces they arrive in. Set Chunk Size and Abort act in
 * here, since the next chunk depends on them, and are not given. The payload given is the caller's to keep.
 */
export class ChunkReader {
  readonly #onMessage: (message: RtmpMessage) => void;
  readonly #streams = new Map<number, ChunkStream>();
  readonly #carry = Buffer.allocUnsafe(MAX_HEADER_BYTES);
  #carryBytes = 0;
  #chunkBytes = DEFAULT_CHUNK_BYTES;
  #heldBytes = 0;
  #maxMessageBytes: number = limits.setupMessageBytes;
  #maxHeldBytes: number = limits.setupPartialBytes;
  /** The chunk whose payload is being read. */
  #current: ChunkStream | undefined;
  #currentMissing = 0;

  constructor(onMessage: (message: RtmpMessage) => void) {
    this.#onMessage = onMessage;
  }

  /** Memory that partial messages take. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  allow(maxMessageBytes: number, maxHeldBytes: number): void {
    this.#maxMessageBytes = maxMessageBytes;
    this.#maxHeldBytes = maxHeldBytes;
  }

  /** Throws {@link RtmpError} for a violation; it must not be used after that. */
  push(input: Buffer): void {
    let position = 0;
    while (position < input.length) {
      if (this.#current === undefined) position = this.#readHeader(input, position);
      if (this.#current !== undefined) position = this.#readPayload(this.#current, input, position);
    }
  }

  #readHeader(input: Buffer, start: number): number {
    if (this.#carryBytes === 0) {
      const length = this.#parseHeader(input, start, input.length);
      if (length > 0) return start + length;
    }
    // A header that is cut by the end of the input is at most 17 bytes: they wait for the rest.
    const had = this.#carryBytes;
    const copied = input.copy(this.#carry, had, start, start + MAX_HEADER_BYTES - had);
    this.#carryBytes += copied;
    if (had === 0) return start + copied;
    const length = this.#parseHeader(this.#carry, 0, this.#carryBytes);
    if (length === 0) return start + copied;
    this.#carryBytes = 0;
    if (length >= had) return start + length - had;
    // Only for what looked like an extended timestamp and was not: what follows the header is carried payload.
    this.push(Buffer.from(this.#carry.subarray(length, had)));
    return start;
  }

  /** Answers the length of the header and begins its chunk, or 0 when bytes are missing; only then nothing has changed. */
  #parseHeader(bytes: Buffer, start: number, end: number): number {
    const basic = readBasicHeader(bytes, start, end);
    if (basic === undefined) return 0;
    const messageHeaderBytes = MESSAGE_HEADER_BYTES[basic.format];
    const known = this.#streams.get(basic.chunkStreamId);
    let position = start + basic.length;
    if (position + messageHeaderBytes > end) return 0;

    const field = basic.format === 3 ? (known?.timestampField ?? 0) : bytes.readUIntBE(position, 3);
    let value = field;
    let extendedBytes = 0;
    if (field === EXTENDED) {
      const at = position + messageHeaderBytes;
      if (at + 4 > end) return 0;
      value = bytes.readUInt32BE(at);
      extendedBytes = 4;
      // 5.3.1.3: a type 3 chunk has the extended timestamp as well. Some encoders leave it out within a message
      // (old librtmp among them), and some repeat the absolute time: anything else is payload already.
      if (
        basic.format === 3 &&
        known?.inMessage === true &&
        value !== known.timestampValue &&
        value !== known.timestampMs
      ) {
        value = known.timestampValue;
        extendedBytes = 0;
      }
    }

    const stream = known ?? this.#open(basic.chunkStreamId, basic.format);
    if (basic.format === 3) {
      if (!stream.inMessage) {
        // 5.3.1.2.4: after a type 0 chunk its timestamp is the delta.
        stream.timestampValue = value;
        stream.timestampMs = (stream.timestampMs + value) >>> 0;
        this.#begin(stream);
      }
    } else {
      if (stream.inMessage) this.#drop(stream);
      stream.timestampField = field;
      stream.timestampValue = value;
      stream.timestampMs = basic.format === 0 ? value : (stream.timestampMs + value) >>> 0;
      if (basic.format < 2) {
        stream.lengthBytes = bytes.readUIntBE(position + 3, 3);
        stream.type = bytes.readUInt8(position + 6);
      }
      if (basic.format === 0) stream.streamId = bytes.readUInt32LE(position + 7);
      this.#begin(stream);
    }
    position += messageHeaderBytes + extendedBytes;
    this.#current = stream;
    this.#currentMissing = Math.min(this.#chunkBytes, stream.lengthBytes - stream.receivedBytes);
    if (this.#currentMissing === 0) this.#endChunk(stream);
    return position - start;
  }

  #open(chunkStreamId: number, format: number): ChunkStream {
    // 5.3.1.2.1: the first chunk of a chunk stream is of type 0. FFmpeg and others begin with type 1 when the
    // timestamp and the stream id are zero, which is what an unknown chunk stream is taken for.
    if (format > 1) throw new RtmpError('chunk', 'a chunk refers to a header that never came');
    if (this.#streams.size >= limits.chunkStreams) throw new RtmpError('chunk', 'too many chunk streams');
    const stream: ChunkStream = {
      timestampField: 0,
      timestampValue: 0,
      timestampMs: 0,
      lengthBytes: 0,
      type: 0,
      streamId: 0,
      inMessage: false,
      payload: EMPTY,
      receivedBytes: 0,
    };
    this.#streams.set(chunkStreamId, stream);
    return stream;
  }

  #begin(stream: ChunkStream): void {
    if (stream.lengthBytes > this.#maxMessageBytes) {
      throw new RtmpError('message-too-large', 'a message is larger than is allowed at this point');
    }
    stream.inMessage = true;
    stream.receivedBytes = 0;
    this.#resize(stream, Math.min(stream.lengthBytes, FIRST_ALLOCATION_BYTES));
  }

  /** What a peer only announces takes no memory: a long message's buffer doubles as its bytes come. */
  #resize(stream: ChunkStream, capacityBytes: number): void {
    this.#heldBytes += capacityBytes - stream.payload.length;
    if (this.#heldBytes > this.#maxHeldBytes) {
      throw new RtmpError('message-too-large', 'too many bytes of unfinished messages');
    }
    const payload = Buffer.allocUnsafe(capacityBytes);
    stream.payload.copy(payload, 0, 0, stream.receivedBytes);
    stream.payload = payload;
  }

  #readPayload(stream: ChunkStream, input: Buffer, position: number): number {
    const size = Math.min(this.#currentMissing, input.length - position);
    const needed = stream.receivedBytes + size;
    if (needed > stream.payload.length) {
      this.#resize(stream, Math.min(stream.lengthBytes, Math.max(needed, 2 * stream.payload.length)));
    }
    input.copy(stream.payload, stream.receivedBytes, position, position + size);
    stream.receivedBytes = needed;
    this.#currentMissing -= size;
    if (this.#currentMissing === 0) this.#endChunk(stream);
    return position + size;
  }

  #endChunk(stream: ChunkStream): void {
    this.#current = undefined;
    if (stream.receivedBytes < stream.lengthBytes) return;
    const { type, streamId, timestampMs, payload } = stream;
    this.#drop(stream);
    if (type === messageType.setChunkSize) this.#setChunkSize(payload);
    else if (type === messageType.abort) this.#abort(payload);
    else this.#onMessage({ type, streamId, timestampMs, payload });
  }

  #drop(stream: ChunkStream): void {
    this.#heldBytes -= stream.payload.length;
    stream.payload = EMPTY;
    stream.receivedBytes = 0;
    stream.inMessage = false;
  }

  /** 5.4.1: 1 to 2³¹−1, of which all that no message reaches are the same. What is held depends on messages alone. */
  #setChunkSize(payload: Buffer): void {
    const sizeBytes = payload.length < 4 ? 0 : payload.readInt32BE(0);
    if (sizeBytes < 1) throw new RtmpError('chunk', 'the chunk size is out of bounds');
    this.#chunkBytes = sizeBytes;
  }

  /** 5.4.2: what has come of the message on that chunk stream is void. */
  #abort(payload: Buffer): void {
    if (payload.length < 4) throw new RtmpError('chunk', 'an abort message is too short');
    const stream = this.#streams.get(payload.readUInt32BE(0));
    if (stream !== undefined) this.#drop(stream);
  }
}

interface ChunkStream {
  /** The three bytes of the last header that had them: a timestamp, a delta, or the mark of an extended one. */
  timestampField: number;
  /** The timestamp or delta that the last header meant. */
  timestampValue: number;
  timestampMs: number;
  lengthBytes: number;
  type: number;
  streamId: number;
  inMessage: boolean;
  payload: Buffer;
  receivedBytes: number;
}

const EMPTY = Buffer.alloc(0);

interface BasicHeader {
  readonly format: 0 | 1 | 2 | 3;
  readonly chunkStreamId: number;
  readonly length: number;
}

/** Adobe RTMP 1.0, 5.3.1.1: one to three bytes. */
function readBasicHeader(bytes: Buffer, start: number, end: number): BasicHeader | undefined {
  if (start >= end) return undefined;
  const first = bytes.readUInt8(start);
  const format = (first >> 6) as 0 | 1 | 2 | 3;
  const low = first & 0x3f;
  if (low >= 2) return { format, chunkStreamId: low, length: 1 };
  const length = 2 + low;
  if (start + length > end) return undefined;
  const chunkStreamId = 64 + (low === 0 ? bytes.readUInt8(start + 1) : bytes.readUInt16LE(start + 1));
  return { format, chunkStreamId, length };
}
