/**
 * Judges from FFmpeg's progress whether media still flows. Progress lines by themselves are no sign of life: an FFmpeg that
 * hangs goes on printing them with a frozen or creeping media time. So the rate counts: over the last `stallTimeoutMs` the
 * media time has to advance by at least half of the real time.
 */
export class StallJudge {
  #samples: Sample[] = [];

  /** To be called with each progress block. */
  observe(outTimeUs: number, atMs: number, stallTimeoutMs: number): void {
    this.#samples.push({ outTimeUs, atMs });
    // One sample from before the window is kept: it says where the media time was when the window began.
    const inWindow = this.#samples.findIndex((sample) => sample.atMs > atMs - stallTimeoutMs);
    if (inWindow > 1) this.#samples.splice(0, inWindow - 1);
  }

  /** `silent`: media flowed as far as the blocks tell, and none came since. */
  judge(nowMs: number, stallTimeoutMs: number): 'flows' | 'stalled' | 'silent' {
    if (!this.#isSlow(nowMs, stallTimeoutMs)) return 'flows';
    const lastAtMs = this.#samples.at(-1)?.atMs ?? nowMs;
    return this.#isSlow(lastAtMs, stallTimeoutMs) ? 'stalled' : 'silent';
  }

  /** Null before the first block. */
  get lastBlockAtMs(): number | null {
    return this.#samples.at(-1)?.atMs ?? null;
  }

  #isSlow(nowMs: number, stallTimeoutMs: number): boolean {
    const before = this.#samples.findLast(({ atMs }) => atMs <= nowMs - stallTimeoutMs);
    const last = this.#samples.at(-1);
    if (before === undefined || last === undefined) return false;
    const advancedMs = (last.outTimeUs - before.outTimeUs) / 1_000;
    return advancedMs < (nowMs - before.atMs) / 2;
  }
}

interface Sample {
  readonly outTimeUs: number;
  readonly atMs: number;
}
