import { type ChannelMapping, countFrames } from './interleaved.js';
import type { PacketCache } from './packet-cache.js';

/**
 * The readers of a path that play. What is handed to them leaves as one shared buffer for all that have the same channels. It
 * never waits for anyone: a reader whose queue is full loses packets up to the next key frame.
 */
export class FanOut {
  readonly counters = { bytesOut: 0, droppedPackets: 0 };
  readonly #cache: PacketCache;
  /** By mapping, so that equal ones share one remapped buffer. */
  readonly #groups = new Map<string, { mapping: ChannelMapping; readers: Set<Reader> }>();
  readonly #readers = new Map<ReaderSink, Reader>();

  /** @param cache of the path; it has what is handed on */
  constructor(cache: PacketCache) {
    this.#cache = cache;
  }

  /** From now on the sink gets every packet, until {@link stop}. `joinBytes` is what it got at once. */
  start(sink: ReaderSink, mapping: ChannelMapping, joinBytes: number): void {
    this.counters.bytesOut += joinBytes;
    const reader = { sink, mapping, dropping: false, droppedPackets: 0 };
    const group = this.#groups.get(mapping.key) ?? { mapping, readers: new Set() };
    group.readers.add(reader);
    this.#groups.set(mapping.key, group);
    this.#readers.set(sink, reader);
  }

  stop(sink: ReaderSink): void {
    const reader = this.#readers.get(sink);
    if (reader === undefined) return;
    this.#readers.delete(sink);
    const group = this.#groups.get(reader.mapping.key);
    group?.readers.delete(reader);
    if (group?.readers.size === 0) this.#groups.delete(reader.mapping.key);
    if (reader.dropping) sink.dropped(reader.droppedPackets);
  }

  /** Takes whole frames with the path's channels. `keyFrame`: one begins in them. */
  write(data: Buffer, keyFrame: boolean): void {
    for (const { mapping, readers } of this.#groups.values()) {
      let mapped: Buffer | undefined;
      for (const reader of readers) {
        mapped ??= mapping.apply(data);
        if (mapped.length > 0) this.#deliver(reader, mapped, keyFrame);
      }
    }
  }

  /** Takes a frame of filler data. */
  fill(data: Buffer): void {
    for (const { mapping, readers } of this.#groups.values()) {
      const filler = mapping.fill(data);
      if (filler === undefined) continue;
      for (const { sink, dropping } of readers) if (!dropping && sink.hasRoom()) this.#send(sink, filler);
    }
  }

  #deliver(reader: Reader, mapped: Buffer, keyFrame: boolean): void {
    const { sink } = reader;
    if (sink.hasRoom()) {
      if (!reader.dropping) {
        this.#send(sink, mapped);
        return;
      }
      // Without known key frames it goes on as soon as there is room.
      if (keyFrame || !this.#cache.enabled) {
        reader.dropping = false;
        sink.dropped(reader.droppedPackets);
        // The key frame's access unit may have begun in an earlier buffer, which the cache begins with.
        const packets = keyFrame ? this.#cache.since() : [];
        if (packets.length === 0) this.#send(sink, mapped);
        for (const data of packets) this.#send(sink, reader.mapping.apply(data));
        return;
      }
    }
    if (!reader.dropping) {
      reader.dropping = true;
      reader.droppedPackets = 0;
    }
    const packets = countFrames(mapped);
    reader.droppedPackets += packets;
    this.counters.droppedPackets += packets;
  }

  #send(sink: ReaderSink, data: Buffer): void {
    this.counters.bytesOut += data.length;
    sink.write(data);
  }
}

/** Where the packets of a playing reader go. */
export interface ReaderSink {
  /** False when so much waits for this reader that packets have to be dropped. */
  hasRoom(): boolean;
  /** Frames with the reader's channels; not to be changed, as other readers share them. */
  write(frames: Buffer): void;
  /** An episode of dropping is over. */
  dropped(packets: number): void;
}

interface Reader {
  readonly sink: ReaderSink;
  readonly mapping: ChannelMapping;
  dropping: boolean;
  droppedPackets: number;
}
