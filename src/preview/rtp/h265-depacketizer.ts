import { aggregatedUnits, type NalDepacketizer } from './nal-depacketizer.js';
import { NalFragments } from './nal-fragments.js';

/**
 * H.265 without decoding order numbers (`sprop-max-don-diff` 0), as all that is in use. RFC 7798 4.4: single units 0–47, AP 48, FU 49;
 * the type is in bits 1 to 6 of the first of two header bytes
 */
export class H265Depacketizer implements NalDepacketizer {
  readonly #fragments = new NalFragments();

  push(payload: Buffer): readonly Buffer[] {
    const [first = 0, second = 0, fragment = 0] = payload;
    const type = (first >> 1) & 0x3f;
    if (payload.length < 3) return [];
    if (type < 48) return [payload];
    if (type === 48) return aggregatedUnits(payload, 2);
    if (type !== 49 || payload.length < 4) return [];
    // RFC 7798 4.4.3: the payload's header is the unit's but for the type, which is in the fragment's header behind S and E.
    const unit = this.#fragments.push({
      isStart: (fragment & 0x80) !== 0,
      isEnd: (fragment & 0x40) !== 0,
      header: Buffer.of((first & 0x81) | ((fragment & 0x3f) << 1), second),
      data: payload.subarray(3),
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
