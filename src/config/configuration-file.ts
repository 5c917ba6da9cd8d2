import type { Logger } from 'pino';
import type { StreamSpec } from '../state/stream.js';
import { steadyNow } from '../util/clock.js';
import {
  type ConfigurationState,
  type FoundFiles,
  isKnownContent,
  nextConfigurationState,
} from './configuration-state.js';
import { FileWatcher } from './file-watcher.js';
import { gatherFiles, type KnownIncludes } from './gather-files.js';
import { HELD_REMEDY } from './held-change.js';
import type { LastGood } from './last-good.js';
import { systemReferenceValues } from './reference-values.js';
import type { SourceFiles } from './source-files.js';

/** The configuration of a router as it is saved, in one file or several: what is live, and what is wrong with what is not. */
export class ConfigurationFile {
  readonly #options: ConfigurationFileOptions;
  #watcher: FileWatcher | null = null;
  #state: ConfigurationState;
  #liveSource: 'file' | 'last good' = 'file';
  #isPinned = false;
  #alsoHashes: readonly string[] = [];
  /** Of a held content that somebody let pass, the hash; `any` at the start of a router that was told so. */
  #approved: string | null;
  readonly #knownIncludes: KnownIncludes = new Map();

  constructor(options: ConfigurationFileOptions) {
    this.#options = options;
    this.#state = { file: options.name, live: null, problem: null, held: null };
    this.#approved = options.approvesFirst ? 'any' : null;
  }

  get state(): ConfigurationState {
    return this.#state;
  }

  /** `last good`: the file was invalid at the start, and what was live before goes on. */
  get liveSource(): 'file' | 'last good' {
    return this.#liveSource;
  }

  /** Of the newest content, whether it is live or not; see {@link SourceFiles}. */
  get alsoHashes(): readonly string[] {
    return this.#alsoHashes;
  }

  /** Something odd about the file, in a sentence. */
  get warning(): string | null {
    return this.#isPinned ? PINNED_WARNING : null;
  }

  /** Reads it for the first time. */
  open(): void {
    const found = this.#read();
    const { log, lastGood, name } = this.#options;
    const kept = lastGood.read(name);
    // What was live before counts for the guard: a change that was made meanwhile is still one.
    const changedFrom = kept === null || kept.hash === found.hash ? null : this.#asLive(kept);
    if (changedFrom !== null && this.#next(changedFrom, found).held !== null) this.#goOnWith(changedFrom);
    this.#take(found);
    this.#approved = null;
    if (this.#state.live !== null) return;
    const { file, problem } = this.#state;
    if (changedFrom === null) log.error({ file }, 'waiting for a valid configuration');
    else this.#goOnWith({ ...changedFrom, problem });
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

  /** Lets the held content pass, if it is still the one with this hash. */
  approve(hash: string): boolean {
    if (this.#state.held?.hash !== hash) return false;
    this.#approved = hash;
    try {
      this.#take(this.#read());
    } finally {
      this.#approved = null;
    }
    return true;
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
    this.#alsoHashes = found.alsoHashes;
    this.#state = this.#next(before, found);
    const { live, problem, held, file } = this.#state;
    const { log, lastGood, onLive, onChange } = this.#options;
    if (live !== null && live.generation !== before.live?.generation) {
      this.#liveSource = 'file';
      lastGood.write(live);
      const { hash, generation, texts } = live;
      const streams = live.desired.streams.size;
      log.info({ file, hash, generation, files: texts.length, streams }, 'configuration is live');
      onLive();
    } else if (problem === null && held === null && (before.problem !== null || before.held !== null)) {
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
    if (held !== null && held.hash !== before.held?.hash) {
      const { hash, stops, running } = held;
      log.warn(
        { file, hash, stops: stops.length, running, remedy: HELD_REMEDY },
        'the change would stop too many streams, so it is held back: what was live stays live',
      );
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

  #next(state: ConfigurationState, found: FoundFiles): ConfigurationState {
    const consent = { running: this.#options.running(), approved: this.#approved };
    return nextConfigurationState(state, found, steadyNow(), systemReferenceValues(process.env), consent);
  }

  /** The state with what was live last; null when that is not valid any more. */
  #asLive(kept: FoundFiles): ConfigurationState | null {
    const file = this.#options.name;
    const read = nextConfigurationState({ file, live: null, problem: null, held: null }, kept, steadyNow());
    return read.live === null ? null : { ...read, problem: null };
  }

  /** At the start, when the files are invalid or would stop too much, the router goes on with what was live last. */
  #goOnWith(state: ConfigurationState): void {
    this.#state = state;
    this.#liveSource = 'last good';
    if (state.live === null) return;
    const { hash, desired } = state.live;
    this.#options.log.warn(
      { file: state.file, hash, streams: desired.streams.size },
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
  /** What was changed while no router ran passes the guard. */
  readonly approvesFirst: boolean;
  /** The streams that run; null while nobody knows. */
  running(): readonly StreamSpec[] | null;
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
