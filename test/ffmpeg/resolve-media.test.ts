import { describe, expect, it } from 'vitest';
import { needsInspection, resolveAudio, resolveMedia, resolveVideo } from '../../src/ffmpeg/resolve-media.js';
import { spec } from '../state-samples.js';

const codecOf = (media: 'copy' | 'none' | { readonly codec: string }): string =>
  typeof media === 'string' ? media : media.codec;

describe('auto', () => {
  it.each([
    ['h264', 'copy'],
    ['hevc', 'copy'],
    ['flv1', 'h264'],
    ['vp6f', 'h264'],
    [null, 'copy'],
  ])('video of %s is %s', (source, expected) => {
    expect(codecOf(resolveVideo('auto', source))).toBe(expected);
  });

  it.each([
    ['aac', 'copy'],
    ['opus', 'copy'],
    ['mp3', 'copy'],
    ['pcm_alaw', 'copy'],
    ['pcm_mulaw', 'copy'],
    ['speex', 'aac'],
    ['nellymoser', 'aac'],
    ['adpcm_swf', 'aac'],
    [null, 'copy'],
  ])('audio of %s is %s', (source, expected) => {
    expect(codecOf(resolveAudio('auto', source))).toBe(expected);
  });

  it('is the only choice that depends on the source', () => {
    for (const choice of ['copy', 'none'] as const) expect(resolveVideo(choice, 'flv1')).toBe(choice);
    expect(needsInspection(spec('a'))).toBe(false);
    expect(needsInspection(spec('a', { audio: 'auto' }))).toBe(true);
    const media = resolveMedia(spec('a', { video: 'none', audio: 'auto' }), {
      video: null,
      audio: { codec: 'speex', sampleRate: 16_000, channels: 1 },
    });
    expect(media).toMatchObject({ video: 'none', audio: { codec: 'aac' } });
    expect(resolveMedia(spec('a', { video: 'auto', audio: 'auto' }), null)).toMatchObject({
      video: 'copy',
      audio: 'copy',
    });
  });
});
