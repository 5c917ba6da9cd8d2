import { frame } from './interleaved.js';
import { fillerPackets } from './rtp/filler-packet.js';
import type { MediaDescription } from './sdp.js';
import type { TrackState } from './track-state.js';

/** Filler data for the time in which a path has nothing to send; see `FilledMapping`. */
export class Filler {
  readonly #state: TrackState;
  readonly #make: ReturnType<typeof fillerPackets>;
  readonly #channel: number;
  #lastMs: number;

  /** Of a video track, and the path's channel for its RTP. */
  constructor(media: MediaDescription, state: TrackState, channel: number, nowMs: number) {
    this.#make = fillerPackets(media);
    this.#state = state;
    this.#channel = channel;
    this.#lastMs = nowMs;
  }

  /** The path sends packets. */
  rest(nowMs: number): void {
    this.#lastMs = nowMs;
  }

  /** A frame, or undefined as long as none is due. */
  at(nowMs: number): Buffer | undefined {
    const { ssrc, lastSequence, newestTimestamp: timestamp } = this.#state;
    if (nowMs - this.#lastMs < INTERVAL_MS || this.#make === undefined || timestamp === undefined)
      return undefined;
    this.#lastMs = nowMs;
    // It ends the last picture once more: at a time of its own it would be taken for a picture.
    return frame(this.#channel, this.#make({ ssrc, sequence: lastSequence + 1, timestamp }));
  }
}

/** Less than half of VLC's 10 s, since one may be lost. */
const INTERVAL_MS = 4_000;
