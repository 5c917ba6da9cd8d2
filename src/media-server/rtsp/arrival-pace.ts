/**
 * Tells whether media comes as it is made. A publisher begins with what its source has kept, older media that comes faster; and what its
 * transcoder has to catch up.
 */
export class ArrivalPace {
  #first: { readonly seconds: number; readonly atMs: number } | undefined;
  /** What the media has gained on the clock, in seconds, and when it did last. */
  #gainedS = 0;
  #gainedAtMs = 0;

  /** @param seconds media time of the newest packet */
  observe(seconds: number, nowMs: number): void {
    if (this.#first === undefined) {
      this.#first = { seconds, atMs: nowMs };
      this.#gainedAtMs = nowMs;
      return;
    }
    const gainedS = seconds - this.#first.seconds - (nowMs - this.#first.atMs) / 1000;
    if (gainedS - this.#gainedS < NOTABLE_S) return;
    this.#gainedS = gainedS;
    this.#gainedAtMs = nowMs;
  }

  isLive(nowMs: number): boolean {
    if (this.#first === undefined) return false;
    return nowMs - this.#gainedAtMs >= SETTLED_MS || nowMs - this.#first.atMs >= LONGEST_MS;
  }
}

/** More than B frames and the unsteadiness of a network make of it. */
const NOTABLE_S = 0.15;
const SETTLED_MS = 150;
/** A transcoder may take that long to catch up. */
const LONGEST_MS = 5_000;
