import { describe, expect, it } from 'vitest';
import { type AmfValue, encodeAmf0 } from '../../../src/media-server/rtmp/amf0.js';
import { readDataMessage } from '../../../src/media-server/rtmp/metadata.js';

describe('readDataMessage', () => {
  it.each<[string, Record<string, AmfValue>, string[] | null]>([
    ['FFmpeg', { videocodecid: 7, audiocodecid: 10, width: 640 }, ['video', 'audio']],
    ['a video alone', { videocodecid: 7 }, ['video']],
    ['sound alone', { audiocodecid: 10 }, ['audio']],
    ['Flash encoders', { videocodecid: 'avc1', audiocodecid: 'mp4a' }, ['video', 'audio']],
    ['an encoder that says none with 0', { videocodecid: 7, audiocodecid: 0 }, ['video']],
    ['PCM', { audiocodecid: 0, audiosamplerate: 44_100 }, ['audio']],
    ['flags', { hasVideo: true, hasAudio: false }, ['video']],
    ['no codec at all', { encoder: 'x' }, null],
  ])('learns from %s what will come', (_, metadata, announced) => {
    const payload = encodeAmf0('onMetaData', metadata);
    expect(readDataMessage(payload)).toEqual({ role: 'metadata', announced, payload });
    // @setDataFrame is for the server and is taken off
    expect(readDataMessage(encodeAmf0('@setDataFrame', 'onMetaData', metadata))).toEqual({
      role: 'metadata',
      announced,
      payload,
    });
  });

  it('passes metadata with a fault on', () => {
    const payload = encodeAmf0('onMetaData', { videocodecid: 7 }).subarray(0, -3);
    expect(readDataMessage(payload)).toEqual({ role: 'metadata', announced: null, payload });
  });

  it('knows other data, and an order to forget', () => {
    expect(readDataMessage(encodeAmf0('onTextData', { text: 'x' }))).toMatchObject({ role: 'frame' });
    expect(readDataMessage(encodeAmf0('@clearDataFrame', 'onMetaData'))).toMatchObject({
      role: 'metadata-cleared',
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no name', encodeAmf0(1)],
    ['a cut name', encodeAmf0('onMetaData').subarray(0, 5)],
    ['an order without content', encodeAmf0('@setDataFrame')],
  ])('refuses %s', (_, payload) => {
    expect(readDataMessage(payload)).toBeUndefined();
  });
});
