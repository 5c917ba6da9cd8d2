import { contentHash } from '../config/configuration-state.js';
import { readFileContent } from '../config/read-file.js';
import { unreadableFile } from '../config/unreadable-file.js';
import type { CommonOptions } from './options.js';
import { printProblem } from './terminal.js';

/** `hash`: by which a router tells which content is live. Exit code 0, or 1 when the file cannot be read. */
export function showHash(options: CommonOptions): number {
  const hash = hashOfFile(options.config);
  if (hash === null) return 1;
  const text = options.format === 'json' ? JSON.stringify({ file: options.config, hash }) : hash;
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The hash of the content of a file as the router has it; null, and said why, when the file cannot be read. */
export function hashOfFile(config: string): string | null {
  const content = readFileContent(config);
  if (content.ok) return contentHash(content.text);
  const { message, remedy } = unreadableFile(config, content.code);
  printProblem(`${config}: ${message}`, remedy);
  return null;
}
