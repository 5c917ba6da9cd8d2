import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { alreadyRuns, StartError } from '../util/start-error.js';
import { fetchRouterStatus } from './client.js';

/**
 * Opens the API on a Unix socket for the user alone. Two routers on one state folder would fight over its processes,
 * so it refuses when another one answers there.
 * @throws StartError
 */
export async function openLocalSocket(
  socketPath: string,
  handler: RequestListener,
  onProblem: (error: unknown) => void,
): Promise<LocalSocket> {
  const holder = await fetchRouterStatus({ socketPath });
  if (holder !== null) {
    throw new StartError(...alreadyRuns(holder.router.pid));
  }
  const socket = new LocalSocket(socketPath, handler, onProblem);
  await socket.open();
  return socket;
}

/** The API on a Unix socket, which is opened again when its name has vanished from the folder. */
export class LocalSocket {
  readonly #path: string;
  readonly #handler: RequestListener;
  readonly #onProblem: (error: unknown) => void;
  #server: Server | null = null;
  #inode: number | null = null;
  #isOpening = false;

  constructor(path: string, handler: RequestListener, onProblem: (error: unknown) => void) {
    this.#path = path;
    this.#handler = handler;
    this.#onProblem = onProblem;
  }

  async open(): Promise<void> {
    rmSync(this.#path, { force: true });
    const server = createServer(this.#handler);
    server.on('connection', (connection) => local.add(connection));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#path, resolve);
    });
    chmodSync(this.#path, 0o600);
    this.#inode = inodeOf(this.#path);
    this.#server = server;
  }

  /** Looks whether the socket is still there under its name, and opens it again if not. */
  ensureOpen(): void {
    // One that another router has put there is not ours to remove.
    if (this.#isOpening || this.#server === null || inodeOf(this.#path) !== null) return;
    this.#isOpening = true;
    this.close();
    this.open()
      .catch((error: unknown) => {
        this.#onProblem(error);
        this.#server = createServer(this.#handler);
      })
      .finally(() => {
        this.#isOpening = false;
      });
  }

  close(): void {
    // Closing removes the name, which may be another router's by now.
    if (this.#inode !== null && inodeOf(this.#path) === this.#inode) this.#server?.close();
    else this.#server?.unref();
    this.#server?.closeAllConnections();
  }
}

/** Whether it came over a socket of this kind, which only the router's own user can open. */
export function isLocal(connection: Socket): boolean {
  return local.has(connection);
}

const local = new WeakSet<Socket>();

function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino;
  } catch {
    return null; // it is gone
  }
}
