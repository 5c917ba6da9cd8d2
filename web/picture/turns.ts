/** Lets so many of a kind happen at once; the others wait for their turn, in the order in which they came. */
export class Turns {
  readonly #lanes: Promise<unknown>[];
  #next = 0;

  constructor(atOnce: number) {
    this.#lanes = Array.from({ length: atOnce }, () => Promise.resolve());
  }

  take<T>(action: () => Promise<T>): Promise<T> {
    const lane = this.#next % this.#lanes.length;
    this.#next += 1;
    const turn = (this.#lanes[lane] ?? Promise.resolve()).then(action);
    // How it went is told to who asked, and is nothing to who comes next.
    this.#lanes[lane] = turn.catch(() => undefined);
    return turn;
  }
}
