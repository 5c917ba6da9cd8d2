import type { TrackState } from './track-state.js';
import { wallSeconds } from './wall-clock.js';

/**
 * Where the media of the next publisher begins, in the seconds that the path's sender reports speak of: as much later than the
 * end of the one before as time has passed, for all tracks together.
 */
export class ResumePoint {
  /** What the media was ahead of the clock at the end of a publisher: the least of all. */
  #leadS = Number.POSITIVE_INFINITY;
  #endS = Number.NEGATIVE_INFINITY;

  /** To be called when a publisher has gone. */
  note(tracks: readonly TrackState[]): void {
    const ends = tracks.flatMap((track) => track.end() ?? []);
    if (ends.length === 0) return;
    this.#endS = Math.max(...ends.map(({ nextSeconds }) => nextSeconds));
    // A publisher begins with what its source kept, older media that comes at once. Were each one put behind the end of
    // the one before, the media would run ahead of the clock by so much more with each of them, and a player's delay grow.
    const leadS = Math.max(...ends.map(({ seconds, atMs }) => seconds - wallSeconds(atMs)));
    this.#leadS = Math.min(this.#leadS, leadS);
  }

  /** Undefined when nothing was sent before. */
  at(nowMs: number): number | undefined {
    if (this.#leadS === Number.POSITIVE_INFINITY) return undefined;
    return Math.min(Math.max(this.#endS, wallSeconds(nowMs) + this.#leadS), this.#endS + LONGEST_GAP_S);
  }
}

/** Half the range of RTP timestamps, 6.6 h at 90 kHz, looks like a step back. */
const LONGEST_GAP_S = 3_600;
