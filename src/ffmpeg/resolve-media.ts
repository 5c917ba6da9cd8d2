import type { AudioChoice, AudioEncoding, VideoChoice, VideoEncoding } from '../state/media-choice.js';
import type { StreamSpec } from '../state/stream.js';
import type { Inspection } from './parse-inspection.js';
import type { RelayedMedia } from './relay-arguments.js';

/**
 * Decides what `auto` is for the tracks that were found. Without an inspection they are passed on as they come, which
 * is right for nearly all sources.
 */
export function resolveMedia(spec: StreamSpec, inspection: Inspection | null): RelayedMedia {
  return {
    video: resolveVideo(spec.video, inspection?.video?.codec ?? null),
    audio: resolveAudio(spec.audio, inspection?.audio?.codec ?? null),
    extras: spec.ffmpeg,
  };
}

/** @param sourceCodec by FFmpeg's name; null when it is not known */
export function resolveVideo(
  choice: VideoChoice,
  sourceCodec: string | null,
): 'copy' | 'none' | VideoEncoding {
  if (choice !== 'auto') return choice;
  return sourceCodec === null || PLAYED_VIDEO.includes(sourceCodec) ? 'copy' : H264;
}

/** As {@link resolveVideo}. */
export function resolveAudio(
  choice: AudioChoice,
  sourceCodec: string | null,
): 'copy' | 'none' | AudioEncoding {
  if (choice !== 'auto') return choice;
  return sourceCodec === null || PLAYED_AUDIO.includes(sourceCodec) ? 'copy' : AAC;
}

/** True when the file leaves something to decide, so that the source has to be inspected first. */
export function needsInspection({ video, audio }: Pick<StreamSpec, 'video' | 'audio'>): boolean {
  return video === 'auto' || audio === 'auto';
}

/** What players, recorders and OpenCV all play over RTSP, by FFmpeg's names. */
const PLAYED_VIDEO: readonly string[] = ['h264', 'hevc'];
const PLAYED_AUDIO: readonly string[] = ['aac', 'opus', 'mp3', 'mp2', 'pcm_alaw', 'pcm_mulaw'];

const H264: VideoEncoding = {
  codec: 'h264',
  bitsPerSecond: null,
  framesPerSecond: null,
  size: null,
  preset: null,
  gop: null,
  encoder: null,
};
const AAC: AudioEncoding = { codec: 'aac', bitsPerSecond: null, sampleRate: null, channels: null };
