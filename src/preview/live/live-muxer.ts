import type { AudioConfiguration } from '../audio/audio-codec.js';
import type { Sound } from '../audio/audio-track.js';
import { fragment, type TrackRun } from '../mp4/fragment.js';
import { initSegment } from '../mp4/init-segment.js';
import type { VideoConfiguration } from '../video/video-codec.js';
import type { VideoFrame } from '../video/video-track.js';
import { FrameRun } from './frame-run.js';
import { SoundRun } from './sound-run.js';
import { Timeline } from './timeline.js';

/** Makes fragmented MP4 for one viewer, a fragment a picture, each with the sounds that came meanwhile. */
export class LiveMuxer {
  readonly #audio: AudioConfiguration | null;
  readonly #timeline = new Timeline();
  readonly #frames = new FrameRun(this.#timeline);
  readonly #sounds: SoundRun;
  /** What the player was told; undefined before. */
  #video: VideoConfiguration | undefined;
  #sequence = 0;
  #latest: VideoFrame | undefined;
  /** For how long a picture is shown, as the last ones were. */
  #frameS: number | undefined;
  /** Of the pictures so far, in the viewer's time. */
  #endS = 0;
  #soundEndS = 0;

  /** @param audio null: without sound */
  constructor(audio: AudioConfiguration | null) {
    this.#audio = audio;
    this.#sounds = new SoundRun(this.#timeline, audio?.clockRateHz ?? 1);
  }

  /** What is to be sent of what came at once. The first time, and after {@link skip}, that begins with a key frame. */
  begin(frames: readonly VideoFrame[], sounds: readonly Sound[]): Buffer[] {
    const [first] = frames;
    if (first === undefined) return sounds.flatMap((sound) => this.sound(sound));
    const presentS = frames.reduce((latest, { shownAtS }) => Math.max(latest, shownAtS), first.shownAtS);
    const leadS = leadOf(this.#audio === null ? [] : sounds, presentS);
    this.#timeline.begin({ atS: this.#endS, firstS: first.shownAtS, presentS, leadS });
    this.#latest = undefined;
    this.#soundEndS = presentS;
    const sent: Buffer[] = [];
    let runs: TrackRun[] = [];
    for (const frame of frames.filter((candidate) => this.#frames.takes(candidate, first))) {
      const run = this.#show(frame);
      if (run !== undefined) runs.push(run);
      if (frame.configuration === this.#video) continue;
      sent.push(...this.#send(joined(runs)), this.#tell(frame));
      runs = [];
    }
    for (const sound of sounds) this.#hear(sound);
    return [...sent, ...this.#send(joined(runs), this.#sounds.take())];
  }

  /** What is to be sent with this frame: the one before, mostly. */
  frame(frame: VideoFrame): Buffer[] {
    if (!this.#frames.takes(frame)) return [];
    const sent = this.#send(this.#show(frame), this.#sounds.take());
    return frame.configuration === this.#video ? sent : [...sent, this.#tell(frame)];
  }

  /** What is to be sent with this sound: nothing, as long as there are pictures to go with. */
  sound(sound: Sound): Buffer[] {
    this.#hear(sound);
    return this.#sounds.waitingS > LONGEST_WAIT_S ? this.#send(this.#sounds.take()) : [];
  }

  /** What comes next is left out, until it begins again. */
  skip(): void {
    this.#frames.skip();
    this.#sounds.skip();
  }

  /** A player waits for a track of which nothing comes: whoever hears nothing has to begin anew, without sound. */
  get lacksSound(): boolean {
    const silentS = (this.#latest?.shownAtS ?? this.#soundEndS) - this.#soundEndS;
    return this.#audio !== null && silentS > LONGEST_SILENCE_S;
  }

  #show(frame: VideoFrame): TrackRun | undefined {
    this.#frameS =
      this.#latest === undefined
        ? (this.#frameS ?? frame.configuration.frameDurationS)
        : frame.decodedAtS - this.#latest.decodedAtS;
    this.#latest = frame;
    this.#endS = Math.max(this.#endS, this.#timeline.ofVideo(frame.shownAtS) + this.#frameS);
    return this.#frames.add(frame);
  }

  #hear(sound: Sound): void {
    if (this.#audio === null) return;
    this.#soundEndS = sound.startS + sound.durationUnits / this.#audio.clockRateHz;
    this.#sounds.add(sound);
  }

  #tell({ configuration }: VideoFrame): Buffer {
    this.#video = configuration;
    return initSegment({ video: configuration, audio: this.#audio });
  }

  #send(...runs: readonly (TrackRun | undefined)[]): Buffer[] {
    const tracks = runs.filter((run) => run !== undefined);
    if (tracks.length === 0) return [];
    this.#sequence += 1;
    return fragment(this.#sequence, tracks);
  }
}

/**
 * How much a player has in hand when it begins. It begins with a whole sound: a player does not begin at all where one of its tracks
 * begins later than the other.
 */
function leadOf(sounds: readonly Sound[], presentS: number): number {
  const first = sounds.find(({ startS }) => startS >= presentS - LEAD_S);
  return first === undefined ? LEAD_S : Math.max(0, presentS - first.startS);
}

/** Runs that follow one another as one. */
function joined(runs: readonly TrackRun[]): TrackRun | undefined {
  const [first] = runs;
  return first === undefined ? undefined : { ...first, samples: runs.flatMap(({ samples }) => samples) };
}

const LEAD_S = 0.2;
/** For sound that waits for a picture to go with. */
const LONGEST_WAIT_S = 0.25;
const LONGEST_SILENCE_S = 3;
