import type { RouterStatus } from '../status/router-status.js';
import type { StatusChange } from '../status/status-change.js';

/**
 * What a slow reader was not told yet. Only what has changed is remembered, not how: when the reader is ready it is told how that
 * is by then. So what waits never grows beyond the names of the streams.
 */
export class PendingChange {
  readonly #streams = new Set<string>();
  readonly #numbers = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #others = new Set<'router' | 'configuration' | 'listeners' | 'order'>();

  get isEmpty(): boolean {
    return this.#streams.size + this.#numbers.size + this.#removed.size + this.#others.size === 0;
  }

  add(change: StatusChange): void {
    for (const { name } of change.streams) {
      this.#removed.delete(name);
      this.#streams.add(name);
    }
    for (const { name } of change.numbers) this.#numbers.add(name);
    for (const name of change.removed) {
      this.#streams.delete(name);
      this.#numbers.delete(name);
      this.#removed.add(name);
    }
    for (const key of ['router', 'configuration', 'listeners', 'order'] as const)
      if (change[key] !== undefined) this.#others.add(key);
  }

  /** What is to be told by now; null when there is nothing. Nothing is pending after it. */
  take({ router, configuration, listeners, streams }: RouterStatus): StatusChange | null {
    if (this.isEmpty) return null;
    const change: StatusChange = {
      ...(this.#others.has('router') ? { router } : {}),
      ...(this.#others.has('configuration') ? { configuration } : {}),
      ...(this.#others.has('listeners') ? { listeners } : {}),
      streams: streams.filter(({ name }) => this.#streams.has(name)),
      numbers: streams
        .filter(({ name }) => this.#numbers.has(name) && !this.#streams.has(name))
        .map(({ name, progress, delivery }) => ({ name, progress, delivery })),
      removed: [...this.#removed],
      ...(this.#others.has('order') ? { order: streams.map(({ name }) => name) } : {}),
    };
    for (const set of [this.#streams, this.#numbers, this.#removed, this.#others]) set.clear();
    return change;
  }
}
