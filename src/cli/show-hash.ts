import { findFiles } from './load-configuration.js';
import type { CommonOptions } from './options.js';
import { printProblem } from './terminal.js';

/** `hash`: by which a router tells which content is live. Exit code 0, or 1 when it cannot be read. */
export function showHash(options: CommonOptions): number {
  const hash = hashOfConfiguration(options.config);
  if (hash === null) return 1;
  const text = options.format === 'json' ? JSON.stringify({ file: options.config, hash }) : hash;
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The hash of the content of a configuration as the router has it; null, and said why, when there is none. */
export function hashOfConfiguration(config: string): string | null {
  const { files, problems, hash } = findFiles(config);
  const [unreadable] = problems;
  if (files.length > 0 || unreadable === undefined) return hash;
  printProblem(`${config}: ${unreadable.message}`, unreadable.remedy);
  return null;
}
