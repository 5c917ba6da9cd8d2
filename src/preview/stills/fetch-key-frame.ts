import { STILL_AGENT } from '../../state/preview-agents.js';
import { timing } from '../limits.js';
import { noKeyFrame, type PreviewProblem } from '../preview-problem.js';
import { Upstream } from '../upstream.js';
import type { VideoFrame } from '../video/video-track.js';

/**
 * Plays a stream for no longer than it takes to get one key frame: the embedded server sends the last one at once, another one the
 * next one. Rejects with PreviewProblem. `url` may hold credentials.
 */
export async function fetchKeyFrame(url: string): Promise<VideoFrame> {
  let upstream: Upstream | undefined;
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<VideoFrame>((resolve, reject) => {
      upstream = new Upstream({
        url,
        userAgent: STILL_AGENT,
        wantsAudio: false,
        handler: {
          onFrame: (frame: VideoFrame) => {
            if (frame.isKey) resolve(frame);
          },
          onSound: () => {},
          onEnd: (problem: PreviewProblem) => reject(problem),
        },
      });
      upstream.open().catch(reject);
      deadline = setTimeout(() => reject(noKeyFrame(timing.stillMs)), timing.stillMs);
    });
  } finally {
    clearTimeout(deadline);
    upstream?.close();
  }
}
