/**
 * RTP tells when a frame is shown, and MP4 needs to know when it is decoded as well: decoding times have to rise, while the times
 * of frames that refer to later ones go back. A frame is decoded at the time at which the frame is shown that stands as many
 * places earlier in the order of showing as frames can be reordered: that frame has come by then.
 */
export class DecodeTimes {
  /** Of the last frames, in ascending order. */
  #shown: number[] = [];
  #last = Number.NEGATIVE_INFINITY;

  next(shownAtS: number, isKey: boolean, { reorderedFrames, frameDurationS }: FrameOrder): number {
    const latest = this.#shown.at(-1);
    const isAfterGap = latest === undefined || Math.abs(shownAtS - latest) > GAP_S;
    if (isAfterGap && (isKey || latest === undefined)) {
      this.#shown = Array.from(
        { length: reorderedFrames },
        (_none, index) => shownAtS - (reorderedFrames - index) * frameDurationS,
      );
    }
    const place = this.#shown.findIndex((shown) => shown > shownAtS);
    this.#shown.splice(place === -1 ? this.#shown.length : place, 0, shownAtS);
    while (this.#shown.length > reorderedFrames + 1) this.#shown.shift();
    this.#last = Math.max(this.#shown[0] ?? shownAtS, this.#last + STEP_S);
    return this.#last;
  }
}

interface FrameOrder {
  readonly reorderedFrames: number;
  readonly frameDurationS: number;
}

/** What is shown this much later does not go on with what was before. */
const GAP_S = 0.5;
/** One unit of RTP's clock for video. */
const STEP_S = 1 / 90_000;
