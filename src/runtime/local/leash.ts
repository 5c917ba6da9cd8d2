import { type ChildProcess, spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import type { Logger } from 'pino';
import { within } from '../../util/within.js';

/**
 * Where no router can go on with the processes of an earlier one, they must not outlive it, not even when it is killed: a
 * small process beside the router is told of each of them, and ends them all as soon as its pipe to the router closes.
 */
export class Leash {
  readonly #options: LeashOptions;
  readonly #held = new Set<number>();
  #child: ChildProcess | null = null;
  #respawn: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: LeashOptions) {
    this.#options = options;
  }

  /** To be called before anything is held. Resolves when what an earlier router left has ended. */
  async start(): Promise<void> {
    await untilLeashEnds(this.#options.socketPath);
    this.#spawn();
  }

  /** A process was started, as the leader of a group. */
  hold(pid: number): void {
    this.#held.add(pid);
    this.#tell('hold', pid);
  }

  /** It has ended: its pid may soon be another's. */
  release(pid: number): void {
    this.#held.delete(pid);
    this.#tell('release', pid);
  }

  /** Resolves when nothing that was held runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#respawn);
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await within(LEASH_END_MS, ended);
  }

  #spawn(): void {
    const { script, socketPath, environment } = this.#options;
    try {
      const child = spawn(process.execPath, [script, socketPath], {
        detached: true, // what ends the router's group must not end it
        stdio: ['pipe', 'ignore', 'ignore'],
        env: environment,
      });
      this.#child = child;
      child.stdin.on('error', () => undefined); // it has ended, which is told by the others
      child.once('error', (error) => this.#onGone(error));
      child.once('exit', () => this.#onGone(null));
    } catch (error) {
      this.#onGone(error);
    }
    for (const pid of this.#held) this.#tell('hold', pid);
  }

  #onGone(error: unknown): void {
    this.#child = null;
    if (this.#closed) return;
    this.#options.log.error(
      { err: error, nextTryMs: RESPAWN_MS },
      'nothing would end the streams if this router were killed now',
    );
    clearTimeout(this.#respawn);
    this.#respawn = setTimeout(() => this.#spawn(), RESPAWN_MS);
  }

  #tell(what: 'hold' | 'release', pid: number): void {
    this.#child?.stdin?.write(`${what} ${pid}\n`);
  }
}

export interface LeashOptions {
  /** Absolute path of leash-main. */
  readonly script: string;
  readonly socketPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Resolves when the leash of an earlier router has ended what that one left; see leash-main. */
export async function untilLeashEnds(socketPath: string): Promise<void> {
  const socket = createConnection(socketPath);
  socket.on('error', () => undefined); // there is none
  await within(LEASH_END_MS, new Promise((resolve) => socket.once('close', resolve)));
  socket.destroy();
}

/** More than the three steps of `endProcess` take. */
const LEASH_END_MS = 10_000;
const RESPAWN_MS = 1_000;
