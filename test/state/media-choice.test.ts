import { describe, expect, it } from 'vitest';
import { type AudioChoice, mediaText, type VideoChoice } from '../../src/state/media-choice.js';

const video: VideoChoice = {
  codec: 'h264',
  bitsPerSecond: null,
  framesPerSecond: null,
  size: null,
  preset: null,
  gop: null,
  encoder: null,
};
const audio: AudioChoice = { codec: 'aac', bitsPerSecond: null, sampleRate: null, channels: null };

describe('mediaText', () => {
  it.each<[VideoChoice | AudioChoice, string]>([
    ['copy', 'copy'],
    ['none', 'none'],
    ['auto', 'auto'],
    [video, 'h264'],
    [{ ...video, bitsPerSecond: 2_000_000 }, 'h264 2M'],
    [{ ...video, bitsPerSecond: 1_500_000 }, 'h264 1500k'],
    [{ ...video, bitsPerSecond: 800_500 }, 'h264 800500'],
    [
      {
        codec: 'h265',
        bitsPerSecond: 800_000,
        framesPerSecond: 29.97,
        size: { width: 1280, height: 720 },
        preset: 'fast',
        gop: 50,
        encoder: 'hevc_vaapi',
      },
      'h265 800k 29.97 fps 1280x720 fast gop 50 by hevc_vaapi',
    ],
    [audio, 'aac'],
    [
      { codec: 'opus', bitsPerSecond: 64_000, sampleRate: 48_000, channels: 2 },
      'opus 64k 48000 Hz 2 channels',
    ],
  ])('%j', (choice, text) => {
    expect(mediaText(choice)).toBe(text);
  });
});
