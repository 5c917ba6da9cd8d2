import { renameSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { readFileContent } from './read-file.js';

/**
 * The text of the configuration that was live last, references unresolved, kept so that a router that starts with a
 * broken file goes on with it.
 */
export class LastGood {
  readonly #path: string;
  readonly #log: Logger;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /** Null when none was kept. */
  read(): string | null {
    const content = readFileContent(this.#path);
    return content.ok ? content.text : null;
  }

  /** Replaces it in one step. That it cannot be kept is told and harms nothing that runs. */
  write(text: string): void {
    try {
      const temporary = `${this.#path}.new`;
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      this.#log.warn({ err: error }, 'the last good configuration could not be kept in the state folder');
    }
  }
}
