import { aggregatedUnits, type NalDepacketizer } from './nal-depacketizer.js';
import { NalFragments } from './nal-fragments.js';

/**
 * H.264 in the single NAL unit and the non-interleaved mode, which are all that is in use. RFC 6184 5.2: single units 1–23,
 * STAP-A 24, FU-A 28
 */
export class H264Depacketizer implements NalDepacketizer {
  readonly #fragments = new NalFragments();

  push(payload: Buffer): readonly Buffer[] {
    const [indicator = 0, fragment = 0] = payload;
    const type = indicator & 0x1f;
    if (type >= 1 && type <= 23) return [payload];
    if (type === 24) return aggregatedUnits(payload, 1);
    if (type !== 28 || payload.length < 3) return [];
    // RFC 6184 5.8: the indicator has F and NRI of the unit, the fragment's header S, E and its type.
    const unit = this.#fragments.push({
      isStart: (fragment & 0x80) !== 0,
      isEnd: (fragment & 0x40) !== 0,
      header: Buffer.of((indicator & 0xe0) | (fragment & 0x1f)),
      data: payload.subarray(2),
    });
    return unit === undefined ? [] : [unit];
  }

  get isInUnit(): boolean {
    return this.#fragments.hasBegun;
  }

  reset(): void {
    this.#fragments.reset();
  }
}
