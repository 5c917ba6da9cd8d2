import type { AudioChoice, VideoChoice } from '../state/media-choice.js';
import { parseBitRate } from '../util/bit-rate.js';
import type { RawStream } from './raw-configuration.js';

/** What the file says of the video, with all that it leaves out. */
export function toVideoChoice(raw: RawStream['video'] = 'copy'): VideoChoice {
  if (typeof raw === 'string') return raw;
  const [width, height] = raw.size?.split('x').map(Number) ?? [];
  return {
    codec: raw.codec,
    bitsPerSecond: parseBitRate(raw.bitrate ?? '') ?? null,
    framesPerSecond: raw.fps ?? null,
    size: width === undefined || height === undefined ? null : { width, height },
    preset: raw.preset ?? null,
    gop: raw.gop ?? null,
    encoder: raw.encoder ?? null,
  };
}

/** What the file says of the audio. */
export function toAudioChoice(raw: RawStream['audio'] = 'copy'): AudioChoice {
  if (typeof raw === 'string') return raw;
  return {
    codec: raw.codec,
    bitsPerSecond: parseBitRate(raw.bitrate ?? '') ?? null,
    sampleRate: raw.sampleRate ?? null,
    channels: raw.channels ?? null,
  };
}
