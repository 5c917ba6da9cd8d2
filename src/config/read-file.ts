import { readFileSync } from 'node:fs';
import type { FileContent } from './configuration-state.js';

/** Reads the file as UTF-8. Never throws. */
export function readFileContent(path: string): FileContent {
  try {
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { ok: false, code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
  }
}
