import type { PathDelivery, PublisherSnapshot } from '../../state/control-protocol.js';
import type { Holder } from '../memory-budget.js';
import type { CatchUp } from './catch-up.js';
import { FanOut, type ReaderSink } from './fan-out.js';
import { Feed, type PathPublisher } from './feed.js';
import { Filler } from './filler.js';
import { type ChannelMapping, type ChannelSlots, nextFrame, validFrames } from './interleaved.js';
import { keyedVideo } from './keyed-video.js';
import { PacketCache } from './packet-cache.js';
import { PublisherHold } from './publisher-hold.js';
import { ResumePoint } from './resume-point.js';
import { keyFrameDetector } from './rtp/key-frame.js';
import type { SessionDescription } from './sdp.js';
import { Splice } from './splice.js';
import { trackDifference } from './track-difference.js';
import { type FirstPacket, firstPackets, TrackState } from './track-state.js';

/**
 * One path: takes the publisher's packets, keeps those since the last key frame, and hands them to the readers. When the
 * publisher goes, it is held for a while, and the next one goes on where that one ended.
 */
export class Path implements Holder {
  readonly name: string;
  /** What the channels mean that packets have within the path: those of its first publisher. */
  readonly slots: ChannelSlots;
  /** Milliseconds since the Unix epoch. */
  readonly sinceMs = Date.now();
  readonly #onTrack: () => void;
  readonly #onEnd: (reason: string) => void;
  readonly #now: () => number;
  readonly #tracks: readonly TrackState[];
  readonly isPublisher = false;
  /** Undefined without video whose key frames are known. */
  readonly #video: TrackState | undefined;
  readonly #resumePoint = new ResumePoint();
  #description: SessionDescription;
  #feed: Feed | undefined;
  readonly #hold: PublisherHold;
  #bytesIn = 0;
  #lastKeyFrameMs: number | null = null;
  readonly #cache: PacketCache;
  readonly #members = new Set<PathMember>();
  readonly #fanOut: FanOut;
  readonly #filler: Filler | undefined;
  /** The track that readers can be sent filler data in; -1 for none. */
  readonly filledTrack: number;

