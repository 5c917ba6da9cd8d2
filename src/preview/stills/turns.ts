import { PreviewProblem } from '../preview-problem.js';

/** Lets so many things happen at once; the others wait for their turn, in order, but not for ever. */
export class Turns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waitMs: number;
  readonly #waiting = new Set<() => void>();
  #active = 0;

  constructor({ atOnce, mostWaiting, waitMs }: TurnLimits) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
    this.#waitMs = waitMs;
  }

  /** Rejects with PreviewProblem when too many wait, or its turn does not come in time. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active >= this.#atOnce) await this.#turn();
    else this.#active += 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#active -= 1;
      else next();
    }
  }

  /** Resolves when an active one has handed over its place. */
  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const busy = (): void => reject(new PreviewProblem('busy', 'Too many pictures are asked for at once.'));
      if (this.#waiting.size >= this.#mostWaiting) {
        busy();
        return;
      }
      const begin = (): void => {
        clearTimeout(deadline);
        this.#waiting.delete(begin);
        resolve();
      };
      const deadline = setTimeout(() => {
        this.#waiting.delete(begin);
        busy();
      }, this.#waitMs);
      this.#waiting.add(begin);
    });
  }
}

export interface TurnLimits {
  readonly atOnce: number;
  readonly mostWaiting: number;
  readonly waitMs: number;
}
