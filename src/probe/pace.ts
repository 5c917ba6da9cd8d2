/**
 * Lets no more than `perTick` jobs begin in `tickMs`, in the order in which they asked; who asks again queues behind
 * all others, so nobody is passed over however many there are.
 */
export class Pace {
  readonly #perTick: number;
  readonly #tickMs: number;
  /** A set keeps the order, and lets a job be taken out wherever it stands. */
  readonly #jobs = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ perTick, tickMs }: { readonly perTick: number; readonly tickMs: number }) {
    this.#perTick = perTick;
    this.#tickMs = tickMs;
  }

  /** A job that waits already keeps its place. */
  ask(job: () => void): void {
    this.#jobs.add(job);
    this.#timer ??= setTimeout(() => this.#tick(), 0);
  }

  cancel(job: () => void): void {
    this.#jobs.delete(job);
  }

  close(): void {
    this.#jobs.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const due = [...firstOf(this.#jobs, this.#perTick)];
    // The pause after the last job counts too: the next one may ask right away.
    this.#timer = due.length === 0 ? undefined : setTimeout(() => this.#tick(), this.#tickMs);
    for (const job of due) {
      // A job may have taken out another one.
      if (this.#jobs.delete(job)) job();
    }
  }
}

function* firstOf<T>(items: Iterable<T>, count: number): Generator<T, void, undefined> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
