import type { TrackRun } from '../mp4/fragment.js';
import { VIDEO_TIMESCALE, VIDEO_TRACK } from '../mp4/init-segment.js';
import type { VideoFrame } from '../video/video-track.js';
import type { Timeline } from './timeline.js';

/**
 * The pictures of one viewer. Each is held until the next one tells for how long it is shown: so there are neither gaps nor overlaps,
 * which players stumble over.
 */
export class FrameRun {
  readonly #timeline: Timeline;
  #held: Held | undefined;
  /** Of the key frame that it began with; undefined while it waits for one. */
  #begunAtS: number | undefined;
  /** What decoding times are moved by, so that the first picture is shown when it is decoded. */
  #decodeOffset: number | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /**
   * Whether a frame can be shown: not before a key frame, and not when it refers to what was before that one.
   * @param first that it begins with, if it did not begin yet
   */
  takes({ isKey, shownAtS }: VideoFrame, first?: VideoFrame): boolean {
    const begunAtS = this.#begunAtS ?? first?.shownAtS;
    return begunAtS === undefined ? isKey : shownAtS >= begunAtS;
  }

  /** Takes a frame; answers the one before, if there was one. */
  add(frame: VideoFrame): TrackRun | undefined {
    const held = this.#held;
    this.#begunAtS ??= frame.shownAtS;
    const shown = toUnits(this.#timeline.ofVideo(frame.shownAtS));
    const wanted = toUnits(this.#timeline.ofVideo(frame.decodedAtS));
    this.#decodeOffset ??= shown - wanted;
    const decoded = Math.max(wanted + this.#decodeOffset, held === undefined ? 0 : held.decoded + 1);
    this.#held = { frame, decoded, shown };
    return held === undefined ? undefined : runOf(held, decoded);
  }

  /** The next one is to be a key frame. The one that is held is shown until then. */
  skip(): void {
    this.#begunAtS = undefined;
  }
}

interface Held {
  readonly frame: VideoFrame;
  /** In units of the track. */
  readonly decoded: number;
  readonly shown: number;
}

function runOf({ frame, decoded, shown }: Held, next: number): TrackRun {
  const sample = {
    data: frame.data,
    durationUnits: next - decoded,
    offsetUnits: shown - decoded,
    isSync: frame.isKey,
  };
  return { track: VIDEO_TRACK, startUnits: decoded, samples: [sample] };
}

function toUnits(seconds: number): number {
  return Math.round(seconds * VIDEO_TIMESCALE);
}
