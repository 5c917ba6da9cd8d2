import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Reads a file as UTF-8. Never throws and never waits: what is no regular file (a pipe would block) or is too large is not
 * read. Beside the system's error codes it answers `NOT_A_FILE` and `TOO_LARGE`.
 */
export function readFileContent(path: string): FileContent {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) return { ok: false, code: 'EISDIR' };
    if (!stats.isFile()) return { ok: false, code: 'NOT_A_FILE' };
    if (stats.size > MAX_FILE_BYTES) return { ok: false, code: 'TOO_LARGE' };
    return { ok: true, text: readFileSync(descriptor, 'utf8'), isPinned: stats.nlink === 0 };
  } catch (error) {
    return { ok: false, code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export type FileContent =
  | {
      readonly ok: true;
      readonly text: string;
      /** The file has no name any more: a mount of a single file that was replaced outside. */
      readonly isPinned: boolean;
    }
  /** The system's error code, such as `ENOENT`. */
  | { readonly ok: false; readonly code: string };

/** A file of 100,000 streams has a tenth of it. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;
