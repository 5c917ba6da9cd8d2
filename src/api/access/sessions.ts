import { randomBytes } from 'node:crypto';
import { printOf } from '../../util/same-secret.js';

/**
 * Who has logged in. Of a session only a hash of its id is kept, in memory and for the next router, so that people stay logged in
 * when the router is started again.
 */
export class Sessions {
  readonly #store: SessionStore;
  readonly #now: () => number;
  readonly #sessions: Map<string, Session>;
  #savedAtMs = 0;

  /** @param now milliseconds since the Unix epoch */
  constructor(store: SessionStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#sessions = new Map(store.load().map((session) => [session.idPrint, session]));
  }

  /** Answers the id, for the cookie. */
  begin(user: string | null, credentialPrint: string): string {
    const id = randomBytes(32).toString('base64url');
    const idPrint = printOf(id);
    this.#sessions.set(idPrint, { idPrint, user, credentialPrint, usedAtMs: this.#now() });
    while (this.#sessions.size > MAX_SESSIONS) this.#sessions.delete(this.#longestUnused());
    this.#save();
    return id;
  }

  /** Null when there is no such session, or not any more. */
  find(id: string): Session | null {
    const idPrint = printOf(id);
    const session = this.#sessions.get(idPrint);
    if (session === undefined) return null;
    const nowMs = this.#now();
    if (nowMs - session.usedAtMs > LIFETIME_MS) {
      this.#sessions.delete(idPrint);
      return null;
    }
    const used = { ...session, usedAtMs: nowMs };
    this.#sessions.set(idPrint, used);
    // For the next router it is enough to know the day.
    if (nowMs - this.#savedAtMs > SAVE_EVERY_MS) this.#save();
    return used;
  }

  end(id: string): void {
    if (this.#sessions.delete(printOf(id))) this.#save();
  }

  #longestUnused(): string {
    const [first] = [...this.#sessions.values()].sort((a, b) => a.usedAtMs - b.usedAtMs);
    return first?.idPrint ?? '';
  }

  #save(): void {
    this.#savedAtMs = this.#now();
    this.#store.save([...this.#sessions.values()]);
  }
}

export interface Session {
  readonly idPrint: string;
  /** Null for who came with the token. */
  readonly user: string | null;
  /** Of what it was begun with: it ends when that is changed. */
  readonly credentialPrint: string;
  readonly usedAtMs: number;
}

export interface SessionStore {
  load(): readonly Session[];
  /** Does not throw: who cannot be remembered has to log in again. */
  save(sessions: readonly Session[]): void;
}

const DAY_MS = 24 * 3_600_000;
/** Since it was last used: a screen on a wall stays logged in. */
export const LIFETIME_MS = 30 * DAY_MS;
const SAVE_EVERY_MS = DAY_MS;
const MAX_SESSIONS = 1_000;
