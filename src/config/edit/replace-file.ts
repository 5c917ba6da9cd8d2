import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a text in the place of a file's content: by renaming a new file over it, or else by writing into it. Mode and
 * owner stay.
 * False, and nothing done, when `mayReplace` says no at the last moment. Throws the system's error; nothing is
 * left behind then.
 */
export function replaceFile(path: string, text: string, before: Stats, mayReplace: () => boolean): boolean {
  const content = Buffer.from(text, 'utf8');
  // Another hard link would keep the old content.
  if (before.nlink === 1) {
    const outcome = renameOver(path, content, before, mayReplace);
    if (outcome !== 'cannot') return outcome === 'replaced';
  }
  if (!mayReplace()) return false;
  writeInPlace(path, content);
  return true;
}

type Outcome = 'replaced' | 'refused' | 'cannot';

function renameOver(path: string, content: Buffer, before: Stats, mayReplace: () => boolean): Outcome {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    writeNew(temporary, content, before);
    if (!mayReplace()) return 'refused';
    renameSync(temporary, path);
    syncFolder(folder);
    return 'replaced';
  } catch (error) {
    if (CANNOT_REPLACE.has((error as NodeJS.ErrnoException).code ?? '')) return 'cannot';
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * The folder may not be written (EACCES, EPERM, EROFS), the file is a mount of its own (EBUSY, EXDEV), or the owner cannot be
 * kept (EPERM): the file itself can still be written.
 */
const CANNOT_REPLACE = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV']);

function writeNew(path: string, content: Buffer, { uid, gid, mode }: Stats): void {
  // Nobody else may read it before it has its mode: it can hold credentials.
  const file = openSync(path, 'wx', 0o600);
  try {
    writeAll(file, content);
    const own = fstatSync(file);
    if (own.uid !== uid || own.gid !== gid) fchownSync(file, uid, gid);
    fchmodSync(file, mode & 0o7777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Written over before it is cut, so that no reader finds it empty; what was there is restored when that fails. */
function writeInPlace(path: string, content: Buffer): void {
  const old = readFileSync(path);
  const file = openSync(path, 'r+');
  try {
    try {
      overwrite(file, content);
    } catch (error) {
      overwrite(file, old);
      throw error;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function overwrite(file: number, content: Buffer): void {
  writeAll(file, content);
  ftruncateSync(file, content.length);
}

function writeAll(file: number, content: Buffer): void {
  for (let written = 0; written < content.length; )
    written += writeSync(file, content, written, content.length - written, written);
}

/** Makes the rename last through a power cut, where folders can be opened at all. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Written it is; that is all that can be said here.
  }
}
