import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The token that was made for the API; null when there is none. */
export function readToken(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return TOKEN.test(text) ? text : null;
  } catch {
    return null; // it was never made, or is not ours to read
  }
}

/**
 * Answers the token, and makes it where there is none: for the user of the state folder alone.
 * @throws the system's error
 */
export function ensureToken(path: string): { readonly token: string; readonly isNew: boolean } {
  const known = readToken(path);
  if (known !== null) return { token: known, isNew: false };
  const token = randomBytes(32).toString('base64url');
  const temporary = `${path}.new`;
  // In one step, so that no half of it is ever read.
  writeFileSync(temporary, `${token}\n`, { mode: 0o600 });
  renameSync(temporary, path);
  return { token, isNew: true };
}

const TOKEN = /^[!-~]{16,512}$/;
