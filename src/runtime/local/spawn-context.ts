import type { Logger } from 'pino';
import { MARK_VARIABLE } from './find-strays.js';
import type { Leash } from './leash.js';
import type { ProcessRecords } from './process-records.js';

/** What all processes of this router share. */
export interface SpawnContext {
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for the nameless output files. */
  readonly outputFolder: string;
  readonly records: ProcessRecords;
  /** What ends them when the router is killed; null where another router can go on with them. */
  readonly leash: Leash | null;
  readonly log: Logger;
  /** Makes the folders if they are gone. Throws the system's error. */
  prepareFolders(): void;
}

/**
 * The environment that processes get: what a program needs to find its libraries, fonts, certificates and time zone,
 * and nothing of what the router was given (which may hold secrets). The mark of the state folder tells whose they are.
 */
export function smallEnvironment(environment: NodeJS.ProcessEnv, mark: string): Record<string, string> {
  const entries = PASSED_ON.map((name) => [name, environment[name]] as const);
  return {
    ...Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    [MARK_VARIABLE]: mark,
  };
}

const PASSED_ON = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'FONTCONFIG_FILE',
  'FONTCONFIG_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SYSTEMROOT',
];
