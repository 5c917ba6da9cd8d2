import { randomFillSync } from 'node:crypto';
import { RtmpError } from './rtmp-error.js';

export const HANDSHAKE_BYTES = 1536;
const RTMP_VERSION = 3;

/**
 * The server's side of the simple handshake (Adobe RTMP 1.0, 5.2), fed as bytes arrive.
 *
 * Flash, librtmp and FFmpeg put a player version into bytes 4–7 of C1 and hide a digest in it. They expect a digest
 * in return only when S1 carries a version too: with four zero bytes there they fall back to the simple handshake.
 * So S1 says zero, S2 is the peer's C1 as the specification wants it, and C2 is not looked at.
 */
export class Handshake {
  readonly #received = Buffer.allocUnsafe(1 + HANDSHAKE_BYTES);
  #receivedBytes = 0;
  #c2Missing = HANDSHAKE_BYTES;
  #answered = false;

  /** True once C2 has arrived: what follows are chunks. */
  get done(): boolean {
    return this.#c2Missing === 0;
  }

  /**
   * Takes what it needs of `input`. Answers how many bytes that were, and the bytes to send, if any.
   * Throws {@link RtmpError} for anything that is no RTMP (RTMPE, HTTP, TLS).
   */
  push(input: Buffer): { readonly consumedBytes: number; readonly reply: Buffer | undefined } {
    let consumedBytes = 0;
    let reply: Buffer | undefined;
    if (!this.#answered) {
      consumedBytes = input.copy(this.#received, this.#receivedBytes);
      this.#receivedBytes += consumedBytes;
      // 5.2.2: 0–2 are deprecated, 6 is RTMPE, and 32–255 are what text protocols begin with.
      if (this.#receivedBytes > 0 && this.#received[0] !== RTMP_VERSION) {
        throw new RtmpError('handshake', 'the first byte is not RTMP version 3');
      }
      if (this.#receivedBytes < this.#received.length) return { consumedBytes, reply };
      reply = answer(this.#received.subarray(1));
      this.#answered = true;
    }
    const c2Bytes = Math.min(this.#c2Missing, input.length - consumedBytes);
    this.#c2Missing -= c2Bytes;
    return { consumedBytes: consumedBytes + c2Bytes, reply };
  }
}

/** S0, S1 (time 0, zero, random) and S2 (the echo of C1). */
function answer(c1: Buffer): Buffer {
  const reply = Buffer.alloc(1 + 2 * HANDSHAKE_BYTES);
  reply[0] = RTMP_VERSION;
  randomFillSync(reply, 1 + 8, HANDSHAKE_BYTES - 8);
  c1.copy(reply, 1 + HANDSHAKE_BYTES);
  return reply;
}
