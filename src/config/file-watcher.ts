import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { FileContent } from './read-file.js';
import { readFileContent } from './read-file.js';

/** Two reads this far apart must be equal before a content counts: an editor may be half way through. */
export const SETTLE_MS = 100;

/**
 * Watches one file and gives each settled content that is not known yet. Events only say when to look; what counts is the
 * content, so it does not matter how the file came to be another one. It watches folders (a watch on the file itself
 * is deaf after a rename), the one of the name and the one of what the name leads to, and looks every second without
 * any event: what no event tells of (network file systems, swapped parent folders) costs a second, not correctness.
 */
export class FileWatcher {
  readonly #path: string;
  readonly #options: FileWatcherOptions;
  readonly #recheck: NodeJS.Timeout;
  #folders: WatchedFolders | null = null;
  #settling: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(path: string, options: FileWatcherOptions) {
    this.#path = resolve(path);
    this.#options = options;
    this.#watchFolders();
    this.#recheck = setInterval(() => {
      this.#watchFolders();
      this.look();
    }, options.pollIntervalMs ?? RECHECK_MS);
  }

  /** Looks at the file now; gives its content when it has settled and is not known. */
  look(): void {
    if (this.#closed || this.#settling !== undefined) return;
    const first = readFileContent(this.#path);
    if (!this.#options.isKnown(first)) this.#settle(first);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#recheck);
    clearTimeout(this.#settling);
    await this.#folders?.watcher.close();
  }

  #settle(before: FileContent): void {
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      const now = readFileContent(this.#path);
      if (!isEqual(now, before)) this.#settle(now);
      else if (!this.#options.isKnown(now)) this.#options.onContent(now);
    }, SETTLE_MS);
  }

  /** A watch holds on to a folder, not to its name: when the name leads to another one, it has to begin anew. */
  #watchFolders(): void {
    if (this.#options.pollIntervalMs !== null) return;
    const paths = watchedPaths(this.#path);
    const identity = paths.map(identityOf).join();
    if (this.#folders?.identity === identity) return;
    void this.#folders?.watcher.close();
    const watched = new Set(paths);
    const watcher = watch([...new Set(paths.map((path) => dirname(path)))], {
      ignored: (candidate, stats) => stats !== undefined && !stats.isDirectory() && !watched.has(candidate),
      ignoreInitial: true,
      // The default holds events back for 100 ms to hide a rename over the file; the settling does that here.
      atomic: false,
      depth: 0,
    });
    watcher.on('all', () => this.look());
    // Out of watches, or a folder that may not be read: looking every second goes on.
    watcher.on('error', () => this.look());
    this.#folders = { identity, watcher };
  }
}

export interface FileWatcherOptions {
  /** Polls at this interval without watching, for file systems that tell of no change; null: watch. */
  readonly pollIntervalMs: number | null;
  /** Whether this content is the one given last, and what it refers to has not changed. */
  isKnown(content: FileContent): boolean;
  onContent(content: FileContent): void;
}

interface WatchedFolders {
  /** Changes when one of the paths, or of their folders, is another one. */
  readonly identity: string;
  readonly watcher: FSWatcher;
}

const RECHECK_MS = 1_000;

/** `..data` is the link that Kubernetes swaps when a ConfigMap changes. */
function watchedPaths(path: string): string[] {
  const paths = [path, join(dirname(path), '..data')];
  try {
    paths.push(realpathSync(path));
  } catch {
    // There is no such file at the moment: its folder tells when it comes.
  }
  return paths;
}

function identityOf(path: string): string {
  const folder = dirname(path);
  try {
    const { dev, ino } = statSync(folder);
    return `${path} ${dev} ${ino}`;
  } catch {
    return `${path} missing`;
  }
}

function isEqual(a: FileContent, b: FileContent): boolean {
  return a.ok ? b.ok && a.text === b.text : !b.ok && a.code === b.code;
}
