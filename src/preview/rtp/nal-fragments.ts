import { limits } from '../limits.js';

/** Puts a NAL unit together that came in several packets. RFC 6184 5.8, RFC 7798 4.4.3 */
export class NalFragments {
  #pieces: Buffer[] | undefined;
  #sizeBytes = 0;

  /** Answers the unit with its last fragment; undefined before, and for what has no beginning. */
  push({ isStart, isEnd, header, data }: NalFragment): Buffer | undefined {
    if (isStart) {
      this.#pieces = [header];
      this.#sizeBytes = header.length;
    }
    const pieces = this.#pieces;
    if (pieces === undefined) return undefined;
    pieces.push(data);
    this.#sizeBytes += data.length;
    if (this.#sizeBytes > limits.accessUnitBytes || pieces.length > MAX_FRAGMENTS) {
      this.reset();
      return undefined;
    }
    if (!isEnd) return undefined;
    this.reset();
    return Buffer.concat(pieces);
  }

  get hasBegun(): boolean {
    return this.#pieces !== undefined;
  }

  reset(): void {
    this.#pieces = undefined;
    this.#sizeBytes = 0;
  }
}

export interface NalFragment {
  readonly isStart: boolean;
  readonly isEnd: boolean;
  /** The header that the unit has as a whole. */
  readonly header: Buffer;
  readonly data: Buffer;
}

/** 8 MiB in packets of 128 bytes. */
const MAX_FRAGMENTS = 65_536;
