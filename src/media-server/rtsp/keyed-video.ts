import { keyFrameDetector } from './rtp/key-frame.js';
import type { SessionDescription } from './sdp.js';

/** The track that a picture begins with: the first video track whose key frames are known, or -1. */
export function keyedVideo({ medias }: SessionDescription): number {
  return medias.findIndex(
    ({ kind, encoding }) => kind === 'video' && keyFrameDetector(encoding) !== undefined,
  );
}
