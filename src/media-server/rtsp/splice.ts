import type { CatchUp } from './catch-up.js';
import { type ChannelSlots, frame, nextFrame } from './interleaved.js';
import type { SessionDescription } from './sdp.js';
import { SplicedTrack } from './spliced-track.js';
import type { TrackState } from './track-state.js';

/**
 * Joins the packets of a publisher to those that the path has sent before, once for all readers: SSRC, sequence numbers,
 * timestamps and sender reports go on as if it had been one publisher. It begins with a key frame, where the path has video
 * whose key frames are known.
 */
export class Splice {
  readonly #slots: ChannelSlots;
  /** The path's channel of each slot. */
  readonly #channels: readonly number[];
  readonly #tracks: readonly SplicedTrack[];
  readonly #catchUp: CatchUp | undefined;
  readonly #resumeSeconds: (nowMs: number) => number | undefined;
  /** What the publisher's time is moved by, and the packet that it was decided at. */
  #shift: Shift | undefined;
  #firstMs: number | undefined;

  constructor(options: SpliceOptions) {
    this.#slots = options.slots;
    this.#channels = Array.from({ length: 2 * options.tracks.length }, (_none, slot) =>
      options.pathSlots.indexOf(slot),
    );
    this.#resumeSeconds = options.resumeSeconds;
    this.#catchUp = options.catchUp;
    this.#tracks = options.description.medias.map((media, index) => {
      const sent = options.tracks[index];
      if (sent === undefined) throw new Error('a splice needs the same tracks');
      return new SplicedTrack(media, sent);
    });
  }

  /** Takes whole valid frames with the publisher's channels, and changes them in place. */
  apply(data: Buffer, nowMs: number): Buffer {
    this.#firstMs ??= nowMs;
    const pieces: Buffer[] = [];
    let keptFrom = 0;
    for (let offset = 0; offset < data.length; ) {
      const next = nextFrame(data, offset);
      const inserted = this.#frame(data, offset, next, nowMs);
      if (inserted === undefined || inserted.length > 0) {
        pieces.push(data.subarray(keptFrom, offset), ...(inserted ?? []));
        keptFrom = inserted === undefined ? next : offset;
      }
      offset = next;
    }
    if (pieces.length === 0) return data;
    return Buffer.concat([...pieces, data.subarray(keptFrom)]);
  }

  /** What goes before the frame, or undefined when it is left out itself. */
  #frame(data: Buffer, offset: number, next: number, nowMs: number): readonly Buffer[] | undefined {
    const slot = this.#slots[data[offset + 1] ?? 0] ?? -1;
    const track = this.#tracks[slot >> 1];
    const channel = this.#channels[slot];
    if (track === undefined || channel === undefined || channel === -1) return undefined;
    data[offset + 1] = channel;
    const start = offset + 4;
    if ((slot & 1) === 1) {
      return track.report(data.subarray(start, next), this.#shift?.seconds ?? 0) ? [] : undefined;
    }
    if (!track.isVideo && this.#waitsForVideo(nowMs)) return undefined;
    const isOverdue = nowMs - (this.#firstMs ?? nowMs) > LONGEST_BLINDNESS_MS;
    if (!isOverdue && !track.startsHere(data, start, next)) return undefined;
    if (!track.isPlaced) this.#place(track, data, start, nowMs);
    return track.packet(data, start, next)?.map((packet) => frame(channel, packet));
  }

  /** Sound without a picture is held back, but not for ever: the video may have gone for good. */
  #waitsForVideo(nowMs: number): boolean {
    if (nowMs - (this.#firstMs ?? nowMs) > LONGEST_SILENCE_MS) return false;
    return this.#tracks.some((track) => track.awaitsKeyFrame);
  }

  #place(track: SplicedTrack, data: Buffer, start: number, nowMs: number): void {
    const reported = track.reportedSeconds(data, start);
    const expected =
      this.#shift === undefined ? undefined : this.#shift.decidedAt + (nowMs - this.#shift.atMs) / 1000;
    // Reports that don't fit together tell nothing; and where there are none, tracks are in step by when they come.
    const isCredible =
      reported !== undefined && (expected === undefined || Math.abs(reported - expected) < MAX_SKEW_S);
    const seconds = isCredible ? reported : (expected ?? 0);
    // Its newest picture is the one of now.
    const behindS = track.isVideo ? (this.#catchUp?.seconds ?? 0) : 0;
    this.#shift ??= {
      seconds: (this.#resume(nowMs, track) ?? seconds + behindS) - seconds - behindS,
      decidedAt: seconds + behindS,
      atMs: nowMs,
    };
    track.place(data, start, seconds + this.#shift.seconds, nowMs, this.#catchUp);
  }

  #resume(nowMs: number, track: SplicedTrack): number | undefined {
    const seconds = this.#resumeSeconds(nowMs);
    const leastS = this.#catchUp?.leastSeconds;
    if (seconds === undefined || leastS === undefined) return seconds;
    return Math.max(seconds, (track.earliestSeconds ?? seconds) + leastS);
  }
}

export interface SpliceOptions {
  /** Of the publisher; as many tracks as the path has. */
  readonly description: SessionDescription;
  readonly slots: ChannelSlots;
  /** What the path's own channels mean. */
  readonly pathSlots: ChannelSlots;
  /** What the path has sent; kept up to date by the path. */
  readonly tracks: readonly TrackState[];
  /** What of the first packets is past; they begin with the key frame that it begins with. */
  readonly catchUp?: CatchUp | undefined;
  /** See `ResumePoint`. */
  resumeSeconds(nowMs: number): number | undefined;
}

interface Shift {
  readonly seconds: number;
  /** In the publisher's own seconds. */
  readonly decidedAt: number;
  readonly atMs: number;
}

const LONGEST_SILENCE_MS = 2_000;
/** Who has sent no key frame by then may never send one that is known as such, and half a picture is better than none. */
const LONGEST_BLINDNESS_MS = 20_000;
/** More than what a source keeps, and so sends at once. */
const MAX_SKEW_S = 20;
