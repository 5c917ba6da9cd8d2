import type { Reason } from '../../state/conditions.js';
import {
  isAwayFault,
  isConnectFault,
  isReachFault,
  isServerAway,
  mayServerBeAway,
} from '../../state/fault.js';
import type { ObservedSource, SourceFailure, SourceMemory, SourceReach } from '../../state/observed-state.js';
import type { StreamSpec } from '../../state/stream.js';

/**
 * What is known of a stream's sources and its RTSP server: how they failed, and, while that matters, what connecting to them
 * says. It remembers; others decide.
 */
export class SourceHealth {
  readonly #watcher: Watcher;
  #spec: StreamSpec;
  #sources: Health[] = [];
  #server: Watched | null = null;
  #wasServerAway = false;

  constructor(watcher: Watcher, spec: StreamSpec) {
    this.#watcher = watcher;
    this.#spec = spec;
    this.reset(spec);
  }

  /** Another specification: what was known tells nothing about it. */
  reset(spec: StreamSpec): void {
    this.release();
    this.#spec = spec;
    this.#sources = spec.sources.map(() => ({
      failure: null,
      watched: null,
      failedReturns: 0,
      wasAway: false,
    }));
  }

  /** Goes on with what another router knew. */
  restore(memories: readonly SourceMemory[]): void {
    for (const [index, { failure, wasAway, failedReturns }] of memories.entries()) {
      const health = this.#sources[index];
      if (health !== undefined) Object.assign(health, { failure, wasAway, failedReturns });
    }
  }

  /** For another router. */
  remember(): readonly SourceMemory[] {
    return this.observeSources().map(({ failure, wasAway, failedReturns }) => {
      return { failure, wasAway, failedReturns };
    });
  }

  /** Media comes from it. */
  well(index: number): void {
    const health = this.#sources[index];
    if (health !== undefined) health.failure = null;
  }

  /** It was healthy for so long that earlier failures no longer count. */
  healthy(index: number): void {
    const health = this.#sources[index];
    if (health !== undefined) health.failedReturns = 0;
  }

  failed(index: number, failure: SourceFailure, wasReturn: boolean): void {
    const health = this.#sources[index];
    if (health === undefined) return;
    health.failure = failure;
    health.wasAway = isAwayFault(failure.reason);
    if (wasReturn) health.failedReturns += 1;
  }

  /** Watches the sources before `beforeIndex` that failed in a way that connecting can tell about, and no others. */
  watchSources(beforeIndex: number): void {
    for (const [index, source] of this.#spec.sources.entries()) {
      const health = this.#sources[index];
      if (health === undefined) continue;
      const isWanted =
        index < beforeIndex &&
        source.kind === 'pull' &&
        health.failure !== null &&
        isReachFault(health.failure.reason);
      if (!isWanted) {
        health.watched?.release();
        health.watched = null;
      } else health.watched ??= this.#watcher.watch(source.url);
    }
  }

  /** Watches the RTSP server after an end for which it may be away, and after no other. */
  watchServer(lastEnd: Reason | null): void {
    const { server } = this.#spec;
    if (lastEnd !== null && mayServerBeAway(lastEnd) && server.kind === 'remote') {
      this.#server ??= this.#watcher.watch(server.url);
      this.#wasServerAway = isServerAway(lastEnd);
      return;
    }
    this.#server?.release();
    this.#server = null;
  }

  /** Watches nothing. */
  release(): void {
    this.watchSources(0);
    this.watchServer(null);
  }

  observeSources(): readonly ObservedSource[] {
    return this.#sources.map((health) => {
      const reach = health.watched?.reach ?? null;
      const { failure } = health;
      if (reach?.verdict === 'dead') health.wasAway = true;
      // From now on a connection that succeeds is news, whatever had failed before.
      if (
        failure !== null &&
        reach?.verdict === 'dead' &&
        reach.reason !== null &&
        isConnectFault(reach.reason)
      ) {
        health.failure = { ...failure, reason: reach.reason };
      }
      const { wasAway, failedReturns } = health;
      return { failure: health.failure, reach, wasAway, failedReturns };
    });
  }

  /** Null also for one that only broke off: that it is there is no news while it was never found to be gone. */
  observeServer(): SourceReach | null {
    const reach = this.#server?.reach ?? null;
    if (reach?.verdict === 'dead') this.#wasServerAway = true;
    return this.#wasServerAway ? reach : null;
  }
}

/** Finds out by connecting whether something is there. */
export interface Watcher {
  watch(url: string): Watched;
}

export interface Watched {
  readonly reach: SourceReach;
  release(): void;
}

interface Health {
  failure: SourceFailure | null;
  watched: Watched | null;
  failedReturns: number;
  wasAway: boolean;
}
