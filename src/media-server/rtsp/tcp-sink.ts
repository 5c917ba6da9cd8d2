import type { Socket } from 'node:net';
import type { ReaderSink } from './fan-out.js';
import { kernelQueueBytes } from './kernel-queue.js';
import { limits } from './limits.js';

/** Packets of a reader over its RTSP connection. RFC 2326 10.12 */
export class TcpSink implements ReaderSink {
  readonly #socket: Socket;
  readonly #onDropped: (packets: number) => void;
  /** What the reader got at once when it joined may wait on top of the limit, until it is through. */
  #burstBytes = 0;
  #progress = '';
  #progressMs: number;

  constructor(socket: Socket, nowMs: number, onDropped: (packets: number) => void) {
    this.#socket = socket;
    this.#progressMs = nowMs;
    this.#onDropped = onDropped;
  }

  start(buffers: readonly Buffer[]): void {
    this.#socket.cork();
    for (const buffer of buffers) this.write(buffer);
    this.#socket.uncork();
    this.#burstBytes = this.#socket.writableLength;
  }

  hasRoom(): boolean {
    const { writableLength } = this.#socket;
    if (writableLength > limits.readerQueueBytes)
      return writableLength <= limits.readerQueueBytes + this.#burstBytes;
    this.#burstBytes = 0;
    return true;
  }

  write(frames: Buffer): void {
    if (frames.length > 0 && this.#socket.writable) this.#socket.write(frames);
  }

  dropped(packets: number): void {
    this.#onDropped(packets);
  }

  end(byes: readonly Buffer[]): void {
    for (const bye of byes) this.write(bye);
  }

  /** Since when bytes wait and none has left, in milliseconds; asked once in a while with the present time. */
  stuckMs(nowMs: number): number {
    const { bytesWritten, writableLength } = this.#socket;
    // The first part moves when a whole write is done, the second within it.
    const progress = `${bytesWritten - writableLength} ${kernelQueueBytes(this.#socket)}`;
    if (writableLength === 0 || progress !== this.#progress) {
      this.#progress = progress;
      this.#progressMs = nowMs;
    }
    return nowMs - this.#progressMs;
  }
}
