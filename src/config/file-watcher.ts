import { dirname, join, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { FileContent } from './configuration-state.js';
import { readFileContent } from './read-file.js';

/** Two reads this far apart must be equal before a content counts: an editor may be half way through. */
export const SETTLE_MS = 100;
const RECHECK_MS = 3_000;

/**
 * Watches one file through its folder (a watch on the file itself is deaf after a rename) and gives each settled
 * content that differs from the one before. It looks again every few seconds without any event, so a missed
 * event costs seconds, not correctness.
 */
export class FileWatcher {
  readonly #path: string;
  readonly #onContent: (content: FileContent) => void;
  readonly #watcher: FSWatcher;
  readonly #recheck: NodeJS.Timeout;
  #settling: NodeJS.Timeout | undefined;
  #given: FileContent | undefined;

  constructor(path: string, onContent: (content: FileContent) => void) {
    this.#path = resolve(path);
    this.#onContent = onContent;
    const folder = dirname(this.#path);
    // `..data` is the link that Kubernetes swaps when a ConfigMap changes.
    const watched = new Set([folder, this.#path, join(folder, '..data')]);
    this.#watcher = watch(folder, {
      ignored: (candidate) => !watched.has(candidate),
      ignoreInitial: true,
      // The default holds events back for 100 ms to hide a rename over the file; the settling does that here.
      atomic: false,
      depth: 0,
    });
    this.#watcher.on('all', () => this.look());
    this.#watcher.on('error', () => this.look());
    this.#recheck = setInterval(() => this.look(), RECHECK_MS);
  }

  /** Looks at the file now; gives its content when it has settled and differs from what was given last. */
  look(): void {
    if (this.#settling !== undefined) return;
    const first = readFileContent(this.#path);
    if (this.#given !== undefined && isEqual(first, this.#given)) return;
    this.#settle(first);
  }

  /** Says which content is known already. */
  markGiven(content: FileContent): void {
    this.#given = content;
  }

  async close(): Promise<void> {
    clearInterval(this.#recheck);
    clearTimeout(this.#settling);
    await this.#watcher.close();
  }

  #settle(before: FileContent): void {
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      const now = readFileContent(this.#path);
      if (!isEqual(now, before)) {
        this.#settle(now);
        return;
      }
      if (this.#given !== undefined && isEqual(now, this.#given)) return;
      this.#given = now;
      this.#onContent(now);
    }, SETTLE_MS);
  }
}

function isEqual(a: FileContent, b: FileContent): boolean {
  return a.ok ? b.ok && a.text === b.text : !b.ok && a.code === b.code;
}
