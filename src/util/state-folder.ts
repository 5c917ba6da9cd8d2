import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Where everything is kept that must outlive the router. One folder per configuration file, found by the absolute
 * path of that file as given, so that commands find the router of their file.
 */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** The folder for a configuration file below the user's state folder (XDG Base Directory Specification 0.8). */
  static forConfiguration(configPath: string, environment: NodeJS.ProcessEnv): StateFolder {
    const base = environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
    const absolute = resolve(configPath);
    const hash = createHash('sha256').update(absolute).digest('hex').slice(0, 12);
    return new StateFolder(join(base, 'kazstreamlink', `${basename(absolute)}-${hash}`));
  }

  /** Makes the folders, for the user alone. Throws the system's error. */
  create(): void {
    for (const path of [this.path, this.outputs, this.processes]) createFolder(path);
  }

  /** Throws the system's error when nothing can be written there, since it is full or read-only. */
  tryToWrite(): void {
    const path = join(this.path, `try-${process.pid}`);
    try {
      writeFileSync(path, 'x'.repeat(4_096), { mode: 0o600 });
    } finally {
      rmSync(path, { force: true });
    }
  }

  /** Unix socket of the router: the same API as over HTTP. */
  get routerSocket(): string {
    return join(this.path, 'router.sock');
  }

  /** Unix socket of an embedded server. */
  controlSocket(server: string): string {
    return join(this.path, `${server}.sock`);
  }

  /** Unix socket of the program for pictures. */
  get previewSocket(): string {
    return join(this.path, 'view.sock');
  }

  /** Unix socket of what ends the processes of a killed router; only where no other router can go on with them. */
  get leashSocket(): string {
    return join(this.path, 'leash.sock');
  }

  /** The text of the configuration that was live last, sealed. */
  get lastGood(): string {
    return join(this.path, 'last-good.sealed');
  }

  /** Where version 0.1 kept it unsealed. */
  get plainLastGood(): string {
    return join(this.path, 'last-good.yaml');
  }

  /** Opens what is sealed. */
  get key(): string {
    return join(this.path, 'key');
  }

  /** The token of the API, where one was made. */
  get token(): string {
    return join(this.path, 'token');
  }

  /** What the router's own processes come to its servers by is made of it. */
  get serverSecret(): string {
    return join(this.path, 'server-secret');
  }

  /** Who is logged in at the page. */
  get sessions(): string {
    return join(this.path, 'sessions.json');
  }

  /** Raw outputs of processes, each unlinked as soon as it is open. */
  get outputs(): string {
    return join(this.path, 'outputs');
  }

  /** Identity records of the processes that run. */
  get processes(): string {
    return join(this.path, 'processes');
  }

  /** In the environment of each process that is started for this folder. */
  get mark(): string {
    return join(this.path, 'mark');
  }

  /** What was kept of the last runs of each stream, redacted; made when there is something to keep. */
  get logs(): string {
    return join(this.path, 'logs');
  }
}

/** The system's limit for the path of a Unix socket (Linux: 108 bytes with the final zero; macOS: 104). */
export const MAX_SOCKET_PATH_BYTES = 103;

/**
 * For the user alone, with those above it. Level by level: Node's own recursive way never returns below /proc.
 * @throws the system's error
 */
export function createFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) createFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
