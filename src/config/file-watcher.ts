import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { ANY_FILE, type SourceFiles } from './source-files.js';

/** Two reads this far apart must be equal before a content counts: an editor may be half way through. */
export const SETTLE_MS = 100;

/**
 * Watches the files of a configuration and gives each settled content of all of them that is not known yet. Events only say when to
 * look; what counts is the content, so it does not matter how the files came to be others. It watches folders (a watch on a file
 * itself is deaf after a rename), those of the names and those of what the names lead to, and looks every second without any event:
 * what no event tells of (network file systems, swapped parent folders) costs a second, not correctness.
 */
export class FileWatcher {
  readonly #options: FileWatcherOptions;
  readonly #recheck: NodeJS.Timeout;
  #folders: WatchedFolders | null = null;
  #settling: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: FileWatcherOptions) {
    this.#options = options;
    this.#watchFolders(options.read());
    this.#recheck = setInterval(() => this.look(), options.pollIntervalMs ?? RECHECK_MS);
  }

  /** Looks at the files now; gives their content when it has settled and is not known. */
  look(): void {
    if (this.#closed || this.#settling !== undefined) return;
    const first = this.#options.read();
    this.#watchFolders(first);
    if (!this.#options.isKnown(first)) this.#settle(first);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#recheck);
    clearTimeout(this.#settling);
    await this.#folders?.watcher.close();
  }

  #settle(before: SourceFiles): void {
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      const now = this.#options.read();
      this.#watchFolders(now);
      if (now.hash !== before.hash) this.#settle(now);
      else if (!this.#options.isKnown(now)) this.#options.onContent(now);
    }, SETTLE_MS);
  }

  /** A watch holds on to a folder, not to its name: when the name leads to another one, it has to begin anew. */
  #watchFolders({ places }: SourceFiles): void {
    if (this.#options.pollIntervalMs !== null) return;
    const paths = [...new Set(places.flatMap(watchedPaths))];
    const identity = paths.map(identityOf).join();
    if (this.#folders?.identity === identity) return;
    void this.#folders?.watcher.close();
    const watched = new Set(paths);
    const isWatched = (path: string): boolean =>
      watched.has(path) || (watched.has(join(dirname(path), ANY_FILE)) && /\.ya?ml$/.test(path));
    const watcher = watch([...new Set(paths.map((path) => dirname(path)))], {
      ignored: (candidate, stats) => stats !== undefined && !stats.isDirectory() && !isWatched(candidate),
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
  /** The files as they are now. */
  read(): SourceFiles;
  /** Whether these are those given last, and what they refer to has not changed. */
  isKnown(content: SourceFiles): boolean;
  onContent(content: SourceFiles): void;
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
