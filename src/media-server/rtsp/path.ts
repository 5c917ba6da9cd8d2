import type { PublisherSnapshot } from '../../state/control-protocol.js';
import { codecName } from './codec-name.js';
import {
  type ChannelMapping,
  type ChannelSlots,
  countFrames,
  nextFrame,
  validFrames,
} from './interleaved.js';
import { PacketCache } from './packet-cache.js';
import { keyFrameDetector } from './rtp/key-frame.js';
import type { SessionDescription } from './sdp.js';
import { type FirstPacket, firstPackets, TrackState } from './track-state.js';

/**
 * One published path: takes the publisher's packets, keeps those since the last key frame, and hands them to the
 * readers. It never waits for anyone: a reader whose queue is full loses packets up to the next key frame.
 */
export class Path {
  readonly name: string;
  readonly description: SessionDescription;
  readonly slots: ChannelSlots;
  /** Milliseconds since the Unix epoch. */
  readonly sinceMs = Date.now();
  readonly #remoteAddress: string;
  readonly #onTrack: () => void;
  readonly #now: () => number;
  readonly #tracks: readonly TrackState[];
  /** Indices into the description, in order of appearance. */
  readonly #seenTracks: number[] = [];
  readonly #cache: PacketCache;
  readonly #members = new Set<PathMember>();
  /** Readers that play, by mapping, so that equal ones share one remapped buffer. */
  readonly #groups = new Map<string, { mapping: ChannelMapping; readers: Set<Reader> }>();
  readonly #readers = new Map<ReaderSink, Reader>();

