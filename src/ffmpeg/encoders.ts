import type { AudioCodec, VideoCodec } from '../state/media-choice.js';

/** What encodes when the file names no encoder: those in software, which any machine can run. */
export const DEFAULT_ENCODERS: Readonly<Record<VideoCodec | AudioCodec, string>> = {
  h264: 'libx264',
  h265: 'libx265',
  aac: 'aac',
  opus: 'libopus',
  pcm_alaw: 'pcm_alaw',
  pcm_mulaw: 'pcm_mulaw',
};

/**
 * True for an encoder that writes this codec, by the way FFmpeg names them. `libx264rgb` is none: readers play
 * nothing but 4:2:0.
 */
export function writesCodec(encoder: string, codec: VideoCodec | AudioCodec): boolean {
  return WRITERS[codec].test(encoder);
}

const WRITERS: Readonly<Record<VideoCodec | AudioCodec, RegExp>> = {
  h264: /^(?:libx264|libopenh264|h264_\w+)$/,
  h265: /^(?:libx265|libkvazaar|libsvt_hevc|hevc_\w+)$/,
  aac: /^(?:aac|libfdk_aac|aac_\w+)$/,
  opus: /^libopus$/,
  pcm_alaw: /^pcm_alaw$/,
  pcm_mulaw: /^pcm_mulaw$/,
};
