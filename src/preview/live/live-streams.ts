import type { ServerResponse } from 'node:http';
import { limits } from '../limits.js';
import { PreviewProblem } from '../preview-problem.js';
import type { VideoFrame } from '../video/video-track.js';
import { LiveStream } from './live-stream.js';

/** The streams that are looked at. */
export class LiveStreams {
  readonly #streams = new Map<string, LiveStream>();

  /** See {@link LiveStream.join}. `url` may hold credentials. */
  async join(url: string, response: ServerResponse, wantsSound: boolean): Promise<void> {
    let viewers = 0;
    for (const { viewerCount } of this.#streams.values()) viewers += viewerCount;
    if (viewers >= limits.viewers) {
      throw new PreviewProblem(
        'busy',
        `There are ${viewers} viewers already.`,
        'Close some of the live pictures.',
      );
    }
    await (this.#streams.get(url) ?? this.#open(url)).join(response, wantsSound);
  }

  /** The last key frame of a stream that is looked at. */
  keyFrame(url: string): VideoFrame | undefined {
    return this.#streams.get(url)?.keyFrame;
  }

  #open(url: string): LiveStream {
    const stream = new LiveStream(url, () => {
      if (this.#streams.get(url) === stream) this.#streams.delete(url);
    });
    this.#streams.set(url, stream);
    return stream;
  }
}
