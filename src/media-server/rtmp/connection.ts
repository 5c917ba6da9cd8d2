import { ChunkReader } from './chunk-reader.js';
import { Handshake } from './handshake.js';
import { limits } from './limits.js';
import { messageType, type RtmpMessage } from './message.js';
import {
  acknowledgement,
  acknowledgementWindow,
  userControl,
  userControlMessage,
  WINDOW_BYTES,
} from './reply.js';
import type { SendQueue } from './send-queue.js';

/** What a connection tells its session. */
export interface ConnectionHandler {
  /** Any message but those that only keep the protocol going. */
  message(message: RtmpMessage): void;
  /** An {@link RtmpError}, or a fault of our own; nothing more is received after it. */
  fault(error: unknown): void;
}

/** Bytes in, messages out: handshake, chunks, acknowledgements and pings of one connection. */
export class RtmpConnection {
  readonly #queue: SendQueue;
  readonly #nowMs: () => number;
  readonly #handler: ConnectionHandler;
  readonly #handshake = new Handshake();
  readonly #reader: ChunkReader;
  #windowBytes = WINDOW_BYTES;
  #receivedBytes = 0;
  #acknowledgedBytes = 0;
  #lastInputMs: number;
  #endedAtMs: number | undefined;

  constructor(queue: SendQueue, nowMs: () => number, handler: ConnectionHandler) {
    this.#queue = queue;
    this.#nowMs = nowMs;
    this.#handler = handler;
    this.#lastInputMs = nowMs();
    this.#reader = new ChunkReader((message) => this.#dispatch(message));
  }

  /** Memory that unfinished messages take. */
  get heldBytes(): number {
    return this.#reader.heldBytes;
  }

  get queuedBytes(): number {
    return this.#queue.sizeBytes;
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#lastInputMs;
  }

  stalledMs(nowMs: number): number {
    return this.#queue.stalledMs(nowMs);
  }

  /** Never throws. What comes after the end is thrown away. */
  receive(input: Buffer): void {
    if (this.#endedAtMs !== undefined) return;
    this.#lastInputMs = this.#nowMs();
    this.#receivedBytes += input.length;
    try {
      this.#consume(input);
      this.#acknowledge();
    } catch (error) {
      this.#handler.fault(error);
    }
  }

  send(bytes: Buffer): void {
    this.#queue.write(bytes);
  }

  /** From now on messages may be as large as media are. */
  allowMedia(): void {
    this.#reader.allow(limits.messageBytes, limits.partialBytes);
  }

  /** Ends the connection once what is queued has left, or after a short while. */
  end(): void {
    this.#endedAtMs ??= this.#nowMs();
    this.#queue.end();
  }

  destroy(): void {
    this.#endedAtMs ??= this.#nowMs();
    this.#queue.destroy();
  }

  tick(nowMs: number): void {
    if (this.#endedAtMs !== undefined && nowMs - this.#endedAtMs >= limits.closeGraceMs)
      this.#queue.destroy();
  }

  #consume(input: Buffer): void {
    if (this.#handshake.done) {
      this.#reader.push(input);
      return;
    }
    const { consumedBytes, reply } = this.#handshake.push(input);
    if (reply !== undefined) this.send(reply);
    if (consumedBytes < input.length) this.#reader.push(input.subarray(consumedBytes));
  }

  /** Adobe RTMP 1.0, 5.4.3. A peer that named no window gets ours. */
  #acknowledge(): void {
    if (!this.#handshake.done || this.#receivedBytes - this.#acknowledgedBytes < this.#windowBytes) return;
    this.#acknowledgedBytes = this.#receivedBytes;
    this.send(acknowledgement(this.#receivedBytes));
  }

  #dispatch(message: RtmpMessage): void {
    if (this.#endedAtMs !== undefined) return;
    const { type, payload } = message;
    switch (type) {
      case messageType.windowAcknowledgementSize:
        if (payload.length >= 4) this.#windowBytes = Math.max(1, payload.readUInt32BE(0));
        return;
      // What is on its way to a peer is bounded by what its kernel takes, and by the queue.
      case messageType.acknowledgement:
        return;
      case messageType.setPeerBandwidth:
        // Adobe RTMP 1.0, 5.4.5: answered by the window, unless the peer knows it already. More than a window is never sent unseen.
        if (payload.length >= 4 && payload.readUInt32BE(0) !== WINDOW_BYTES)
          this.send(acknowledgementWindow());
        return;
      case messageType.userControl:
        if (payload.length >= 6 && payload.readUInt16BE(0) === userControl.pingRequest) {
          this.send(userControlMessage(userControl.pingResponse, payload.readUInt32BE(2)));
        }
        return;
      default:
        this.#handler.message(message);
    }
  }
}
