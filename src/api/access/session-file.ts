import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Session, SessionStore } from './sessions.js';

/** Sessions in a file of the state folder, for its user alone. Nothing in it lets anybody in. */
export class SessionFile implements SessionStore {
  readonly #path: string;
  readonly #log: Logger;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  load(): readonly Session[] {
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return Array.isArray(value) ? value.filter(isSession) : [];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.warn({ file: this.#path }, 'who was logged in is not known: everybody has to log in again');
      return [];
    }
  }

  save(sessions: readonly Session[]): void {
    try {
      const temporary = `${this.#path}.new`;
      writeFileSync(temporary, JSON.stringify(sessions), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      this.#log.warn({ err: error }, 'who is logged in cannot be kept in the state folder');
    }
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const { idPrint, user, credentialPrint, usedAtMs } = value as Record<string, unknown>;
  return (
    typeof idPrint === 'string' &&
    (user === null || typeof user === 'string') &&
    typeof credentialPrint === 'string' &&
    Number.isFinite(usedAtMs)
  );
}
