import type { ReaderSink } from './fan-out.js';
import type { Pair } from './headers/transport.js';
import { nextFrame } from './interleaved.js';
import { limits } from './limits.js';
import type { UdpTransport } from './udp-transport.js';

/**
 * Packets of a reader over UDP. What comes at once, when it joins or when a publisher begins with what its source kept, leaves
 * in small portions, since a socket buffer at the other end (208 KiB on Linux) would overflow; live packets queue up behind,
 * until it has caught up.
 */
export class UdpSink implements ReaderSink {
  readonly #transport: UdpTransport;
  readonly #address: string;
  readonly #ports: ReadonlyMap<number, Pair>;
  readonly #onDropped: (packets: number) => void;
  #queue: Buffer[] = [];
  #queueBytes = 0;
  #offset = 0;
  #burstBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Sent without a pause so far. */
  #portion = { sinceMs: 0, bytes: 0 };

  /** `ports` is by track; the frames that are written carry 2 × track for RTP and 2 × track + 1 for RTCP. */
  constructor(
    transport: UdpTransport,
    address: string,
    ports: ReadonlyMap<number, Pair>,
    onDropped: (packets: number) => void,
  ) {
    this.#transport = transport;
    this.#address = address;
    this.#ports = ports;
    this.#onDropped = onDropped;
  }

  start(buffers: readonly Buffer[]): void {
    for (const buffer of buffers) this.#enqueue(buffer);
    this.#burstBytes = this.#queueBytes;
    // After a short pause the portions of the time before may still be on their way.
    clearTimeout(this.#timer);
    this.#sendPortion();
  }

  get sizeBytes(): number {
    return this.#queueBytes;
  }

  hasRoom(): boolean {
    return this.#queueBytes <= limits.readerQueueBytes + this.#burstBytes;
  }

  write(frames: Buffer): void {
    if (this.#timer === undefined && this.#isPortionSent()) this.#pause();
    if (this.#timer !== undefined) {
      this.#enqueue(frames);
      return;
    }
    this.#portion.bytes += frames.length;
    for (let offset = 0; offset < frames.length; offset = this.#send(frames, offset));
  }

  dropped(packets: number): void {
    this.#onDropped(packets);
  }

  /** What still waits is given up. */
  end(byes: readonly Buffer[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#queueBytes = 0;
    for (const bye of byes) this.#send(bye, 0);
  }

  #enqueue(frames: Buffer): void {
    if (frames.length === 0) return;
    this.#queue.push(frames);
    this.#queueBytes += frames.length;
  }

  #isPortionSent(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#portion.sinceMs >= PORTION_INTERVAL_MS) this.#portion = { sinceMs: nowMs, bytes: 0 };
    return this.#portion.bytes >= PORTION_BYTES;
  }

  #pause(): void {
    this.#timer = setTimeout(() => this.#sendPortion(), PORTION_INTERVAL_MS);
  }

  #sendPortion(): void {
    this.#timer = undefined;
    let sentBytes = 0;
    let index = 0;
    for (;;) {
      const frames = this.#queue[index];
      if (frames === undefined || sentBytes >= PORTION_BYTES) break;
      const next = this.#send(frames, this.#offset);
      sentBytes += next - this.#offset;
      this.#offset = next;
      if (next < frames.length) continue;
      index++;
      this.#offset = 0;
    }
    this.#queue.splice(0, index);
    this.#queueBytes = Math.max(0, this.#queueBytes - sentBytes);
    this.#portion = { sinceMs: performance.now(), bytes: sentBytes };
    if (this.#queue.length > 0) this.#pause();
    else this.#burstBytes = 0;
  }

  #send(frames: Buffer, offset: number): number {
    const next = nextFrame(frames, offset);
    const channel = frames[offset + 1] ?? 0;
    const ports = this.#ports.get(channel >> 1);
    if (ports === undefined) return next;
    const packet = frames.subarray(offset + 4, next);
    if ((channel & 1) === 0) this.#transport.sendRtp(packet, ports[0], this.#address);
    else this.#transport.sendRtcp(packet, ports[1], this.#address);
    return next;
  }
}

/** 12 MB/s: a GOP of 4 s at 2.5 Mbit/s takes 0.1 s. */
const PORTION_BYTES = 48 * 1024;
const PORTION_INTERVAL_MS = 4;
