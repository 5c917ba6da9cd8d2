import { BitReader } from '../bit-reader.js';
import { limits } from '../limits.js';
import type { AudioDepacketizer, AudioPiece } from './audio-codec.js';

/**
 * AAC frames out of RFC 3640 payloads: two bytes that say how many bits of headers follow, a header a frame (its size, its place),
 * the frames. A frame that is larger than a packet comes in several, each with the same header (3.1).
 */
export class AacDepacketizer implements AudioDepacketizer {
  readonly #options: AacPayloadFormat;
  #begun: { pieces: Buffer[]; leftBytes: number } | undefined;

  constructor(options: AacPayloadFormat) {
    this.#options = options;
  }

  push(payload: Buffer): readonly AudioPiece[] {
    if (payload.length < 2) return [];
    const dataStart = 2 + Math.ceil(payload.readUInt16BE(0) / 8);
    const sizes = this.#sizes(payload.subarray(2, dataStart), payload.readUInt16BE(0));
    const data = payload.subarray(dataStart);
    const [first] = sizes;
    if (first === undefined || dataStart >= payload.length) return [];
    const { frameUnits } = this.#options;
    if (sizes.length === 1 && (this.#begun !== undefined || first > data.length)) {
      const whole = this.#fragment(first, data);
      return whole === undefined ? [] : [{ data: whole, offsetUnits: 0, durationUnits: frameUnits }];
    }
    this.reset();
    const frames: AudioPiece[] = [];
    let offset = 0;
    for (const [index, size] of sizes.entries()) {
      if (size === 0 || offset + size > data.length) break;
      const frame = data.subarray(offset, offset + size);
      frames.push({ data: frame, offsetUnits: index * frameUnits, durationUnits: frameUnits });
      offset += size;
    }
    return frames;
  }

  reset(): void {
    this.#begun = undefined;
  }

  #fragment(sizeBytes: number, data: Buffer): Buffer | undefined {
    const begun = this.#begun ?? { pieces: [], leftBytes: sizeBytes };
    begun.pieces.push(data);
    begun.leftBytes -= data.length;
    this.#begun = begun.leftBytes > 0 ? begun : undefined;
    return begun.leftBytes === 0 ? Buffer.concat(begun.pieces) : undefined;
  }

  /** Of the frames, in bytes. */
  #sizes(headers: Buffer, bits: number): number[] {
    const { sizeBits, indexBits, indexDeltaBits } = this.#options;
    const sizes: number[] = [];
    const reader = new BitReader(headers);
    let headerBits = sizeBits + indexBits;
    while (reader.position + headerBits <= Math.min(bits, headers.length * 8)) {
      const size = reader.bits(sizeBits);
      // Frames out of order (RFC 3640 3.2.3.2) nobody sends.
      reader.skip(headerBits - sizeBits);
      if (size > limits.audioUnitBytes) return [];
      sizes.push(size);
      headerBits = sizeBits + indexDeltaBits;
    }
    return sizes;
  }
}

/** RFC 3640 4.1; in bits, and in units of the clock. */
export interface AacPayloadFormat {
  readonly sizeBits: number;
  readonly indexBits: number;
  readonly indexDeltaBits: number;
  readonly frameUnits: number;
}
