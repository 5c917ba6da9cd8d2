import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ControlClient } from '../../../src/runtime/local/control-client.js';
import type {
  MediaServerKind,
  MediaServerSnapshot,
  PathSnapshot,
} from '../../../src/state/control-protocol.js';
import { waitFor } from './wait-for.js';

/** One of the embedded servers as a process without a router, so that nobody mends it when it is stopped. */
export class ServerProcess {
  readonly #process: ReturnType<typeof spawn>;
  readonly #control: ControlClient;
  readonly #folder: string;
  readonly #kind: MediaServerKind;
  #listening: { host: string; port: number } | undefined;
  #snapshot: MediaServerSnapshot | undefined;

  /** @param inside what is put before the command, for one that runs elsewhere */
  constructor(kind: MediaServerKind, host = '127.0.0.1', inside: readonly string[] = []) {
    this.#kind = kind;
    this.#folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
    const socketPath = join(this.#folder, 'control.sock');
    const script = fileURLToPath(new URL(`../../../dist/media-server/${kind}/main.js`, import.meta.url));
    this.#process = spawn([...inside, process.execPath, script, '--control', socketPath]);
    this.#control = new ControlClient(socketPath, (event) => {
      if (event.type === 'hello') this.#control.send({ type: 'listen', id: 1, host, port: 0 });
      if (event.type === 'listening') this.#listening = event;
      if ('snapshot' in event) this.#snapshot = event.snapshot;
    });
  }

  /** Resolves with the address of a path when the server listens. */
  async url(path: string): Promise<string> {
    const { host, port } = await waitFor('the server to listen', () => this.#listening);
    return `${this.#kind}://${host}:${port}/${path}`;
  }

  /** Resolves when somebody publishes picture and sound at this path. */
  async untilPublished(path: string): Promise<void> {
    await waitFor('both tracks', () => {
      return this.path(path)?.publisher?.tracks.length === 2 || undefined;
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** As it was last told. */
  path(name: string): PathSnapshot | undefined {
    return this.#snapshot?.paths.find(({ path }) => path === name);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async close(): Promise<void> {
    this.#control.close();
    this.#process.kill('SIGKILL');
    await this.#process;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function spawn([program = '', ...args]: readonly string[]) {
  return execa(program, args, { reject: false, stdin: 'ignore', buffer: false });
}
