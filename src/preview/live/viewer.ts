import type { ServerResponse } from 'node:http';
import type { Sound } from '../audio/audio-track.js';
import { limits, timing } from '../limits.js';
import type { VideoFrame } from '../video/video-track.js';
import type { LiveMuxer } from './live-muxer.js';

/**
 * One who looks at a stream. Who takes it more slowly than it comes loses what follows, up to the first key frame by which all that
 * waited is through, and is ended when that never is.
 */
export class Viewer {
  readonly #response: ServerResponse;
  readonly #muxer: LiveMuxer;
  #isSkipping = false;
  /** Since when something has been waiting all the time. */
  #behindSinceMs: number | undefined;

  constructor(response: ServerResponse, muxer: LiveMuxer) {
    this.#response = response;
    this.#muxer = muxer;
  }

  /** What came at once: the first time from a key frame on. `nowMs` is monotonic. */
  begin(frames: readonly VideoFrame[], sounds: readonly Sound[], nowMs: number): void {
    if (!this.#canFollow(nowMs)) return;
    const from = this.#isSkipping ? frames.findLastIndex(({ isKey }) => isKey) : 0;
    if (from === -1 || (this.#isSkipping && this.#isBehind)) return;
    this.#isSkipping = false;
    this.#write(this.#muxer.begin(frames.slice(from), sounds));
  }

  frame(frame: VideoFrame, nowMs: number): void {
    if (!this.#canFollow(nowMs)) return;
    if (!this.#isSkipping) this.#write(this.#muxer.frame(frame));
    else if (frame.isKey) this.begin([frame], [], nowMs);
  }

  sound(sound: Sound): void {
    if (!this.#isSkipping) this.#write(this.#muxer.sound(sound));
  }

  end(): void {
    this.#response.end();
  }

  get #isBehind(): boolean {
    return this.#behindSinceMs !== undefined;
  }

  /** Decides whether what comes now is sent, and ends who cannot follow at all. */
  #canFollow(nowMs: number): boolean {
    const waitingBytes = this.#response.writableLength;
    this.#behindSinceMs = waitingBytes === 0 ? undefined : (this.#behindSinceMs ?? nowMs);
    const behindMs = nowMs - (this.#behindSinceMs ?? nowMs);
    if (behindMs > timing.stuckMs || this.#muxer.lacksSound) {
      this.#response.destroy();
      return false;
    }
    const isTooMuch = waitingBytes > limits.groupBytes + limits.viewerQueueBytes;
    if (!this.#isSkipping && (isTooMuch || behindMs > timing.behindMs)) {
      this.#isSkipping = true;
      this.#muxer.skip();
    }
    return true;
  }

  /** All in one write. */
  #write(pieces: readonly Buffer[]): void {
    if (pieces.length === 0) return;
    this.#response.cork();
    for (const piece of pieces) this.#response.write(piece);
    this.#response.uncork();
  }
}
