import { limits } from './limits.js';

/** What is needed of a socket. */
export interface ByteSink {
  readonly destroyed: boolean;
  cork(): void;
  uncork(): void;
  write(bytes: Buffer, onWritten?: (error?: Error | null) => void): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** The most that is given to the socket at once, so that what has left is known step by step. */
const BATCH_BYTES = 256 * 1024;

/**
 * The way out of one connection. All that is written in one turn of the event loop leaves in one system call; what
 * the peer does not take stays here, where its size and its progress are known.
 */
export class SendQueue {
  readonly #sink: ByteSink;
  readonly #nowMs: () => number;
  readonly #onOverflow: () => void;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #inFlightBytes = 0;
  #scheduled = false;
  #ending = false;
  #progressAtMs = 0;

  constructor(sink: ByteSink, nowMs: () => number, onOverflow: () => void) {
    this.#sink = sink;
    this.#nowMs = nowMs;
    this.#onOverflow = onOverflow;
  }

  /** Bytes that the system has not taken yet. */
  get sizeBytes(): number {
    return this.#queuedBytes + this.#inFlightBytes;
  }

  /** For how long nothing of what waits was taken; 0 when nothing waits. */
  stalledMs(nowMs: number): number {
    return this.sizeBytes === 0 ? 0 : nowMs - this.#progressAtMs;
  }

  write(bytes: Buffer): void {
    if (this.#ending || this.#sink.destroyed) return;
    if (this.sizeBytes === 0) this.#progressAtMs = this.#nowMs();
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.sizeBytes > limits.connectionQueueBytes) this.#onOverflow();
    else this.#schedule();
  }

  /** Sends what is queued, then the end of the stream. */
  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#schedule();
  }

  destroy(): void {
    this.#ending = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#sink.destroy();
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlightBytes > 0) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#inFlightBytes > 0 || this.#sink.destroyed) return;
    const batch = this.#takeBatch();
    const last = batch.pop();
    if (last === undefined) {
      if (this.#ending) this.#sink.end();
      return;
    }
    const onWritten = (error?: Error | null): void => {
      this.#inFlightBytes = 0;
      this.#progressAtMs = this.#nowMs();
      if (error === undefined || error === null) this.#pump();
    };
    this.#sink.cork();
    for (const bytes of batch) this.#sink.write(bytes);
    this.#sink.write(last, onWritten);
    this.#sink.uncork();
  }

  #takeBatch(): Buffer[] {
    let count = 0;
    let sizeBytes = 0;
    for (const bytes of this.#queue) {
      if (count > 0 && sizeBytes + bytes.length > BATCH_BYTES) break;
      sizeBytes += bytes.length;
      count++;
    }
    const batch = this.#queue.splice(0, count);
    this.#queuedBytes -= sizeBytes;
    this.#inFlightBytes = sizeBytes;
    return batch;
  }
}
