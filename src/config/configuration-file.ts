import type { Logger } from 'pino';
import { steadyNow } from '../util/clock.js';
import { type ConfigurationState, isKnownContent, nextConfigurationState } from './configuration-state.js';
import { FileWatcher } from './file-watcher.js';
import { gatherFiles, type KnownIncludes } from './gather-files.js';
import type { LastGood } from './last-good.js';
import type { SourceFiles } from './source-files.js';

/** The configuration of a router as it is saved, in one file or several: what is live, and what is wrong with what is not. */
export class ConfigurationFile {
  readonly #options: ConfigurationFileOptions;
  #watcher: FileWatcher | null = null;
  #state: ConfigurationState;
  #liveSource: 'file' | 'last good' = 'file';
  #isPinned = false;
  readonly #knownIncludes: KnownIncludes = new Map();

  constructor(options: ConfigurationFileOptions) {
    this.#options = options;
    this.#state = { file: options.name, live: null, problem: null };
  }

  get state(): ConfigurationState {
    return this.#state;
  }

  /** `last good`: the file was invalid at the start, and what was live before goes on. */
  get liveSource(): 'file' | 'last good' {
    return this.#liveSource;
  }

  /** Something odd about the file, in a sentence. */
  get warning(): string | null {
    return this.#isPinned ? PINNED_WARNING : null;
  }

  /** Reads it for the first time. */
  open(): void {
    this.#take(this.#read());
    if (this.#state.live === null) this.#takeLastGood();
  }

  /** Follows it from now on. */
  watch(): void {
    this.#watcher = new FileWatcher({
      pollIntervalMs: this.#options.pollIntervalMs,
      read: () => this.#read(),
      isKnown: (found) => found.isPinned === this.#isPinned && isKnownContent(this.#state, found),
      onContent: (found) => this.#take(found),
    });
  }

  /** Looks at it now instead of when it is noticed that it changed. */
  look(): void {
    this.#watcher?.look();
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  #read(): SourceFiles {
    const { path, name } = this.#options;
    return gatherFiles(path, name, this.#knownIncludes);
  }

  #take(found: SourceFiles): void {
    const before = this.#state;
    this.#state = nextConfigurationState(before, found, steadyNow());
    const { live, problem, file } = this.#state;
    const { log, lastGood, onLive, onChange } = this.#options;
    if (live !== null && live.generation !== before.live?.generation) {
      this.#liveSource = 'file';
      lastGood.write(live);
      const { hash, generation, texts } = live;
      const streams = live.desired.streams.size;
      log.info({ file, hash, generation, files: texts.length, streams }, 'configuration is live');
      onLive();
    } else if (problem === null && before.problem !== null) {
      this.#liveSource = 'file';
      log.info({ file }, 'the file is again what is live');
    }
    if (problem !== null && problem !== before.problem) {
      for (const { code, message, remedy, place } of problem.diagnostics) {
        const at = `${place.file}:${place.line}:${place.column}`;
        log.error({ code, at, problem: message, remedy }, 'configuration is invalid');
      }
      if (live !== null) log.error({ file }, 'what was valid before stays live');
    }
    const { isPinned } = found;
    if (isPinned && !this.#isPinned) log.warn({ file }, PINNED_WARNING);
    this.#isPinned = isPinned;
    // Before a doubtful content is carried out it is looked at again, also where nothing tells of changes.
    if (live !== null && live.desired.unsettled !== null) {
      for (const ms of LOOK_AGAIN_MS) setTimeout(() => this.look(), ms).unref();
    }
    onChange();
  }

  /** With an invalid file at the start the router goes on with what was live last, or waits when there is nothing. */
  #takeLastGood(): void {
    const { log, lastGood } = this.#options;
    const { file, problem } = this.#state;
    const kept = lastGood.read(file);
    const read =
      kept === null ? null : nextConfigurationState({ file, live: null, problem: null }, kept, steadyNow());
    if (read === null || read.live === null) {
      log.error({ file }, 'waiting for a valid configuration');
      return;
    }
    this.#state = { file, live: read.live, problem };
    this.#liveSource = 'last good';
    const { hash, desired } = read.live;
    log.warn(
      { file, hash, streams: desired.streams.size },
      'the last good configuration is live instead of the file',
    );
  }
}

export interface ConfigurationFileOptions {
  /** Absolute; of a file or a folder. */
  readonly path: string;
  /** As the user called it, for messages. */
  readonly name: string;
  readonly lastGood: LastGood;
  /** Polls it at this interval in place of watching it; null: watch. */
  readonly pollIntervalMs: number | null;
  readonly log: Logger;
  /** Another content became live. */
  onLive(): void;
  /** Something may be different. */
  onChange(): void;
}

const PINNED_WARNING =
  'The file was replaced outside, but its mount still shows the old one: mount the folder, not the file.';

/** Early enough for what is found to settle within the second that doubtful changes wait. */
const LOOK_AGAIN_MS = [400, 800];
