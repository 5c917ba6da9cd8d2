import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { Seal } from '../util/seal.js';
import type { StateFolder } from '../util/state-folder.js';
import { contentHash, type FoundFiles } from './configuration-state.js';
import { readFileContent } from './read-file.js';
import type { SourceText } from './source-files.js';

/**
 * The texts of the configuration that was live last, references unresolved, kept so that a router that starts with a
 * broken file goes on with them. They are sealed, since credentials may be written in them.
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

  /**
   * Null when none was kept, or none that can be read.
   * @param name how a file is to be called of which only the text was kept
   */
  read(name: string): FoundFiles | null {
    const kept = this.#readText();
    if (kept === null) return null;
    const several = kept.startsWith('[') ? severalIn(kept) : null;
    return several ?? { files: [{ file: name, text: kept }], problems: [], hash: contentHash(kept) };
  }

  #readText(): string | null {
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
  write({ hash, texts }: Kept): void {
    const [first] = texts;
    // A text by itself is kept as it is, as earlier versions did.
    const isOne = first !== undefined && texts.length === 1 && hash === contentHash(first.text);
    this.#writeText(isOne ? first.text : JSON.stringify([{ hash, files: texts }]));
  }

  #writeText(text: string): void {
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
    this.#writeText(plain.text);
    return plain.text;
  }
}

export interface Kept {
  readonly hash: string;
  readonly texts: readonly SourceText[];
}

/** Several texts are kept in a JSON array, which no text by itself is. Null for what is none of ours. */
function severalIn(kept: string): FoundFiles | null {
  try {
    const [{ hash, files }] = JSON.parse(kept) as [{ hash: string; files: SourceText[] }];
    return { hash, files: files.map(({ file, text }) => ({ file, text })), problems: [] };
  } catch {
    return null; // a text that begins like an array: what is wrong with it is told when it is read
  }
}
