import type { Diagnostic } from '../state/diagnostic.js';

/** The diagnostic for a file that could not be read, by the system's error code. */
export function unreadableFile(file: string, code: string): Diagnostic {
  const place = { file, line: 1, column: 1, length: 1 };
  if (code === 'ENOENT') {
    return {
      code: 'file-missing',
      severity: 'error',
      message: 'there is no such file',
      remedy: 'Create it (streams.example.yaml shows how), or name another with --config.',
      place,
      related: null,
    };
  }
  return {
    code: 'file-unreadable',
    severity: 'error',
    message: `the file cannot be read (${code})`,
    remedy: REMEDIES[code] ?? 'Give the user of the router the right to read it.',
    place,
    related: null,
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  EISDIR: 'Name a file here, no folder.',
  NOT_A_FILE: 'Name a regular file, no pipe or device.',
  TOO_LARGE: 'A file has 128 MiB at most: name the right one.',
};
