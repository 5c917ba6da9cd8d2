import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs `action` while no other edit of ours writes the same file, so that nothing comes between the look at its content and
 * its replacement. Editors of other programs know nothing of it. Null when somebody else holds the lock for longer than
 * `patienceMs`. The lock is a file in the folder for temporary files, as the folder of a configuration is often
 * read-only; one whose holder has died is taken over.
 */
export function withEditLock<T>(target: string, action: () => T, patienceMs = PATIENCE_MS): T | null {
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `kazstreamlink-${hash}.lock`);
  if (!acquire(lock, patienceMs)) return null;
  try {
    return action();
  } finally {
    rmSync(lock, { force: true });
  }
}

const PATIENCE_MS = 5_000;
const RETRY_MS = 5;

function acquire(lock: string, patienceMs: number): boolean {
  for (const deadlineMs = Date.now() + patienceMs; Date.now() < deadlineMs; ) {
    try {
      // Fails when it exists, be it as a link to elsewhere.
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      // Where there is no place for a lock, the check of the content has to be enough.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
    }
    if (isLeftBehind(lock)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
  }
  return false;
}

function isLeftBehind(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Just created, and its holder not written yet.
    if (!Number.isInteger(holder) || holder <= 0) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