  constructor(options: PathOptions) {
    const { name, publisher } = options;
    this.name = name;
    this.slots = publisher.slots;
    this.#description = publisher.description;
    this.#feed = new Feed(publisher);
    this.#onTrack = options.onTrack;
    this.#onEnd = options.onEnd;
    this.#now = options.now ?? (() => performance.now());
    this.#hold = new PublisherHold({
      limitMs: options.holdMs,
      onOver: (reason) => this.end(reason),
      now: this.#now,
    });
    this.#tracks = this.description.medias.map(({ clockRateHz }) => new TrackState(clockRateHz));
    const video = keyedVideo(this.description);
    this.#video = this.#tracks[video];
    const [media, state] = [this.description.medias[video], this.#tracks[video]];
    const channel = video === -1 ? -1 : this.slots.indexOf(2 * video);
    // Nobody is to wait for key frames of a track that was announced and not set up.
    const startsKeyFrame = channel === -1 ? undefined : keyFrameDetector(media?.encoding ?? '');
    this.#cache = new PacketCache({ videoChannel: channel, startsKeyFrame });
    this.#fanOut = new FanOut(this.#cache);
    this.filledTrack = channel === -1 ? -1 : video;
    if (media !== undefined && state !== undefined && channel !== -1)
      this.#filler = new Filler(media, state, channel, this.#now());
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
    return this.#hold.lasts;
  }

  /** Why the path can't go on with another publisher that sends this, or undefined when it can. */
  differenceTo({ description, slots }: PathPublisher): string | undefined {
    const isSetUp = (track: number, of: ChannelSlots): boolean => of.includes(2 * track);
    const missing = this.#tracks.findIndex(
      (_track, index) => isSetUp(index, this.slots) !== isSetUp(index, slots),
    );
    const difference = trackDifference(this.description, description);
    if (difference !== undefined || missing === -1) return difference;
    return `track ${missing + 1} was set up by only one of the two`;
  }

  /** Whether the last packet of the video was the last one of its picture. */
  get isBetweenPictures(): boolean {
    return this.#video?.hasEndedUnit ?? true;
  }

  /**
   * Goes on with the packets of another publisher. To be called on a path without one, whose tracks do not differ. `catchUp`: of what it
   * begins with this is already past.
   */
  resume(publisher: PathPublisher, catchUp?: CatchUp): void {
    this.#hold.end();
    this.#description = publisher.description;
    const splice = new Splice({
      description: publisher.description,
      slots: publisher.slots,
      pathSlots: this.slots,
      tracks: this.#tracks,
      resumeSeconds: (nowMs) => this.#resumePoint.at(nowMs),
      catchUp,
    });
    this.#feed = new Feed(publisher, splice);
  }

  /** Another publisher is about to take the path over: the one that has it is sent away, and readers stay as they are. */
  dismiss(): void {
    const publisher = this.#feed?.publisher;
    if (publisher === undefined) return;
    this.#feed = undefined;
    this.#resumePoint.note(this.#tracks);
    publisher.onReplaced();
  }

  /** The publisher has gone: the path ends when none comes back in time. */
  hold(): void {
    if (this.#feed === undefined) return;
    this.#feed = undefined;
    this.#resumePoint.note(this.#tracks);
    // A picture from before the gap would stand still at whoever joins now.
    this.#cache.clear();
    this.#hold.begin();
  }

  /** For how long readers are kept without a publisher; applies to a hold that lasts as well. */
  set holdMs(holdMs: number) {
    this.#hold.limitMs = holdMs;
  }

  /** Takes whole interleaved frames of the publisher, with the publisher's channels; they may be changed in place. */
  publish(received: Buffer): void {
    const feed = this.#feed;
    if (feed === undefined) return;
    const valid = validFrames(received, feed.publisher.slots);
    if (valid.length === 0) return;
    const nowMs = this.#now();
    this.#bytesIn += valid.length;
    const data = feed.splice === undefined ? valid : feed.splice.apply(valid, nowMs);
    if (data.length === 0) return;
    this.#filler?.rest(nowMs);
    this.#observe(data, nowMs, feed);
    const keyFrame = this.#cache.append(data, nowMs);
    if (keyFrame) this.#lastKeyFrameMs = Date.now();
    this.#fanOut.write(data, keyFrame);
  }

  /** Sends filler data when nothing else was sent for some seconds; to be called each second. */
  fill(): void {
    const filler = this.#filler?.at(this.#now());
    if (filler !== undefined) this.#fanOut.fill(filler);
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
    this.#fanOut.start(sink, mapping, joinBytes);
  }

  stopReader(sink: ReaderSink): void {
    this.#fanOut.stop(sink);
  }

  /** Sessions that end with the path: all that were set up, playing or not. */
  addMember(member: PathMember): void {
    this.#members.add(member);
  }

  removeMember(member: PathMember): void {
    this.#members.delete(member);
  }

  /** What it keeps for readers that join. */
  get sizeBytes(): number {
    return this.#cache.sizeBytes;
  }

  /** Who joins before the next key frame waits for it. */
  giveUp(): void {
    this.#cache.clear();
  }

  /** Ends all sessions of the path, once what waits for them is sent. */
  end(reason: string): void {
    this.#hold.end();
    this.#feed = undefined;
    for (const member of [...this.#members]) member.pathEnded(reason);
    this.#onEnd(reason);
  }

  ssrc(track: number): number | undefined {
    const ssrc = this.#tracks[track]?.ssrc ?? -1;
    return ssrc === -1 ? undefined : ssrc;
  }

  get readerCount(): number {
    let count = 0;
    for (const member of this.#members) if (member.isReading && !member.isGlance) count++;
    return count;
  }

  publisher(): PublisherSnapshot | null {
    return this.#feed?.snapshot() ?? null;
  }

  delivery(): PathDelivery {
    return {
      heldSinceMs: this.#hold.sinceMs,
      bytesIn: this.#bytesIn,
      ...this.#fanOut.counters,
      lostPackets: this.#tracks.reduce((sum, { lostPackets }) => sum + lostPackets, 0),
      lastKeyFrameMs: this.#lastKeyFrameMs,
    };
  }

  /** Differs when packets came or went since it was asked before. */
  get traffic(): number {
    const { bytesOut, droppedPackets } = this.#fanOut.counters;
    return this.#bytesIn + bytesOut + droppedPackets;
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
          if (feed.saw(index)) this.#onTrack();
        }
      }
      offset = next;
    }
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

export interface JoinPoint {
  readonly packets: readonly Buffer[];
  readonly first: readonly (FirstPacket | undefined)[];
  /** The number that the track's next live packet will have, if one came before. */
  readonly nextSequences: readonly (number | undefined)[];
  readonly reports: readonly (Buffer | undefined)[];
}

export interface PathMember {
  /** Plays, or has paused. */
  readonly isReading: boolean;
  /** Not counted. */
  readonly isGlance: boolean;
  /** `reason` is for the log. */
  pathEnded(reason: string): void;
}
