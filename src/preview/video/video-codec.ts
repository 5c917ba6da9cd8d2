import type { NalDepacketizer } from '../rtp/nal-depacketizer.js';

/** What differs between the codecs whose streams consist of NAL units. */
export interface VideoCodec {
  /** As people call it. */
  readonly name: string;
  createDepacketizer(): NalDepacketizer;
  kindOf(nalUnit: Buffer): NalKind;
  /** The number of the unit's type in its header. */
  typeOf(nalUnit: Buffer): number;
  /** Undefined as long as a set is missing, or when one cannot be read. */
  configure(parameterSets: readonly Buffer[]): VideoConfiguration | undefined;
}

/**
 * `key` and `picture` are parts of a picture, the first one of a picture at which a decoder can begin. `left-out`: MP4 has no use
 * for it (delimiters, filler, ends of sequences), or says it elsewhere.
 */
export type NalKind = 'key' | 'picture' | 'parameters' | 'other' | 'left-out';

/** What a decoder has to know before the first picture. */
export interface VideoConfiguration {
  /** RFC 6381, such as `avc1.42e01f`. */
  readonly codec: string;
  readonly sampleEntry: 'avc1' | 'hvc1';
  /** `avcC` or `hvcC`, which the sample entry holds. */
  readonly box: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Width to height of one pixel. */
  readonly pixelAspect: readonly [width: number, height: number];
  /** As the encoder says, or else a guess. */
  readonly frameDurationS: number;
  /** How many frames may be decoded before one and shown after it. */
  readonly reorderedFrames: number;
}

export const GUESSED_FRAME_S = 1 / 30;
