import type { ProbedTrack } from '../../src/api/contract.js';
import { formatFrameRate, formatNumber } from './format.js';
import { t } from './text.js';

/** What a track is, in a few words: `Video: h264, 1920×1080, 25 fps`. */
export function trackText({ kind, codec, width, height, fps, sampleRate, channels }: ProbedTrack): string {
  const { media, stream, units } = t();
  const parts = [
    codec,
    width === undefined || height === undefined ? null : `${width}×${height}`,
    fps === undefined ? null : formatFrameRate(fps),
    sampleRate === undefined ? null : `${formatNumber(sampleRate)} ${units.hertz}`,
    channels === undefined ? null : media.channels(channels),
  ].filter((part) => part !== null);
  return `${kind === 'video' ? stream.video : stream.audio}: ${parts.join(', ')}`;
}
