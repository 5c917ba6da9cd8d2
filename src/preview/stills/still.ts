import { createHash } from 'node:crypto';
import { fragment } from '../mp4/fragment.js';
import { contentTypeOf, initSegment, VIDEO_TIMESCALE, VIDEO_TRACK } from '../mp4/init-segment.js';
import type { VideoFrame } from '../video/video-track.js';

/** One key frame as fragmented MP4. The same picture gives the same bytes, and so the same tag. */
export function makeStill({ data, configuration }: VideoFrame): Still {
  const tracks = { video: configuration, audio: null };
  const sample = { data, durationUnits: STILL_S * VIDEO_TIMESCALE, offsetUnits: 0, isSync: true };
  const run = { track: VIDEO_TRACK, startUnits: 0, samples: [sample] };
  const body = Buffer.concat([initSegment(tracks, STILL_S), ...fragment(1, [run])]);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { contentType: contentTypeOf(tracks), etag: `"${hash}"`, body };
}

export interface Still {
  readonly contentType: string;
  /** RFC 9110 8.8.3 */
  readonly etag: string;
  readonly body: Buffer;
}

/** A player takes what has no duration for a stream that is still to come. */
const STILL_S = 1;
