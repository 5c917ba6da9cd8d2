import { gitRevision } from './git-revision.js';

/**
 * The Git revision that the live content came with. The checkout may go on to another one without the content changing, or with a content
 * that is invalid and never becomes live: so another revision counts only when the file was looked at after it was found.
 */
export class LiveRevision {
  readonly #path: string;
  readonly #look: () => void;
  #value: string | null = null;
  #found: string | null = null;

  /**
   * @param path of the configuration
   * @param look lets it be looked at; what comes of it is known when `check` is called the next time
   */
  constructor(path: string, look: () => void) {
    this.#path = path;
    this.#look = look;
  }

  /** Null when the configuration is in no checkout, or nothing is known of the content. */
  get value(): string | null {
    return this.#value;
  }

  /** To be called when a content of the file becomes live. */
  take(): void {
    this.#value = gitRevision(this.#path);
    this.#found = this.#value;
  }

  /**
   * To be called each second. Answers whether it is another one than before.
   * @param isFileLive the newest content of the file is the live one
   */
  check(isFileLive: boolean): boolean {
    const now = isFileLive ? gitRevision(this.#path) : this.#value;
    if (now === this.#value) return false;
    if (now === this.#found) {
      this.#value = now;
      return true;
    }
    this.#found = now;
    this.#look();
    return false;
  }
}
