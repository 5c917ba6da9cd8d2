import type { Logger } from 'pino';
import { ensureSecret } from '../../util/secret-file.js';

/** The token of a router that was given none: made when it is needed first, and kept in the state folder. */
export class GeneratedToken {
  readonly #path: string;
  readonly #log: Logger;
  #value: string | null = null;
  #isFailing = false;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /** Null while none is needed, or none can be kept: then nobody gets in by it. */
  get value(): string | null {
    return this.#value;
  }

  /** To be called as long as one is needed: what failed is tried again. */
  ensure(): void {
    if (this.#value !== null) return;
    try {
      this.#value = ensureSecret(this.#path);
      this.#isFailing = false;
      // Where it is, and never what it is.
      this.#log.info(
        { file: this.#path },
        'the API is reached by the token in this file; "kazstreamlink token" prints it',
      );
    } catch (error) {
      if (!this.#isFailing)
        this.#log.error({ err: error }, 'no token for the API can be kept: nobody gets in');
      this.#isFailing = true;
    }
  }
}
