import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { Seal } from '../util/seal.js';
import type { StateFolder } from '../util/state-folder.js';
import { readFileContent } from './read-file.js';

/**
 * The text of the configuration that was live last, references unresolved, kept so that a router that starts with a
 * broken file goes on with it. It is sealed, since credentials may be written in it.
 */
export class LastGood {
  readonly #folder: StateFolder;
  readonly #seal: Seal;
  readonly #log: Logger;

  constructor(folder: StateFolder, log: Logger) {
    this.#folder = folder;
    this.#seal = new Seal(folder.key);
    this.#log = log;
  }

  /** Null when none was kept, or none that can be read. */
  read(): string | null {
    const kept = readFileContent(this.#folder.lastGood);
    if (!kept.ok && kept.code === 'ENOENT') return this.#readPlain();
    try {
      if (!kept.ok) throw new Error(`it cannot be read (${kept.code})`);
      return this.#seal.open(kept.text);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#log.warn({ problem }, 'the last good configuration in the state folder cannot be used');
      return null;
    }
  }

  /** Replaces it in one step. That it cannot be kept is told and harms nothing that runs. */
  write(text: string): void {
    try {
      const { lastGood } = this.#folder;
      const temporary = `${lastGood}.new`;
      writeFileSync(temporary, this.#seal.seal(text), { mode: 0o600 });
      renameSync(temporary, lastGood);
      rmSync(this.#folder.plainLastGood, { force: true });
    } catch (error) {
      this.#log.warn({ err: error }, 'the last good configuration could not be kept in the state folder');
    }
  }

  /** What an earlier version kept unsealed is read once, and then sealed. */
  #readPlain(): string | null {
    const plain = readFileContent(this.#folder.plainLastGood);
    if (!plain.ok) return null;
    this.write(plain.text);
    return plain.text;
  }
}
