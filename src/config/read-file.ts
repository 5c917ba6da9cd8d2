import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import type { FileContent } from './configuration-state.js';

/** Reads the file as UTF-8. Never throws. */
export function readFileContent(path: string): FileContent {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const isPinned = fstatSync(descriptor).nlink === 0;
    return { ok: true, text: readFileSync(descriptor, 'utf8'), isPinned };
  } catch (error) {
    return { ok: false, code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
