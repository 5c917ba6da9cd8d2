import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudioTag, readVideoTag } from '../../../src/media-server/rtmp/flv.js';

const ascii = (text: string) => [...Buffer.from(text)];
const one = (codec: string, id = 0) => [{ id, codec }];

describe('readVideoTag', () => {
  it.each([
    ['AVC sequence header', [0x17, 0, 0, 0, 0, 1], 'header', 'video', one('H264')],
    ['AVC key frame', [0x17, 1, 0, 0, 0, 9], 'key-frame', 'video', one('H264')],
    ['AVC inter frame', [0x27, 1, 0, 0, 0, 9], 'frame', 'video', one('H264')],
    ['AVC end of sequence', [0x17, 2, 0, 0, 0], 'frame', 'video', one('H264')],
    ['AVC generated key frame', [0x47, 1, 0, 0, 0], 'key-frame', 'video', one('H264')],
    ['HEVC as codec id 12', [0x1c, 0, 0, 0, 0], 'header', 'video', one('H265')],
    ['Sorenson key frame', [0x12, 5], 'key-frame', 'video', one('H263')],
    ['screen video', [0x23], 'frame', 'video', one('ScreenVideo')],
    ['VP6', [0x14], 'key-frame', 'video', one('VP6')],
    ['command frame', [0x57, 0], 'frame', 'video', []],
    ['enhanced sequence start', [0x90, ...ascii('hvc1'), 1], 'header', 'video', one('H265')],
    ['enhanced coded key frame', [0x91, ...ascii('avc1'), 0, 0, 0], 'key-frame', 'video', one('H264')],
    ['enhanced coded inter frame', [0xa1, ...ascii('av01')], 'frame', 'video', one('AV1')],
    ['enhanced coded frames X', [0x93, ...ascii('hvc1')], 'key-frame', 'video', one('H265')],
    ['enhanced sequence end', [0x92, ...ascii('vp09')], 'frame', 'video', one('VP9')],
    ['enhanced colour metadata', [0x94, ...ascii('hvc1')], 'header', 'video-metadata', one('H265')],
    ['metadata on a command frame', [0xd4, ...ascii('hvc1')], 'header', 'video-metadata', one('H265')],
    ['MPEG-2 TS sequence start', [0x95, ...ascii('av01')], 'header', 'video', one('AV1')],
    ['enhanced command frame', [0xd1, 0], 'frame', 'video', []],
    ['an unknown FourCC', [0x91, ...ascii('xyz9')], 'key-frame', 'video', one('xyz9')],
    ['ModEx', [0x97, 2, 1, 2, 3, 0x01, ...ascii('hvc1')], 'key-frame', 'video', one('H265')],
    [
      'ModEx twice, once long',
      [0x97, 0, 9, 0x07, 255, 0, 1, 8, 8, 0x00, ...ascii('hvc1')],
      'header',
      'video',
      one('H265'),
    ],
    ['one of several tracks', [0x96, 0x01, ...ascii('hvc1'), 3, 9], 'key-frame', 'video-3', one('H265', 3)],
    [
      'many tracks',
      [0x96, 0x10, ...ascii('avc1'), 0, 0, 0, 1, 9, 1, 0, 0, 2, 9, 9],
      'header',
      'video-0-1',
      [...one('H264'), ...one('H264', 1)],
    ],
    [
      'many tracks with codecs of their own',
      [0x96, 0x21, ...ascii('avc1'), 0, 0, 0, 1, 9, ...ascii('hvc1'), 1, 0, 0, 0],
      'key-frame',
      'video-0-1',
      [...one('H264'), ...one('H265', 1)],
    ],
  ])('knows %s', (_, bytes, role, slot, tracks) => {
    expect(readVideoTag(Buffer.from(bytes))).toEqual({ role, slot, tracks });
  });

  it.each([
    ['nothing', []],
    ['AVC without a packet type', [0x17]],
    ['a cut FourCC', [0x91, ...ascii('hvc')]],
    ['a FourCC that cannot be printed', [0x91, 0, 1, 2, 3]],
    ['a FourCC with a line end', [0x91, ...ascii('a\nbc')]],
    ['a cut ModEx', [0x97, 200, 1]],
    ['ModEx without end', [0x97]],
    ['multitrack without tracks', [0x96, 0x11, ...ascii('hvc1')]],
    ['multitrack cut in a size', [0x96, 0x11, ...ascii('hvc1'), 0, 0]],
    ['multitrack alone', [0x96]],
  ])('refuses %s', (_, bytes) => {
    expect(readVideoTag(Buffer.from(bytes))).toBeUndefined();
  });
});

describe('readAudioTag', () => {
  it.each([
    ['AAC sequence header', [0xaf, 0, 0x12, 0x10], 'header', 'audio', one('AAC')],
    ['AAC frame', [0xaf, 1, 5], 'frame', 'audio', one('AAC')],
    ['MP3', [0x2f, 0xff], 'frame', 'audio', one('MP3')],
    ['Speex', [0xb2], 'frame', 'audio', one('Speex')],
    ['Nellymoser', [0x62], 'frame', 'audio', one('Nellymoser')],
    ['G.711 A-law', [0x72], 'frame', 'audio', one('G711A')],
    ['G.711 µ-law', [0x82], 'frame', 'audio', one('G711U')],
    ['PCM', [0x3e], 'frame', 'audio', one('PCM')],
    ['Opus sequence start', [0x90, ...ascii('Opus')], 'header', 'audio', one('Opus')],
    ['Opus frames', [0x91, ...ascii('Opus')], 'frame', 'audio', one('Opus')],
    ['AC-3', [0x91, ...ascii('ac-3')], 'frame', 'audio', one('AC3')],
    ['multichannel', [0x94, ...ascii('mp4a')], 'header', 'audio-metadata', one('AAC')],
    ['one of several tracks', [0x95, 0x00, ...ascii('mp4a'), 1], 'header', 'audio-1', one('AAC', 1)],
  ])('knows %s', (_, bytes, role, slot, tracks) => {
    expect(readAudioTag(Buffer.from(bytes))).toEqual({ role, slot, tracks });
  });

  it.each([
    ['nothing', []],
    ['AAC without a packet type', [0xaf]],
    ['a cut FourCC', [0x91, 0x4f]],
  ])('refuses %s', (_, bytes) => {
    expect(readAudioTag(Buffer.from(bytes))).toBeUndefined();
  });
});

it('never throws, and never names more tracks than are kept', () => {
  const enhanced = fc
    .tuple(fc.constantFrom(0x91, 0x96, 0x97, 0x95), fc.uint8Array({ maxLength: 100 }))
    .map(([first, rest]) => Buffer.from([first, ...rest]));
  const anything = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(enhanced, anything), (payload) => {
      for (const tag of [readVideoTag(payload), readAudioTag(payload)]) {
        expect(tag?.tracks.length ?? 0).toBeLessThanOrEqual(16);
      }
    }),
    { numRuns: 2_000 },
  );
});
