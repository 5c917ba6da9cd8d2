import type { Sound } from '../audio/audio-track.js';
import { limits } from '../limits.js';
import type { VideoFrame } from '../video/video-track.js';

/**
 * What came since the last key frame, with which a viewer that joins begins. Beyond its bounds it is emptied, and waits for the next
 * key frame.
 */
export class GroupOfPictures {
  #frames: VideoFrame[] = [];
  #sounds: Sound[] = [];
  #sizeBytes = 0;

  /** The first one is a key frame. */
  get frames(): readonly VideoFrame[] {
    return this.#frames;
  }

  get sounds(): readonly Sound[] {
    return this.#sounds;
  }

  addFrame(frame: VideoFrame): void {
    if (frame.isKey) {
      this.#clearFrames();
      this.#keepSounds(frame.shownAtS);
    } else if (this.#frames.length === 0) return;
    this.#frames.push(frame);
    this.#sizeBytes += frame.data.length;
    const first = this.#frames[0] ?? frame;
    const isTooMuch = this.#sizeBytes > limits.groupBytes || frame.shownAtS - first.shownAtS > limits.groupS;
    if (isTooMuch) this.#clearFrames();
  }

  addSound(sound: Sound): void {
    this.#sounds.push(sound);
    // Sound is wanted for the end of the group only.
    if (this.#sounds.length > MANY_SOUNDS) this.#keepSounds(sound.startS - SOUND_S);
  }

  #clearFrames(): void {
    this.#frames = [];
    this.#sizeBytes = 0;
  }

  #keepSounds(fromS: number): void {
    this.#sounds = this.#sounds.filter(({ startS }) => startS >= fromS).slice(-MANY_SOUNDS);
  }
}

const SOUND_S = 2;
/** More than there are in two seconds, of the shortest that are usual. */
const MANY_SOUNDS = 1_000;
