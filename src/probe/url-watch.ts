import type { Logger } from 'pino';
import type { Reason } from '../state/conditions.js';
import type { SourceReach } from '../state/observed-state.js';
import type { Clock } from '../util/clock.js';
import type { HostAddresses } from './host-addresses.js';
import { jittered } from './jitter.js';
import type { Pace } from './pace.js';
import { PlayProbe } from './play-probe.js';
import type { PortState, PortUser, PortWatch } from './port-watch.js';
import { probeLimits } from './probe-limits.js';
import type { PlayTarget } from './probe-target.js';

export interface UrlWatchOptions {
  readonly port: PortWatch;
  /** Null: that the port accepts connections is all that is asked. */
  readonly play: PlayTarget | null;
  readonly hosts: HostAddresses;
  /** Of all plays together. */
  readonly pace: Pace;
  readonly clock: Clock;
  /** Already names the source, redacted. */
  readonly log: Logger;
  onChange(): void;
}

/**
 * What is known of one URL. Its port is asked first, and only while that is open the source is played: again and
 * again, each time to its first media, or on one connection for as long as that is silent.
 */
export class UrlWatch implements PortUser {
  readonly connectsOnly: boolean;
  readonly #options: UrlWatchOptions;
  readonly #beginPlay = (): void => this.#play();
  #reach: SourceReach;
  /** Whether it is queued, played or about to be played again. */
  #playing = false;
  #probe: PlayProbe | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: UrlWatchOptions) {
    this.#options = options;
    this.connectsOnly = options.play === null;
    this.#reach = {
      verdict: 'unknown',
      sinceMs: options.clock.now(),
      reason: null,
      depth: this.connectsOnly ? 'connect' : 'media',
    };
  }

  get reach(): SourceReach {
    return this.#reach;
  }

  begin(): void {
    this.#options.port.add(this);
  }

  close(): void {
    this.#stopPlaying();
    this.#options.port.remove(this);
  }

  port(state: PortState): void {
    if (state.phase === 'closed') {
      this.#stopPlaying();
      this.#is('dead', state.reason);
    } else if (state.phase === 'open') {
      if (this.connectsOnly) this.#is('alive', null);
      else if (!this.#playing) this.#queue();
    }
  }

  #queue(): void {
    this.#playing = true;
    this.#options.pace.ask(this.#beginPlay);
  }

  #play(): void {
    const { play, hosts, port, log } = this.#options;
    if (play === null) return;
    clearTimeout(this.#timer);
    // A silent connection is held until the one that replaces it begins, so that no publisher is missed for long.
    this.#probe?.close();
    this.#probe = new PlayProbe(play, hosts, {
      media: () => {
        this.#is('alive', null);
        this.#playAgainAfter(probeLimits.aliveRetryMs);
      },
      silent: () => this.#is('dead', 'SourceNotFound'),
      heldLong: () => this.#queue(),
      ended: (reason, error) => {
        if (error !== undefined) log.debug({ err: error }, 'source probe failed');
        this.#is('dead', reason);
        this.#playAgainAfter(probeLimits.deadRetryMs);
      },
      notConnected: (reason) => {
        this.#playAgainAfter(probeLimits.deadRetryMs);
        if (reason === null) return;
        this.#is('dead', reason);
        // One lost packet is not to kill the other sources of that port: it is asked by itself.
        port.check();
      },
    });
  }

  #playAgainAfter(delayMs: number): void {
    this.#probe = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#queue(), jittered(delayMs));
  }

  #stopPlaying(): void {
    this.#playing = false;
    this.#options.pace.cancel(this.#beginPlay);
    clearTimeout(this.#timer);
    this.#probe?.close();
    this.#probe = undefined;
  }

  #is(verdict: 'dead' | 'alive', reason: Reason | null): void {
    const before = this.#reach;
    if (before.verdict === verdict && before.reason === reason) return;
    const { clock, log, onChange } = this.#options;
    const sinceMs = before.verdict === verdict ? before.sinceMs : clock.now();
    this.#reach = { verdict, sinceMs, reason, depth: before.depth };
    log.debug({ verdict, reason }, 'source probed');
    onChange();
  }
}
