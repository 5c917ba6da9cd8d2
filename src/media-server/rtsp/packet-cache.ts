import { nextFrame } from './interleaved.js';
import { limits } from './limits.js';
import type { KeyFrameDetector } from './rtp/key-frame.js';
import { rtpTimestamp } from './rtp/rtp-packet.js';

/**
 * Everything that a path has sent since the beginning of the access unit of its last video key frame, so that a
 * reader that joins shows a picture at once. Keeps references to the buffers that it is given, whole: they hold
 * hardly anything else. Beyond its bounds it is emptied, and waits for the next key frame.
 */
export class PacketCache {
  readonly #videoChannel: number;
  readonly #startsKeyFrame: KeyFrameDetector | undefined;
  readonly #maxBytes: number;
  readonly #maxMs: number;
  #chunks: Chunk[] = [];
  #sizeBytes = 0;
  #position = 0;
  /** Whether the first chunk begins with a key frame; else it begins with the present access unit. */
  #hasKeyFrame = false;
  #timestamp = -1;
  #unitPosition = -1;
  #unitOffset = 0;
  #unitIsKey = false;

  constructor(options: PacketCacheOptions) {
    this.#videoChannel = options.videoChannel;
    this.#startsKeyFrame = options.startsKeyFrame;
    this.#maxBytes = options.maxBytes ?? limits.cacheBytes;
    this.#maxMs = options.maxMs ?? limits.cacheMs;
  }

  /** False for a path without video, or with video whose key frames can't be told: then nothing is kept. */
  get enabled(): boolean {
    return this.#startsKeyFrame !== undefined;
  }

  /** Counts the buffers appended so far; see {@link since}. */
  get position(): number {
    return this.#position;
  }

  /** Whether {@link since} answers something that a decoder can begin with. */
  get beginsWithKeyFrame(): boolean {
    return this.#hasKeyFrame;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes whole valid frames. Answers whether a key frame begins in them. */
  append(data: Buffer, nowMs: number): boolean {
    const position = this.#position++;
    if (this.#startsKeyFrame === undefined) return false;
    this.#chunks.push({ position, data, start: 0, atMs: nowMs });
    this.#sizeBytes += data.length;
    let keyFrame = false;
    for (let offset = 0; offset < data.length; ) {
      const next = nextFrame(data, offset);
      if (data[offset + 1] === this.#videoChannel && this.#video(position, data, offset, next))
        keyFrame = true;
      offset = next;
    }
    this.#keepBounds(nowMs);
    return keyFrame;
  }

  /** What is kept, in order; with `position`, only what was appended after the cache had that position. */
  since(position = 0): Buffer[] {
    const buffers: Buffer[] = [];
    for (const chunk of this.#chunks) {
      if (chunk.position < position) continue;
      buffers.push(chunk.start === 0 ? chunk.data : chunk.data.subarray(chunk.start));
    }
    return buffers;
  }

  #video(position: number, data: Buffer, offset: number, next: number): boolean {
    const timestamp = rtpTimestamp(data, offset + 4);
    if (timestamp !== this.#timestamp) {
      // RFC 6184 5.1, RFC 7798 4.1: all packets of an access unit, parameter sets included, have one timestamp.
      this.#timestamp = timestamp;
      this.#unitPosition = position;
      this.#unitOffset = offset;
      this.#unitIsKey = false;
      if (!this.#hasKeyFrame) this.#cut(position, offset);
    }
    if (this.#unitIsKey || this.#startsKeyFrame?.(data, offset + 4, next) !== true) return false;
    this.#unitIsKey = true;
    this.#hasKeyFrame = true;
    if (this.#unitPosition === -1) this.#cut(position, offset);
    else this.#cut(this.#unitPosition, this.#unitOffset);
    return true;
  }

  #cut(position: number, offset: number): void {
    const index = this.#chunks.findIndex((chunk) => chunk.position >= position);
    for (const chunk of this.#chunks.splice(0, Math.max(index, 0))) {
      this.#sizeBytes -= chunk.data.length - chunk.start;
    }
    const first = this.#chunks[0];
    if (first?.position !== position) return;
    this.#sizeBytes -= offset - first.start;
    first.start = offset;
  }

  #keepBounds(nowMs: number): void {
    const first = this.#chunks[0];
    if (first === undefined) return;
    const maxMs = this.#hasKeyFrame ? this.#maxMs : LONGEST_UNIT_MS;
    if (this.#sizeBytes > this.#maxBytes || nowMs - first.atMs > maxMs) this.clear();
  }

  /** Waits for the next key frame. */
  clear(): void {
    this.#chunks = [];
    this.#sizeBytes = 0;
    this.#hasKeyFrame = false;
    this.#unitPosition = -1;
  }
}

/** Without a key frame only the beginning of one is waited for: sound from before it would be a delay to whoever joins. */
const LONGEST_UNIT_MS = 500;

export interface PacketCacheOptions {
  /** The publisher's RTP channel of the video track. */
  readonly videoChannel: number;
  readonly startsKeyFrame: KeyFrameDetector | undefined;
  readonly maxBytes?: number;
  readonly maxMs?: number;
}

interface Chunk {
  readonly position: number;
  readonly data: Buffer;
  /** Where in `data` the kept part begins. */
  start: number;
  readonly atMs: number;
}
