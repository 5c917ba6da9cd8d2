import type { Logger } from 'pino';
import { describeRefusal, type RefusedPublisher } from '../state/refused-publisher.js';

/** Says in the log which publishers become no stream, once each. */
export class Refusals {
  readonly #log: Logger;
  #told: ReadonlySet<string> = new Set();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param refused all that there are now */
  tell(refused: readonly RefusedPublisher[]): void {
    const now = new Map(refused.map((one) => [describeRefusal(one).message, one]));
    for (const [problem, one] of now) {
      if (this.#told.has(problem)) continue;
      const { ingestPath, pattern } = one;
      this.#log.warn(
        { ingestPath, pattern, problem, remedy: describeRefusal(one).remedy },
        'a publisher is refused',
      );
    }
    this.#told = new Set(now.keys());
  }
}
