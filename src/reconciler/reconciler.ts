import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { Operation } from '../plan/operation.js';
import { paceStarts, type StartLimits } from '../plan/pace-starts.js';
import { plan } from '../plan/plan.js';
import type { DesiredState } from '../state/desired-state.js';
import type { ObservedState } from '../state/observed-state.js';
import { withPublished } from '../state/with-published.js';
import type { Clock } from '../util/clock.js';
import { Refusals } from './refusals.js';

/**
 * The loop that makes reality equal to the file. Every trigger is only a nudge: each pass reads the whole desired
 * and observed state again and decides anew. Passes never overlap, and nudges that come together make one pass.
 */
export class Reconciler {
  readonly #world: ReconcilerWorld;
  readonly #refusals: Refusals;
  #scheduled: NodeJS.Immediate | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #closed = false;
  #lastPassAtMs = 0;

  constructor(world: ReconcilerWorld) {
    this.#world = world;
    this.#refusals = new Refusals(world.log);
  }

  /** Something may have changed. Cheap; call it as often as you like. */
  nudge(): void {
    if (this.#closed || this.#scheduled !== undefined) return;
    this.#scheduled = setImmediate(() => {
      this.#scheduled = undefined;
      this.#pass();
    });
  }

  /** When the last pass ended, in milliseconds since the Unix epoch; 0 before the first. */
  get lastPassAtMs(): number {
    return this.#lastPassAtMs;
  }

  /** No pass begins after this. */
  close(): void {
    this.#closed = true;
    clearImmediate(this.#scheduled);
    clearTimeout(this.#alarm);
  }

  #pass(): void {
    const { clock, log } = this.#world;
    clearTimeout(this.#alarm);
    let wakeAtMs: number | null;
    try {
      wakeAtMs = this.#reconcile();
    } catch (error) {
      // A fault in what one stream looks like must not end the router, and with it the care for all others.
      log.error({ err: error, nextTryMs: FAULT_RETRY_MS }, 'what is to be done could not be decided');
      wakeAtMs = clock.now() + FAULT_RETRY_MS;
    }
    this.#lastPassAtMs = clock.now();
    if (this.#closed) return;
    const waitMs = wakeAtMs === null ? HEARTBEAT_MS : wakeAtMs - this.#lastPassAtMs;
    this.#alarm = setTimeout(() => this.nudge(), Math.min(Math.max(waitMs, 1), HEARTBEAT_MS));
    log.trace({ wakeAtMs }, 'reconciled');
  }

  /** Answers when to look again, if nothing is heard until then. */
  #reconcile(): number | null {
    const written = this.#world.desired();
    if (written === null) return null;
    const observed = this.#world.observe();
    const published = withPublished(written, observed);
    this.#refusals.tell(published.refused);
    const decided = plan(published.desired, observed);
    const { now, hasMore } = paceStarts(decided.operations, observed, START_LIMITS);
    for (const operation of now) this.#apply(operation);
    if (hasMore) return this.#world.clock.now() + PACE_MS;
    const wakeTimes = [decided.wakeAtMs, published.wakeAtMs].filter((atMs) => atMs !== null);
    return wakeTimes.length === 0 ? null : Math.min(...wakeTimes);
  }

  #apply(operation: Operation): void {
    try {
      this.#world.apply(operation);
    } catch (error) {
      // One operation that cannot be begun must not keep the others from being carried out.
      this.#world.log.error({ err: error, operation: operation.kind }, 'an operation could not be begun');
    }
  }
}

/** Starting a process takes the loop some milliseconds, and FFmpeg about a tenth of a second of a core until media flows. */
export const START_LIMITS: StartLimits = { perPass: 4, perServer: 10, total: 10 * availableParallelism() };
const PACE_MS = 40;

export interface ReconcilerWorld {
  /** Null while no valid configuration was ever seen. */
  desired(): DesiredState | null;
  observe(): ObservedState;
  apply(operation: Operation): void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Looks again although nothing was heard, so that a lost nudge costs seconds, not correctness. */
const HEARTBEAT_MS = 5_000;
const FAULT_RETRY_MS = 1_000;
