import type { SocketHandle } from './socket-handle.js';

/**
 * Makes fewer, larger reads of publishers. FFmpeg writes each RTP packet by itself; without this each of them costs
 * a wake-up, a read, and a write a reader. A socket that was read empty is read again at the next tick, which is
 * one for all of them: a publisher's packets wait {@link READ_INTERVAL_MS} at most, and are handled many at once.
 */
export class ReadPacer {
  readonly #intervalMs: number;
  #resting: SocketHandle[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs = READ_INTERVAL_MS) {
    this.#intervalMs = intervalMs;
  }

  /** To be called with the size of each chunk that was read. */
  afterRead(handle: SocketHandle, chunkBytes: number): void {
    // A full chunk: there may be more, and the bit rate is such that waiting would only hold it up.
    if (chunkBytes >= READ_CHUNK_BYTES || this.#intervalMs === 0) return;
    handle.readStop();
    this.#resting.push(handle);
    this.#timer ??= setTimeout(() => this.#tick(), this.#intervalMs);
  }

  #tick(): void {
    this.#timer = undefined;
    const resting = this.#resting;
    this.#resting = [];
    // One that was closed meanwhile answers an error code, and that is all.
    for (const handle of resting) handle.readStart();
  }
}

/** The most that Node reads at once. */
const READ_CHUNK_BYTES = 65_536;

export const READ_INTERVAL_MS = 30;
