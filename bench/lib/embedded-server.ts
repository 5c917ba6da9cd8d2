import { join } from 'node:path';
import { ControlClient } from '../../src/runtime/local/control-client.js';
import type { MediaServerKind, MediaServerSnapshot, PathSnapshot } from '../../src/state/control-protocol.js';
import type { BenchProcess, Processes } from './processes.js';
import { builtProgram } from './root.js';
import { within } from './within.js';

/** Starts an embedded server of `dist/` as the router does, and lets it listen on a free port of the loopback. */
export async function startEmbeddedServer(
  kind: MediaServerKind,
  { processes, folder }: { readonly processes: Processes; readonly folder: string },
): Promise<EmbeddedServer> {
  const socketPath = join(folder, `${kind}.sock`);
  const script = builtProgram('media-server', kind, 'main.js');
  const server = new EmbeddedServer(
    kind,
    processes.start(process.execPath, [script, '--control', socketPath]),
    socketPath,
  );
  await server.listening();
  return server;
}

export class EmbeddedServer {
  readonly process: BenchProcess;
  readonly #kind: MediaServerKind;
  readonly #control: ControlClient;
  readonly #looks = new Set<() => void>();
  #snapshot: MediaServerSnapshot = { listening: null, paths: [] };
  #port: number | null = null;
  #failure: string | null = null;

  constructor(kind: MediaServerKind, started: BenchProcess, socketPath: string) {
    this.#kind = kind;
    this.process = started;
    this.#control = new ControlClient(socketPath, (event) => {
      if (event.type === 'hello') this.#control.send({ type: 'listen', id: 1, host: '127.0.0.1', port: 0 });
      if (event.type === 'hello' || event.type === 'snapshot') this.#snapshot = event.snapshot;
      if (event.type === 'listening') this.#port = event.port;
      if (event.type === 'listen-failed') this.#failure = event.message;
      for (const look of [...this.#looks]) look();
    });
    void started.ended.then(() => this.#control.close());
  }

  /** Such as `rtsp://127.0.0.1:40123`. */
  get url(): string {
    return `${this.#kind}://127.0.0.1:${this.#port ?? 0}`;
  }

  path(name: string): PathSnapshot | undefined {
    return this.#snapshot.paths.find(({ path }) => path === name);
  }

  /** Resolves when the server is open. */
  async listening(): Promise<void> {
    await this.#until('the server listens', () => this.#port !== null || this.#failure !== null);
    if (this.#failure !== null) throw new Error(`the ${this.#kind} server cannot listen: ${this.#failure}`);
  }

  /** Resolves when a publisher of this path has shown `count` tracks. */
  async hasTracks(path: string, count: number): Promise<void> {
    const what = `${count} tracks at ${this.#kind} path ${path}`;
    await this.#until(what, () => (this.path(path)?.publisher?.tracks.length ?? 0) >= count);
  }

  async #until(what: string, condition: () => boolean): Promise<void> {
    const met = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
    await this.process.unlessItEnds(`the ${this.#kind} server`, within(WAIT_BOUND_MS, what, met));
  }
}

const WAIT_BOUND_MS = 20_000;
