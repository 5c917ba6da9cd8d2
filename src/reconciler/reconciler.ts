import type { Logger } from 'pino';
import type { Operation } from '../plan/operation.js';
import { plan } from '../plan/plan.js';
import type { DesiredState } from '../state/desired-state.js';
import type { ObservedState } from '../state/observed-state.js';
import type { Clock } from '../util/clock.js';

/**
 * The loop that makes reality equal to the file. Every trigger is only a nudge: each pass reads the whole desired
 * and observed state again and decides anew. Passes never overlap, and nudges that come together make one pass.
 */
export class Reconciler {
  readonly #world: ReconcilerWorld;
  #scheduled: NodeJS.Immediate | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #closed = false;
  #lastPassAtMs = 0;

  constructor(world: ReconcilerWorld) {
    this.#world = world;
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
    let wakeAtMs: number | null = null;
    const desired = this.#world.desired();
    if (desired !== null) {
      const decided = plan(desired, this.#world.observe());
      const { now, hasMore } = pace(decided.operations);
      for (const operation of now) this.#apply(operation);
      wakeAtMs = hasMore ? clock.now() + PACE_MS : decided.wakeAtMs;
    }
    this.#lastPassAtMs = clock.now();
    if (this.#closed) return;
    const waitMs = wakeAtMs === null ? HEARTBEAT_MS : wakeAtMs - this.#lastPassAtMs;
    this.#alarm = setTimeout(() => this.nudge(), Math.min(Math.max(waitMs, 1), HEARTBEAT_MS));
    log.trace({ wakeAtMs }, 'reconciled');
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

/**
 * Starting a process takes the loop some milliseconds: hundreds at once would keep it from everything else for seconds. So a pass
 * starts a few, those that were just edited first, and the next pass decides anew about the rest.
 */
function pace(operations: readonly Operation[]): { now: readonly Operation[]; hasMore: boolean } {
  const starts = operations.filter(({ kind }) => kind === 'start');
  if (starts.length <= STARTS_PER_PASS) return { now: operations, hasMore: false };
  const isEdited = (operation: Operation): boolean =>
    operation.kind === 'start' && operation.cause.kind === 'changed';
  const first = [...starts.filter(isEdited), ...starts.filter((start) => !isEdited(start))].slice(
    0,
    STARTS_PER_PASS,
  );
  return { now: [...operations.filter(({ kind }) => kind !== 'start'), ...first], hasMore: true };
}

const STARTS_PER_PASS = 4;
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
