import { limits } from './limits.js';
import type { MediaMessage } from './media-message.js';

/**
 * What a player that joins needs for a picture at once: metadata, headers, and everything since the last key frame
 * of the first video track. A group of pictures beyond the bounds is dropped and not kept until the next key frame.
 */
export class StreamCache {
  #metadata: MediaMessage | undefined;
  readonly #headers = new Map<string, MediaMessage>();
  #headerBytes = 0;
  #group: MediaMessage[] = [];
  #groupBytes = 0;
  #leadTrack: number | undefined;

  /** True while a group of pictures is held: then a next key frame can be waited for. */
  get hasKeyFrame(): boolean {
    return this.#group.length > 0;
  }

  get sizeBytes(): number {
    return this.#groupBytes + this.#headerBytes + (this.#metadata?.wire.length ?? 0);
  }

  /** In the order in which a player must get them. */
  *messages(): Generator<MediaMessage, void, undefined> {
    if (this.#metadata !== undefined) yield this.#metadata;
    yield* this.#headers.values();
    yield* this.#group;
  }

  add(message: MediaMessage): void {
    switch (message.role) {
      case 'metadata':
        this.#metadata = message;
        return;
      case 'metadata-cleared':
        this.#metadata = undefined;
        return;
      case 'header':
        this.#addHeader(message);
        return;
      case 'key-frame':
        if (this.#leads(message)) this.#clearGroup();
        else if (!this.hasKeyFrame) return;
        this.#addToGroup(message);
        return;
      case 'frame':
        if (this.hasKeyFrame) this.#addToGroup(message);
        return;
      default:
        message.role satisfies never;
    }
  }

  /** Encoders repeat their headers; only a different one makes what is held undecodable. */
  #addHeader(message: MediaMessage): void {
    const known = this.#headers.get(message.slot);
    if (known?.wire.subarray(WIRE_HEADER_BYTES).equals(message.wire.subarray(WIRE_HEADER_BYTES)) === true)
      return;
    const sizeBytes = this.#headerBytes - (known?.wire.length ?? 0) + message.wire.length;
    if (sizeBytes > limits.headerBytes) return;
    if (known === undefined && this.#headers.size >= limits.headers) return;
    this.#clearGroup();
    this.#headerBytes = sizeBytes;
    this.#headers.set(message.slot, message);
  }

  /** With several video tracks all begin at the key frames of the first that was seen. */
  #leads(message: MediaMessage): boolean {
    const track = message.tracks[0]?.id;
    this.#leadTrack ??= track;
    return track === this.#leadTrack;
  }

  #addToGroup(message: MediaMessage): void {
    this.#group.push(message);
    this.#groupBytes += message.wire.length;
    const lengthMs = (message.timestampMs - (this.#group[0]?.timestampMs ?? 0)) | 0;
    const tooMuch = this.#groupBytes > limits.gopBytes || this.#group.length > limits.gopMessages;
    if (tooMuch || lengthMs > limits.gopMs) this.#clearGroup();
  }

  /** Whoever joins waits for the next key frame. */
  clear(): void {
    this.#clearGroup();
  }

  #clearGroup(): void {
    this.#group = [];
    this.#groupBytes = 0;
  }
}

/** A repeated header may carry another timestamp: the comparison begins behind the chunk header. */
const WIRE_HEADER_BYTES = 12;
