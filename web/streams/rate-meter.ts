/** Rates from counters that are told at irregular times. All times in milliseconds, of one clock. */
export class RateMeter {
  readonly #told: { atMs: number; bytes: number | null; frames: number | null }[] = [];

  /** Takes what a counter says now; null where it says nothing. */
  tell(atMs: number, bytes: number | null, frames: number | null): void {
    const last = this.#told.at(-1);
    if (last !== undefined && isBehind(bytes, last.bytes)) this.#told.length = 0; // the path began anew
    if (last !== undefined && isBehind(frames, last.frames)) this.#told.length = 0; // another process
    this.#told.push({ atMs, bytes, frames });
    if (this.#told.length > KEPT) this.#told.shift();
  }

  /** Over the last seconds before `nowMs`; null where nothing is known. */
  rates(nowMs: number): Rates {
    const newest = this.#told.at(-1);
    if (newest === undefined || nowMs - newest.atMs > FORGOTTEN_MS) return NOTHING;
    const oldest = this.#told.find(({ atMs }) => newest.atMs - atMs <= WINDOW_MS);
    if (oldest === undefined || oldest === newest) return NOTHING;
    const seconds = (newest.atMs - oldest.atMs) / 1000;
    if (seconds < MIN_WINDOW_S) return NOTHING;
    return {
      bitsPerSecond: difference(newest.bytes, oldest.bytes, 8 / seconds),
      framesPerSecond: difference(newest.frames, oldest.frames, 1 / seconds),
    };
  }
}

export interface Rates {
  readonly bitsPerSecond: number | null;
  readonly framesPerSecond: number | null;
}

const NOTHING: Rates = { bitsPerSecond: null, framesPerSecond: null };
/** The router tells numbers at most once a second. */
const WINDOW_MS = 5_500;
const MIN_WINDOW_S = 0.8;
/** Of what stands still nothing is told. */
const FORGOTTEN_MS = 8_000;
const KEPT = 8;

function isBehind(value: number | null, before: number | null): boolean {
  return value !== null && before !== null && value < before;
}

function difference(newest: number | null, oldest: number | null, factor: number): number | null {
  return newest === null || oldest === null ? null : (newest - oldest) * factor;
}