  constructor(options: PathOptions) {
    this.name = options.name;
    this.description = options.description;
    this.slots = options.slots;
    this.#remoteAddress = options.remoteAddress;
    this.#onTrack = options.onTrack;
    this.#now = options.now ?? (() => performance.now());
    this.#tracks = this.description.medias.map(({ clockRateHz }) => new TrackState(clockRateHz));
    const video = this.description.medias.findIndex(
      ({ kind, encoding }) => kind === 'video' && keyFrameDetector(encoding) !== undefined,
    );
    this.#cache = new PacketCache({
      videoChannel: video === -1 ? -1 : this.slots.indexOf(2 * video),
      startsKeyFrame: keyFrameDetector(this.description.medias[video]?.encoding ?? ''),
    });
  }

  /** Takes whole interleaved frames of the publisher, with the publisher's channels. */
  publish(received: Buffer): void {
    const data = validFrames(received, this.slots);
    if (data.length === 0) return;
    const nowMs = this.#now();
    this.#observe(data, nowMs);
    const keyFrame = this.#cache.append(data, nowMs);
    for (const { mapping, readers } of this.#groups.values()) {
      let mapped: Buffer | undefined;
      for (const reader of readers) {
        mapped ??= mapping.apply(data);
        if (mapped.length > 0) this.#deliver(reader, mapped, keyFrame);
      }
    }
  }

  /**
   * What a reader that starts now gets at once: the packets since the last key frame, and before them a sender
   * report a track (by track, undefined for none). A reader that goes on after a pause gives the position at which
   * it paused, and gets nothing twice.
   */
  joinPoint(position?: number): JoinPoint {
    const packets = this.#cache.since(position);
    const first = firstPackets(packets, this.slots, this.#tracks.length);
    const nowMs = this.#now();
    return {
      packets,
      first,
      nextSequences: this.#tracks.map(({ lastSequence }) =>
        lastSequence === -1 ? undefined : (lastSequence + 1) & 0xffff,
      ),
      reports: this.#tracks.map((track, index) => track.senderReport(first[index]?.timestamp, nowMs)),
    };
  }

  /** Counts the buffers published so far. */
  get position(): number {
    return this.#cache.position;
  }

  /** From now on the sink gets every packet, until {@link stopReader}. */
  startReader(sink: ReaderSink, mapping: ChannelMapping): void {
    const reader = { sink, mapping, dropping: false, droppedPackets: 0 };
    const group = this.#groups.get(mapping.key) ?? { mapping, readers: new Set() };
    group.readers.add(reader);
    this.#groups.set(mapping.key, group);
    this.#readers.set(sink, reader);
  }

  stopReader(sink: ReaderSink): void {
    const reader = this.#readers.get(sink);
    if (reader === undefined) return;
    this.#readers.delete(sink);
    const group = this.#groups.get(reader.mapping.key);
    group?.readers.delete(reader);
    if (group?.readers.size === 0) this.#groups.delete(reader.mapping.key);
    if (reader.dropping) sink.dropped(reader.droppedPackets);
  }

  /** Sessions that end with the publisher: all that were set up, playing or not. */
  addMember(member: PathMember): void {
    this.#members.add(member);
  }

  removeMember(member: PathMember): void {
    this.#members.delete(member);
  }

  end(): void {
    for (const member of [...this.#members]) member.publisherEnded();
  }

  ssrc(track: number): number | undefined {
    const ssrc = this.#tracks[track]?.ssrc ?? -1;
    return ssrc === -1 ? undefined : ssrc;
  }

  get readerCount(): number {
    let count = 0;
    for (const member of this.#members) if (member.isReading) count++;
    return count;
  }

  publisher(): PublisherSnapshot {
    const { medias } = this.description;
    return {
      remoteAddress: this.#remoteAddress,
      sinceMs: this.sinceMs,
      isSilent: false,
      tracks: this.#seenTracks.flatMap((index) => {
        const media = medias[index];
        return media === undefined ? [] : [{ kind: media.kind, codec: codecName(media.encoding) }];
      }),
      announced: medias.map(({ kind }) => kind),
    };
  }

  #observe(data: Buffer, nowMs: number): void {
    for (let offset = 0; offset < data.length; ) {
      const next = nextFrame(data, offset);
      const slot = this.slots[data[offset + 1] ?? 0] ?? -1;
      const track = this.#tracks[slot >> 1];
      if (track !== undefined) {
        if ((slot & 1) === 1) track.rtcp(data.subarray(offset + 4, next), nowMs);
        else {
          const isFirst = track.lastSequence === -1;
          track.rtp(data, offset + 4);
          if (isFirst) {
            this.#seenTracks.push(slot >> 1);
            this.#onTrack();
          }
        }
      }
      offset = next;
    }
  }

  #deliver(reader: Reader, mapped: Buffer, keyFrame: boolean): void {
    const { sink } = reader;
    if (sink.hasRoom()) {
      if (!reader.dropping) {
        sink.write(mapped);
        return;
      }
      // Without known key frames it goes on as soon as there is room.
      if (keyFrame || !this.#cache.enabled) {
        reader.dropping = false;
        sink.dropped(reader.droppedPackets);
        // The key frame's access unit may have begun in an earlier buffer, which the cache begins with.
        const packets = keyFrame ? this.#cache.since() : [];
        if (packets.length === 0) sink.write(mapped);
        for (const data of packets) sink.write(reader.mapping.apply(data));
        return;
      }
    }
    if (!reader.dropping) {
      reader.dropping = true;
      reader.droppedPackets = 0;
    }
    reader.droppedPackets += countFrames(mapped);
  }
}

export interface PathOptions {
  readonly name: string;
  readonly description: SessionDescription;
  /** What the publisher's channels mean. */
  readonly slots: ChannelSlots;
  /** `host:port` of the publisher. */
  readonly remoteAddress: string;
  /** The first packet of a track came. */
  readonly onTrack: () => void;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

export interface JoinPoint {
  readonly packets: readonly Buffer[];
  readonly first: readonly (FirstPacket | undefined)[];
  /** The number that the track's next live packet will have, if one came before. */
  readonly nextSequences: readonly (number | undefined)[];
  readonly reports: readonly (Buffer | undefined)[];
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

export interface PathMember {
  /** Plays, or has paused. */
  readonly isReading: boolean;
  publisherEnded(): void;
}

interface Reader {
  readonly sink: ReaderSink;
  readonly mapping: ChannelMapping;
  dropping: boolean;
  droppedPackets: number;
}
