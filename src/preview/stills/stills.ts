import { limits, timing } from '../limits.js';
import { PreviewProblem } from '../preview-problem.js';
import type { VideoFrame } from '../video/video-track.js';
import { fetchKeyFrame } from './fetch-key-frame.js';
import { makeStill, type Still } from './still.js';
import { Turns } from './turns.js';

/** The last pictures of streams. Who asks for the same one within a second gets the same answer. */
export class Stills {
  readonly #keyFrame: (url: string) => VideoFrame | undefined;
  readonly #kept = new Map<string, Promise<Still>>();
  readonly #turns = new Turns({
    atOnce: limits.stillsAtOnce,
    mostWaiting: limits.stillsWaiting,
    waitMs: timing.stillTurnMs,
  });

  /** @param keyFrame what is known without asking the server */
  constructor(keyFrame: (url: string) => VideoFrame | undefined) {
    this.#keyFrame = keyFrame;
  }

  /** Rejects with PreviewProblem. `url` may hold credentials. */
  get(url: string): Promise<Still> {
    const known = this.#keyFrame(url);
    if (known !== undefined) return Promise.resolve(makeStill(known));
    const kept = this.#kept.get(url);
    if (kept !== undefined) return kept;
    const still = this.#turns.take(async () => makeStill(await fetchKeyFrame(url)));
    this.#kept.set(url, still);
    const forget = (): void => {
      setTimeout(() => this.#kept.delete(url), timing.stillKeptMs);
    };
    still.then(forget, (error: unknown) => {
      // One that had no turn was not asked about.
      if (error instanceof PreviewProblem && error.code === 'busy') this.#kept.delete(url);
      else forget();
    });
    return still;
  }
}
