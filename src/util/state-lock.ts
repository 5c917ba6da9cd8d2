import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { IS_LINUX } from './linux.js';
import { readStat } from './proc.js';

/**
 * Takes a folder for this process alone: a socket in Linux's abstract namespace, which the kernel lets go of when its holder
 * dies, however it dies, and which a stopped holder keeps (unix(7)). Elsewhere there is no such lock, and it is always free.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const holderFile = join(folder, 'holder');
  const server = createServer((socket) => socket.destroy());
  if (IS_LINUX) {
    try {
      await listen(server, abstractName(folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return { ok: false, holder: readHolder(holderFile) };
    }
  }
  try {
    const startTimeTicks = readStat(process.pid)?.startTimeTicks ?? 0;
    writeFileSync(holderFile, `${process.pid} ${startTimeTicks}`, { mode: 0o600 });
  } catch {
    // Only a second router would have read it, for its message, and `down`.
  }
  return { ok: true, release: () => void server.close() };
}

export type FolderLock =
  | { readonly ok: true; release(): void }
  /** Null when the holder could not be told. */
  | { readonly ok: false; readonly holder: LockHolder | null };

export interface LockHolder {
  readonly pid: number;
  readonly startTimeTicks: number;
}

/** How a holder is; a pid that belongs to another process by now counts as gone, and so does a zombie. */
export function holderState({ pid, startTimeTicks }: LockHolder): 'runs' | 'is stopped' | 'is gone' {
  const stat = readStat(pid);
  if (stat?.startTimeTicks !== startTimeTicks) return 'is gone';
  return stat.state === 'T' || stat.state === 't' ? 'is stopped' : 'runs';
}

/** One name for all spellings of a folder, within the 108 bytes of a socket's name. */
function abstractName(folder: string): string {
  const hash = createHash('sha256').update(realpathSync(folder)).digest('hex');
  return `\0kazstreamlink/${hash}`;
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
}

function readHolder(file: string): LockHolder | null {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch {
    return null;
  }
  const [pid = 0, startTimeTicks = 0] = text.split(' ').map(Number);
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  const holder = { pid, startTimeTicks };
  // What an earlier holder has written tells nothing of this one.
  return holderState(holder) === 'is gone' ? null : holder;
}
