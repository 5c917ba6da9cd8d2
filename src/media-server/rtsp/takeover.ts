import { ArrivalPace } from './arrival-pace.js';
import { catchUpOf } from './catch-up.js';
import type { PathPublisher } from './feed.js';
import { keepFrames, nextFrame, validFrames } from './interleaved.js';
import { keyedVideo } from './keyed-video.js';
import { PacketCache } from './packet-cache.js';
import type { Path } from './path.js';
import { keyFrameDetector } from './rtp/key-frame.js';
import { rtpTimestamp } from './rtp/rtp-packet.js';
import type { SessionHost } from './session-host.js';

/**
 * A publisher that is to take a path over from another one. What it sends is kept from its last key frame on, and reaches nobody, until it
 * comes as it is made; then the path goes on with that key frame, between two pictures of the one before. Where there are no key frames to
 * wait for it goes on with the first packet.
 */
export class Takeover {
  readonly #publisher: PathPublisher;
  readonly #pathName: string;
  readonly #host: Pick<SessionHost, 'paths' | 'openPath'>;
  readonly #now: () => number;
  readonly #pace = new ArrivalPace();
  readonly #cache: PacketCache;
  readonly #videoChannel: number;
  readonly #clockRateHz: number;
  /** The last report of each track, by channel: they come before the first packets, and say how the tracks belong together. */
  readonly #reports = new Map<number, Buffer>();
  #firstTimestamp: number | undefined;
  /** Since when it only waits for the end of a picture. */
  #dueSinceMs: number | undefined;

  constructor(options: TakeoverOptions) {
    this.#publisher = options.publisher;
    this.#pathName = options.pathName;
    this.#host = options.host;
    this.#now = options.now ?? (() => performance.now());
    const { description, slots } = options.publisher;
    const video = keyedVideo(description);
    const media = description.medias[video];
    this.#videoChannel = video === -1 ? -1 : slots.indexOf(2 * video);
    this.#clockRateHz = media?.clockRateHz ?? 90_000;
    const startsKeyFrame = this.#videoChannel === -1 ? undefined : keyFrameDetector(media?.encoding ?? '');
    this.#cache = new PacketCache({ videoChannel: this.#videoChannel, startsKeyFrame });
  }

  /** Takes whole interleaved frames. Answers the path as soon as it has been taken over: what comes then is to be published there. */
  offer(received: Buffer): TakenPath | undefined {
    const valid = validFrames(received, this.#publisher.slots);
    if (valid.length === 0) return undefined;
    const nowMs = this.#now();
    this.#note(valid, nowMs);
    if (!this.#cache.enabled) {
      const hasMedia = keepFrames(valid, (at) => !this.#isReport(valid, at)).length > 0;
      return hasMedia ? this.#take(valid) : undefined;
    }
    this.#cache.append(valid, nowMs);
    if (!this.#cache.beginsWithKeyFrame || !this.#isDue(nowMs)) return undefined;
    return this.#take(Buffer.concat(this.#cache.since()));
  }

  /** Nobody waits for the media of a path that has another publisher. */
  #isDue(nowMs: number): boolean {
    const path = this.#host.paths.get(this.#pathName);
    if (path === undefined || !path.hasPublisher) return true;
    if (!this.#pace.isLive(nowMs)) return false;
    this.#dueSinceMs ??= nowMs;
    // Half a picture is an error to a decoder. Who does not mark the last packet of one is not waited for.
    return path.isBetweenPictures || nowMs - this.#dueSinceMs >= LONGEST_PICTURE_MS;
  }

  #take(kept: Buffer): TakenPath {
    const { paths } = this.#host;
    const frames = Buffer.concat([...this.#reports.values(), kept]);
    let path = paths.get(this.#pathName);
    path?.dismiss();
    const difference = path?.differenceTo(this.#publisher);
    if (path === undefined || difference !== undefined) {
      path?.end(`successor sends something else: ${difference}`);
      path = this.#host.openPath(this.#pathName, this.#publisher);
      path.publish(frames);
      return { path, difference };
    }
    const catchUp =
      this.#videoChannel === -1 ? undefined : catchUpOf(kept, this.#videoChannel, this.#clockRateHz);
    path.resume(this.#publisher, catchUp);
    path.publish(catchUp === undefined ? frames : keepFrames(frames, (at) => this.#isDated(frames, at)));
    return { path, difference: undefined };
  }

  #note(valid: Buffer, nowMs: number): void {
    let newest: number | undefined;
    for (let offset = 0; offset < valid.length; ) {
      const next = nextFrame(valid, offset);
      const channel = valid[offset + 1] ?? 0;
      if (this.#isReport(valid, offset)) {
        this.#reports.set(channel, Buffer.from(valid.subarray(offset, next)));
      } else if (channel === this.#videoChannel) newest = rtpTimestamp(valid, offset + 4);
      offset = next;
    }
    if (newest !== undefined) this.#pace.observe(this.#seconds(newest), nowMs);
  }

  #isReport(frames: Buffer, offset: number): boolean {
    return ((this.#publisher.slots[frames[offset + 1] ?? 0] ?? 0) & 1) === 1;
  }

  /** What was heard already is left out; of a track that no report tells the time of nobody knows, so of that it is all. */
  #isDated(frames: Buffer, offset: number): boolean {
    const { slots } = this.#publisher;
    const channel = frames[offset + 1] ?? 0;
    const slot = slots[channel] ?? -1;
    return channel === this.#videoChannel || this.#reports.has(slots.indexOf(slot | 1));
  }

  #seconds(timestamp: number): number {
    this.#firstTimestamp ??= timestamp;
    return ((timestamp - this.#firstTimestamp) | 0) / this.#clockRateHz;
  }
}

export interface TakeoverOptions {
  readonly publisher: PathPublisher;
  readonly pathName: string;
  readonly host: Pick<SessionHost, 'paths' | 'openPath'>;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

export interface TakenPath {
  readonly path: Path;
  /** Why its readers had to go; undefined when they stay. */
  readonly difference: string | undefined;
}

const LONGEST_PICTURE_MS = 500;
