import { readSecret } from '../util/secret-file.js';
import { loadConfiguration } from './load-configuration.js';
import { type CommonOptions, stateFolderOf } from './options.js';
import { printProblem } from './terminal.js';

/** `token`: what lets programs and people in where the API needs it. Exit code 0, or 1 when there is none. */
export function showToken(options: CommonOptions): number {
  const configured = loadConfiguration(options.config).desired?.access.token ?? null;
  const token = configured ?? readSecret(stateFolderOf(options).token);
  if (token === null) {
    printProblem(
      `There is no token for ${options.config}.`,
      'A router makes one when "listen.http" is reachable from elsewhere; or give one by "access.token".',
    );
    return 1;
  }
  process.stdout.write(`${options.format === 'json' ? JSON.stringify({ token }) : token}\n`);
  return 0;
}
