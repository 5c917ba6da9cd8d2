import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A random secret that was made once, such as the token of the API; null when there is none. */
export function readSecret(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return SECRET.test(text) ? text : null;
  } catch {
    return null; // it was never made, or is not ours to read
  }
}

/**
 * Answers the secret, and makes it where there is none: for the user of the state folder alone.
 * @throws the system's error
 */
export function ensureSecret(path: string): string {
  const known = readSecret(path);
  if (known !== null) return known;
  const secret = randomBytes(32).toString('base64url');
  const temporary = `${path}.new`;
  // In one step, so that no half of it is ever read.
  writeFileSync(temporary, `${secret}\n`, { mode: 0o600 });
  renameSync(temporary, path);
  return secret;
}

const SECRET = /^[!-~]{16,512}$/;
