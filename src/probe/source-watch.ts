import type { Logger } from 'pino';
import type { SourceReach } from '../state/observed-state.js';
import { type Clock, systemClock } from '../util/clock.js';
import { formatNetworkAddress, type NetworkAddress } from '../util/network-address.js';
import { redactUrls } from '../util/redact.js';
import { HostAddresses } from './host-addresses.js';
import { Pace } from './pace.js';
import { PortWatch } from './port-watch.js';
import { probeLimits } from './probe-limits.js';
import { type ProbeTarget, probeTarget } from './probe-target.js';
import { UrlWatch } from './url-watch.js';

export interface SourceWatchOptions {
  /** A verdict or its reason has changed, of one source or of several. Never called from within `watch`. */
  onChange(): void;
  readonly log: Logger;
  readonly clock?: Clock;
}

export interface WatchChoice {
  /** Never play it: for a source that counts its players, or bills them. */
  readonly onlyConnect?: boolean;
}

export interface WatchedSource {
  /** The latest; it goes on saying the same after `release`. */
  readonly reach: SourceReach;
  /** To be called when it is no longer of interest; again is harmless. */
  release(): void;
}

/**
 * Finds out by connecting whether sources are there, and goes on doing so until they are released: within about a
 * second of its return a source is `alive`. RTMP is played up to the first media; of RTSP and HTTP, and of RTMP
 * with a user and a password, only the port is asked; of all else (SRT) nothing can be told, so it stays `unknown`.
 * What it costs does not grow with the number of sources beyond 250 connects and 50 plays a second. See
 * docs/adr/0007-watching-sources.md.
 */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  readonly #clock: Clock;
  readonly #hosts: HostAddresses;
  readonly #connects = new Pace(probeLimits.connects);
  readonly #plays = new Pace(probeLimits.plays);
  readonly #ports = new Map<string, PortWatch>();
  readonly #urls = new Map<string, SharedWatch>();
  #closed = false;
  #changeTold = true;

  constructor(options: SourceWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#hosts = new HostAddresses(this.#clock);
  }

  /** Begins to watch; equal URLs share their probes. Never throws, whatever the URL is. */
  watch(url: string, { onlyConnect = false }: WatchChoice = {}): WatchedSource {
    const target = withoutPlay(probeTarget(url), onlyConnect);
    if (target.kind === 'none' || this.#closed) return unwatched(this.#clock.now());
    const key = `${target.kind} ${url}`;
    const shared = this.#urls.get(key) ?? this.#begin(key, url, target);
    shared.users += 1;
    let released = false;
    return {
      get reach() {
        return shared.watch.reach;
      },
      release: () => {
        if (released) return;
        released = true;
        shared.users -= 1;
        if (shared.users === 0) this.#end(key, shared);
      },
    };
  }

  /** Ends every probe; nothing of it is left when it returns. */
  close(): void {
    this.#closed = true;
    for (const [key, shared] of [...this.#urls]) this.#end(key, shared);
    this.#connects.close();
    this.#plays.close();
  }

  #begin(key: string, url: string, target: Exclude<ProbeTarget, { kind: 'none' }>): SharedWatch {
    const watch = new UrlWatch({
      port: this.#port(target.address),
      play: target.kind === 'play' ? target : null,
      hosts: this.#hosts,
      pace: this.#plays,
      clock: this.#clock,
      log: this.#options.log.child({ source: redactUrls(url) }),
      onChange: () => this.#changed(),
    });
    const shared = { watch, address: target.address, users: 0 };
    this.#urls.set(key, shared);
    watch.begin();
    return shared;
  }

  #end(key: string, { watch, address }: SharedWatch): void {
    if (this.#urls.get(key)?.watch !== watch) return;
    this.#urls.delete(key);
    watch.close();
    const port = formatNetworkAddress(address);
    if (this.#ports.get(port)?.isUsed === false) this.#ports.delete(port);
  }

  #port(address: NetworkAddress): PortWatch {
    const name = formatNetworkAddress(address);
    const known = this.#ports.get(name);
    if (known !== undefined) return known;
    const port = new PortWatch(address, this.#hosts, this.#connects);
    this.#ports.set(name, port);
    return port;
  }

  /** A port that closes changes all of its sources: that is told once. */
  #changed(): void {
    if (!this.#changeTold) return;
    this.#changeTold = false;
    queueMicrotask(() => {
      this.#changeTold = true;
      if (!this.#closed) this.#options.onChange();
    });
  }
}

interface SharedWatch {
  readonly watch: UrlWatch;
  readonly address: NetworkAddress;
  users: number;
}

function withoutPlay(target: ProbeTarget, onlyConnect: boolean): ProbeTarget {
  return target.kind === 'play' && onlyConnect ? { kind: 'connect', address: target.address } : target;
}

function unwatched(sinceMs: number): WatchedSource {
  const reach: SourceReach = { verdict: 'unknown', sinceMs, reason: null, depth: 'connect' };
  return { reach, release: () => undefined };
}
