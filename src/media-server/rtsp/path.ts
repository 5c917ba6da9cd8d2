import type { PathDelivery, PublisherSnapshot } from '../../state/control-protocol.js';
import { codecName } from './codec-name.js';
import {
  type ChannelMapping,
  type ChannelSlots,
  countFrames,
  nextFrame,
  validFrames,
} from './interleaved.js';
import { PacketCache } from './packet-cache.js';
import { ResumePoint } from './resume-point.js';
import { keyFrameDetector } from './rtp/key-frame.js';
import type { SessionDescription } from './sdp.js';
import { Splice } from './splice.js';
import { trackDifference } from './track-difference.js';
import { type FirstPacket, firstPackets, TrackState } from './track-state.js';

/**
 * One path: takes the publisher's packets, keeps those since the last key frame, and hands them to the readers. It never waits
 * for anyone: a reader whose queue is full loses packets up to the next key frame. When the publisher goes, it is held for a
 * while, and the next one goes on where that one ended.
 */
export class Path {
  readonly name: string;
  /** What the channels mean that packets have within the path: those of its first publisher. */
  readonly slots: ChannelSlots;
  /** Milliseconds since the Unix epoch. */
  readonly sinceMs = Date.now();
  readonly #onTrack: () => void;
  readonly #onEnd: (reason: string) => void;
  readonly #now: () => number;
  readonly #tracks: readonly TrackState[];
  readonly #resumePoint = new ResumePoint();
  #description: SessionDescription;
  #feed: Feed | undefined;
  #holdMs: number;
  #heldSinceMs: number | undefined;
  #holdTimer: NodeJS.Timeout | undefined;
  readonly #counters = { bytesIn: 0, bytesOut: 0, droppedPackets: 0 };
  #lastKeyFrameMs: number | null = null;
  readonly #cache: PacketCache;
  readonly #members = new Set<PathMember>();
  /** Readers that play, by mapping, so that equal ones share one remapped buffer. */
  readonly #groups = new Map<string, { mapping: ChannelMapping; readers: Set<Reader> }>();
  readonly #readers = new Map<ReaderSink, Reader>();

  constructor(options: PathOptions) {
    const { name, publisher } = options;
    this.name = name;
    this.slots = publisher.slots;
    this.#description = publisher.description;
    this.#feed = { publisher, sinceMs: this.sinceMs, seenTracks: [], splice: undefined };
    this.#holdMs = options.holdMs;
    this.#onTrack = options.onTrack;
    this.#onEnd = options.onEnd;
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

  /** Of the publisher, or of the last one. */
  get description(): SessionDescription {
    return this.#description;
  }

  get hasPublisher(): boolean {
    return this.#feed !== undefined;
  }

  /** Whether readers wait for a publisher to come back. */
  get isHeld(): boolean {
    return this.#heldSinceMs !== undefined;
  }

  /** Why the path can't go on with another publisher that sends this, or undefined when it can. */
  differenceTo({ description, slots }: PathPublisher): string | undefined {
    const isSetUp = (track: number, of: ChannelSlots): boolean => of.includes(2 * track);
    const missing = this.#tracks.findIndex(
      (_track, index) => isSetUp(index, this.slots) !== isSetUp(index, slots),
    );
    if (missing !== -1) return `track ${missing + 1} was set up by only one of the two`;
    return trackDifference(this.description, description);
  }

