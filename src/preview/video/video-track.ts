import { limits } from '../limits.js';
import type { AccessUnit } from '../rtp/access-units.js';
import { DecodeTimes } from './decode-times.js';
import type { VideoCodec, VideoConfiguration } from './video-codec.js';

/**
 * Makes frames of access units. It begins with a key frame, and begins again with the next one after a loss: what refers to a picture
 * that is missing makes some decoders give up.
 */
export class VideoTrack {
  readonly codec: VideoCodec;
  readonly #times = new DecodeTimes();
  #parameterSets: readonly Buffer[] = [];
  #configuration: VideoConfiguration | undefined;
  #awaitsKeyFrame = true;

  /** @param parameterSets that the description tells */
  constructor(codec: VideoCodec, parameterSets: readonly Buffer[]) {
    this.codec = codec;
    this.#take(parameterSets);
  }

  /** Undefined as long as nothing tells it. */
  get configuration(): VideoConfiguration | undefined {
    return this.#configuration;
  }

  /** Undefined for what cannot be shown. `shownAtS` may go up and down. */
  frame({ nalUnits, followsLoss }: AccessUnit, shownAtS: number): VideoFrame | undefined {
    const units = nalUnits.map((unit) => ({ unit, kind: this.codec.kindOf(unit) }));
    this.#take(units.filter(({ kind }) => kind === 'parameters').map(({ unit }) => unit));
    const isKey = units.some(({ kind }) => kind === 'key');
    this.#awaitsKeyFrame = !isKey && (this.#awaitsKeyFrame || followsLoss);
    const kept = units.filter(({ kind }) => kind !== 'parameters' && kind !== 'left-out');
    const isPicture = kept.some(({ kind }) => kind !== 'other');
    if (this.#awaitsKeyFrame || this.#configuration === undefined || !isPicture) return undefined;
    return {
      isKey,
      shownAtS,
      decodedAtS: this.#times.next(shownAtS, isKey, this.#configuration),
      data: lengthPrefixed(kept.map(({ unit }) => unit)),
      configuration: this.#configuration,
    };
  }

  /** Sets of a kind take the place of those that there were of it. */
  #take(sets: readonly Buffer[]): void {
    const usable = sets.filter(({ length }) => length > 1 && length <= limits.parameterSetBytes);
    const kinds = new Set(usable.map((set) => this.codec.typeOf(set)));
    const isKnown = (set: Buffer): boolean => this.#parameterSets.some((known) => known.equals(set));
    if (usable.every(isKnown)) return;
    const others = this.#parameterSets.filter((set) => !kinds.has(this.codec.typeOf(set)));
    const taken = [...kinds].flatMap((kind) =>
      usable.filter((set) => this.codec.typeOf(set) === kind).slice(0, limits.parameterSetsOfAKind),
    );
    // They are views of what was read, of which nothing else is to be kept for as long.
    this.#parameterSets = [...others, ...taken.map((set) => Buffer.from(set))];
    try {
      this.#configuration = this.codec.configure(this.#parameterSets);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#configuration = undefined;
    }
  }
}

/** One picture, in the order of decoding. */
export interface VideoFrame {
  /** Whether a decoder can begin here. */
  readonly isKey: boolean;
  readonly shownAtS: number;
  /** Rises from each frame to the next. */
  readonly decodedAtS: number;
  /** NAL units, each behind its length. */
  readonly data: Buffer;
  /** The same object as long as it is the same. */
  readonly configuration: VideoConfiguration;
}

/** ISO/IEC 14496-15 4.3.2: each unit behind its length in four bytes. */
function lengthPrefixed(units: readonly Buffer[]): Buffer {
  const data = Buffer.allocUnsafe(units.reduce((sum, { length }) => sum + 4 + length, 0));
  let offset = 0;
  for (const unit of units) {
    data.writeUInt32BE(unit.length, offset);
    offset += 4 + unit.copy(data, offset + 4);
  }
  return data;
}
