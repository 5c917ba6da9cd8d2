import type { Sound } from '../audio/audio-track.js';
import type { Sample, TrackRun } from '../mp4/fragment.js';
import { AUDIO_TRACK } from '../mp4/init-segment.js';
import type { Timeline } from './timeline.js';

/**
 * The sounds of one viewer, as they wait to be sent. They are put end to end, since a player stops at a gap in one of its tracks: what
 * the rounding of their times makes is nothing, and the first one behind a real gap lasts for as long as that is wide.
 */
export class SoundRun {
  readonly #timeline: Timeline;
  readonly #clockRateHz: number;
  #samples: Sample[] = [];
  #startUnits = 0;
  #endUnits = 0;

  constructor(timeline: Timeline, clockRateHz: number) {
    this.#timeline = timeline;
    this.#clockRateHz = clockRateHz;
  }

  /** How much waits, in seconds. */
  get waitingS(): number {
    return (this.#endUnits - this.#startUnits) / this.#clockRateHz;
  }

  add({ data, startS, durationUnits }: Sound): void {
    const wanted = Math.round(this.#timeline.ofAudio(startS) * this.#clockRateHz);
    const lateUnits = wanted - this.#endUnits;
    // What was to be heard already, or before the viewer came, is not to be heard late.
    if (lateUnits <= -durationUnits) return;
    const stretchUnits = lateUnits < durationUnits ? 0 : lateUnits;
    this.#samples.push({ data, durationUnits: durationUnits + stretchUnits, offsetUnits: 0, isSync: true });
    this.#endUnits += durationUnits + stretchUnits;
  }

  /** What waits, if something does; it waits no longer. */
  take(): TrackRun | undefined {
    const [samples, startUnits] = [this.#samples, this.#startUnits];
    this.#samples = [];
    this.#startUnits = this.#endUnits;
    return samples.length === 0 ? undefined : { track: AUDIO_TRACK, startUnits, samples };
  }

  /** What waits is left out. */
  skip(): void {
    this.#samples = [];
    this.#endUnits = this.#startUnits;
  }
}