  /** Goes on with the packets of another publisher. To be called on a path without one, whose tracks do not differ. */
  resume(publisher: PathPublisher): void {
    clearTimeout(this.#holdTimer);
    this.#heldSinceMs = undefined;
    this.#description = publisher.description;
    const splice = new Splice({
      description: publisher.description,
      slots: publisher.slots,
      pathSlots: this.slots,
      tracks: this.#tracks,
      resumeSeconds: (nowMs) => this.#resumePoint.at(nowMs),
    });
    this.#feed = { publisher, sinceMs: Date.now(), seenTracks: [], splice };
  }

  /** The publisher has gone: the path ends when none comes back in time. */
  hold(): void {
    if (this.#feed === undefined) return;
    this.#feed = undefined;
    this.#heldSinceMs = this.#now();
    this.#resumePoint.note(this.#tracks);
    // A picture from before the gap would stand still at whoever joins now.
    this.#cache.clear();
    this.#awaitPublisher();
  }

  /** For how long readers are kept without a publisher; applies to a hold that lasts as well. */
  set holdMs(holdMs: number) {
    this.#holdMs = holdMs;
    if (this.isHeld) this.#awaitPublisher();
  }

  /** Takes whole interleaved frames of the publisher, with the publisher's channels; they may be changed in place. */
  publish(received: Buffer): void {
    const feed = this.#feed;
    if (feed === undefined) return;
    const valid = validFrames(received, feed.publisher.slots);
    if (valid.length === 0) return;
    const nowMs = this.#now();
    this.#counters.bytesIn += valid.length;
    const data = feed.splice === undefined ? valid : feed.splice.apply(valid, nowMs);
    if (data.length === 0) return;
    this.#observe(data, nowMs, feed);
    const keyFrame = this.#cache.append(data, nowMs);
    if (keyFrame) this.#lastKeyFrameMs = Date.now();
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

  /** From now on the sink gets every packet, until {@link stopReader}. `joinBytes` is what it got at once. */
  startReader(sink: ReaderSink, mapping: ChannelMapping, joinBytes = 0): void {
    this.#counters.bytesOut += joinBytes;
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

  /** Sessions that end with the path: all that were set up, playing or not. */
  addMember(member: PathMember): void {
    this.#members.add(member);
  }

  removeMember(member: PathMember): void {
    this.#members.delete(member);
  }

  /** Ends all sessions of the path, once what waits for them is sent. */
  end(reason: string): void {
    clearTimeout(this.#holdTimer);
    this.#feed = undefined;
    this.#heldSinceMs = undefined;
    for (const member of [...this.#members]) member.pathEnded(reason);
    this.#onEnd(reason);
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

  publisher(): PublisherSnapshot | null {
    if (this.#feed === undefined) return null;
    const { publisher, sinceMs, seenTracks } = this.#feed;
    const { medias } = publisher.description;
    return {
      remoteAddress: publisher.remoteAddress,
      sinceMs,
      isSilent: false,
      tracks: seenTracks.flatMap((index) => {
        const media = medias[index];
        return media === undefined ? [] : [{ kind: media.kind, codec: codecName(media.encoding) }];
      }),
      announced: medias.map(({ kind }) => kind),
    };
  }

  delivery(): PathDelivery {
    const heldMs = this.#heldSinceMs === undefined ? undefined : this.#now() - this.#heldSinceMs;
    return {
      heldSinceMs: heldMs === undefined ? null : Math.round(Date.now() - heldMs),
      ...this.#counters,
      lostPackets: this.#tracks.reduce((sum, { lostPackets }) => sum + lostPackets, 0),
      lastKeyFrameMs: this.#lastKeyFrameMs,
    };
  }

  /** Differs when packets came or went since it was asked before. */
  get traffic(): number {
    return this.#counters.bytesIn + this.#counters.bytesOut + this.#counters.droppedPackets;
  }

  #awaitPublisher(): void {
    clearTimeout(this.#holdTimer);
    const leftMs = this.#holdMs - (this.#now() - (this.#heldSinceMs ?? 0));
    if (leftMs <= 0) {
      this.end('publisher left');
      return;
    }
    this.#holdTimer = setTimeout(() => this.end('publisher did not come back'), leftMs);
    this.#holdTimer.unref();
  }

  #observe(data: Buffer, nowMs: number, feed: Feed): void {
    for (let offset = 0; offset < data.length; ) {
      const next = nextFrame(data, offset);
      const slot = this.slots[data[offset + 1] ?? 0] ?? -1;
      const index = slot >> 1;
      const track = this.#tracks[index];
      if (track !== undefined) {
        if ((slot & 1) === 1) track.rtcp(data.subarray(offset + 4, next), nowMs);
        else {
          track.rtp(data, offset + 4, nowMs);
          if (!feed.seenTracks.includes(index)) {
            feed.seenTracks.push(index);
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
        this.#counters.bytesOut += mapped.length;
        sink.write(mapped);
        return;
      }
      // Without known key frames it goes on as soon as there is room.
      if (keyFrame || !this.#cache.enabled) {
        reader.dropping = false;
        sink.dropped(reader.droppedPackets);
        // The key frame's access unit may have begun in an earlier buffer, which the cache begins with.
        const packets = keyFrame ? this.#cache.since() : [];
        for (const data of packets.length === 0
          ? [mapped]
          : packets.map((each) => reader.mapping.apply(each))) {
          this.#counters.bytesOut += data.length;
          sink.write(data);
        }
        return;
      }
    }
    if (!reader.dropping) {
      reader.dropping = true;
      reader.droppedPackets = 0;
    }
    const packets = countFrames(mapped);
    reader.droppedPackets += packets;
    this.#counters.droppedPackets += packets;
  }
}

export interface PathOptions {
  readonly name: string;
  readonly publisher: PathPublisher;
  /** For how long readers are kept without a publisher, in milliseconds; 0: not at all. */
  readonly holdMs: number;
  /** The first packet of a track of a publisher came. */
  readonly onTrack: () => void;
  /** All sessions have ended; nothing comes any more. */
  readonly onEnd: (reason: string) => void;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

export interface PathPublisher {
  readonly description: SessionDescription;
  /** What the publisher's channels mean. */
  readonly slots: ChannelSlots;
  /** `host:port`. */
  readonly remoteAddress: string;
}

interface Feed {
  readonly publisher: PathPublisher;
  /** Milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** Indices into the description, in order of appearance. */
  readonly seenTracks: number[];
  /** Undefined for the first publisher of the path: its packets are passed on as they are. */
  readonly splice: Splice | undefined;
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
  /** `reason` is for the log. */
  pathEnded(reason: string): void;
}

interface Reader {
  readonly sink: ReaderSink;
  readonly mapping: ChannelMapping;
  dropping: boolean;
  droppedPackets: number;
}
