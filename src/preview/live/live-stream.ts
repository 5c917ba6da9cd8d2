import type { ServerResponse } from 'node:http';
import { LIVE_AGENT } from '../../state/preview-agents.js';
import { timing } from '../limits.js';
import { contentTypeOf } from '../mp4/init-segment.js';
import { noKeyFrame, type PreviewProblem, toProblem } from '../preview-problem.js';
import { Upstream } from '../upstream.js';
import type { VideoFrame } from '../video/video-track.js';
import { Arrivals } from './arrivals.js';
import { GroupOfPictures } from './group-of-pictures.js';
import { LiveMuxer } from './live-muxer.js';
import { Viewer } from './viewer.js';

/** One stream that is looked at: played once for all its viewers, from when the first one comes until the last one goes. */
export class LiveStream {
  readonly #onEnd: () => void;
  readonly #group = new GroupOfPictures();
  readonly #viewers = new Map<ServerResponse, Viewer>();
  readonly #waiting = new Map<ServerResponse, Waiting>();
  readonly #upstream: Upstream;
  readonly #arrivals: Arrivals;
  #newestFrameS = 0;
  #newestSoundS: number | undefined;
  #hasEnded = false;

  /**
   * @param url may hold credentials; PreviewProblem is thrown for one that is none
   * @param onEnd nobody looks any more, or there is nothing more to be seen: it is of no use from now on
   */
  constructor(url: string, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#arrivals = new Arrivals({
      onFrame: (frame) => this.#each((viewer, nowMs) => viewer.frame(frame, nowMs)),
      onSound: (sound) => this.#each((viewer) => viewer.sound(sound)),
      onHeap: (frames, sounds) => {
        this.#each((viewer, nowMs) => viewer.begin(frames, sounds, nowMs));
        this.#admit();
      },
      isMoreDue: () => this.#upstream.audio !== null && this.#newestSoundS === undefined,
    });
    this.#upstream = new Upstream({
      url,
      userAgent: LIVE_AGENT,
      wantsAudio: true,
      handler: {
        onFrame: (frame) => {
          this.#newestFrameS = frame.shownAtS;
          this.#group.addFrame(frame);
          this.#arrivals.frame(frame);
          this.#admit();
        },
        onSound: (sound) => {
          this.#newestSoundS = sound.startS;
          this.#group.addSound(sound);
          this.#arrivals.sound(sound);
        },
        onEnd: (problem) => this.#end(problem),
      },
    });
    this.#upstream.open().catch((error: unknown) => this.#end(toProblem(error)));
  }

  /** Those that wait included. */
  get viewerCount(): number {
    return this.#viewers.size + this.#waiting.size;
  }

  /** The last key frame, if it came not too long ago. */
  get keyFrame(): VideoFrame | undefined {
    return this.#group.frames[0];
  }

  /**
   * Answers a request with what comes from now on, until one of the two ends. Resolves when that has begun, or when whoever asked has
   * gone; rejects with PreviewProblem when there is nothing to be seen: then nothing was answered.
   */
  join(response: ServerResponse, wantsSound: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiting.delete(response);
        reject(noKeyFrame(timing.liveMs));
        this.#closeIfUnwatched();
      }, timing.liveMs);
      this.#waiting.set(response, { wantsSound, resolve, reject, deadline });
      response.once('close', () => this.#left(response));
      this.#admit();
    });
  }

  #each(tell: (viewer: Viewer, nowMs: number) => void): void {
    const nowMs = performance.now();
    for (const viewer of [...this.#viewers.values()]) tell(viewer, nowMs);
  }

  /** Lets those in who wait, as soon as there is something to begin with. */
  #admit(): void {
    const { keyFrame } = this;
    if (this.#waiting.size === 0 || keyFrame === undefined || this.#arrivals.isSettling) return;
    const isHeard = this.#newestFrameS - (this.#newestSoundS ?? Number.NEGATIVE_INFINITY) < SOUND_WITHIN_S;
    for (const [response, { wantsSound, resolve, deadline }] of this.#waiting) {
      clearTimeout(deadline);
      const audio = wantsSound && isHeard ? this.#upstream.audio : null;
      const contentType = contentTypeOf({ video: keyFrame.configuration, audio });
      response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
      const viewer = new Viewer(response, new LiveMuxer(audio));
      this.#viewers.set(response, viewer);
      viewer.begin(this.#group.frames, this.#group.sounds, performance.now());
      resolve();
    }
    this.#waiting.clear();
  }

  #left(response: ServerResponse): void {
    const waiting = this.#waiting.get(response);
    clearTimeout(waiting?.deadline);
    waiting?.resolve();
    this.#waiting.delete(response);
    this.#viewers.delete(response);
    this.#closeIfUnwatched();
  }

  #closeIfUnwatched(): void {
    if (this.viewerCount === 0) this.#close();
  }

  #end(problem: PreviewProblem): void {
    this.#close();
    for (const { reject, deadline } of this.#waiting.values()) {
      clearTimeout(deadline);
      reject(problem);
    }
    this.#waiting.clear();
    for (const viewer of this.#viewers.values()) viewer.end();
  }

  #close(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#arrivals.close();
    this.#upstream.close();
    this.#onEnd();
  }
}

interface Waiting {
  readonly wantsSound: boolean;
  readonly deadline: NodeJS.Timeout;
  resolve(): void;
  reject(problem: PreviewProblem): void;
}

/** A track of which nothing has come for longer is left out: a player would wait for it. */
const SOUND_WITHIN_S = 2;
