import type { Logger } from 'pino';
import type { MediaServerSnapshot, RefusalKind } from '../state/control-protocol.js';

/** Counts what an embedded server refuses, and logs the first few of each kind in a while: a flood of them is a line. */
export class Refusals {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #counts = new Map<RefusalKind, number>();
  readonly #logged = new Map<RefusalKind, Logged>();

  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  get counts(): NonNullable<MediaServerSnapshot['refusals']> {
    return Object.fromEntries(this.#counts);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** @param what for the log; never a credential */
  note(kind: RefusalKind, what: Readonly<Record<string, unknown>>): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const nowMs = this.#now();
    const known = this.#logged.get(kind);
    const isNew = known === undefined || nowMs - known.sinceMs >= WINDOW_MS;
    const logged = isNew ? { sinceMs: nowMs, lines: 0, silent: 0 } : known;
    this.#logged.set(kind, logged);
    if (logged.lines >= LINES_PER_WINDOW) {
      logged.silent += 1;
      return;
    }
    logged.lines += 1;
    const notLogged = isNew && known !== undefined && known.silent > 0 ? { notLogged: known.silent } : {};
    this.#log.warn({ refused: kind, ...what, ...notLogged }, 'refused');
  }
}

interface Logged {
  readonly sinceMs: number;
  lines: number;
  silent: number;
}

const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 5;
