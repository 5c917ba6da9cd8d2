import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFolder } from '../../util/state-folder.js';

/**
 * How often a stream was started, kept in the folder of its log for a router that comes after one that was killed. A stream
 * that was stopped begins anew. What cannot be written is not kept: the log of the stream tells of that.
 */
export class StartCount {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'starts');
  }

  /** 0 when none is kept. */
  read(): number {
    try {
      const starts = Number(readFileSync(this.#file, 'latin1'));
      return Number.isSafeInteger(starts) && starts > 0 ? starts : 0;
    } catch {
      return 0;
    }
  }

  write(starts: number): void {
    try {
      createFolder(this.#folder);
      writeFileSync(this.#file, String(starts), { mode: 0o600 });
    } catch {
      // The folder is full, read-only or gone.
    }
  }

  forget(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // As above.
    }
  }
}
