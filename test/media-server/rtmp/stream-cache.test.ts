import { describe, expect, it } from 'vitest';
import { encodeAmf0 } from '../../../src/media-server/rtmp/amf0.js';
import { limits } from '../../../src/media-server/rtmp/limits.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import { StreamCache } from '../../../src/media-server/rtmp/stream-cache.js';
import {
  aacFrame,
  aacHeader,
  avcHeader,
  avcInter,
  avcKey,
  enhancedVideo,
  media,
  setDataFrame,
  video,
} from './media-fixtures.js';

function cacheOf(...messages: RtmpMessage[]): StreamCache {
  const cache = new StreamCache();
  for (const message of messages) cache.add(media(message));
  return cache;
}

/** `role@timestamp` of all that a joining player gets. */
const held = (cache: StreamCache) =>
  [...cache.messages()].map(({ kind, role, timestampMs }) => `${kind} ${role} ${timestampMs}`);

describe('StreamCache', () => {
  it('holds metadata, headers and what came since the last key frame, in this order', () => {
    const cache = cacheOf(
      ...[avcHeader(), aacHeader(), setDataFrame({ videocodecid: 7 }), avcKey(0), avcInter(40)],
      ...[aacFrame(50), avcKey(1_000), aacFrame(1_010), avcInter(1_040)],
    );
    expect(held(cache)).toEqual([
      'data metadata 0',
      'video header 0',
      'audio header 0',
      'video key-frame 1000',
      'audio frame 1010',
      'video frame 1040',
    ]);
  });

  it('holds only headers of audio alone', () => {
    expect(held(cacheOf(aacHeader(), aacFrame(0), aacFrame(23)))).toEqual(['audio header 0']);
  });

  it('keeps its pictures when a header is repeated, and not when it differs', () => {
    const cache = cacheOf(avcHeader(0), avcKey(0), avcHeader(20), avcInter(40));
    expect(held(cache)).toEqual(['video header 0', 'video key-frame 0', 'video frame 40']);
    cache.add(media(avcHeader(60, 2)));
    expect(held(cache)).toEqual(['video header 60']);
    cache.add(media(avcInter(80)));
    expect(held(cache)).toEqual(['video header 60']);
  });

  it('forgets metadata when told so', () => {
    const cache = cacheOf(setDataFrame({ videocodecid: 7 }));
    const payload = encodeAmf0('@clearDataFrame', 'onMetaData');
    cache.add(media({ type: messageType.data, streamId: 1, timestampMs: 5, payload }));
    expect(held(cache)).toEqual([]);
  });

  it('drops pictures beyond the bound of bytes, until the next key frame', () => {
    const size = 1024 * 1024;
    const cache = cacheOf(avcHeader(), avcKey(0, size));
    for (let index = 1; index <= 20; index++) {
      cache.add(media(avcInter(index, size)));
      expect(cache.sizeBytes).toBeLessThanOrEqual(limits.gopBytes + 100);
    }
    expect(held(cache)).toEqual(['video header 0']);
    expect(cache.hasKeyFrame).toBe(false);
    cache.add(media(avcKey(100)));
    expect(held(cache)).toEqual(['video header 0', 'video key-frame 100']);
  });

  it('drops pictures beyond the bound of time, also when timestamps wrap', () => {
    const start = 2 ** 32 - 10_000;
    const cache = cacheOf(avcKey(start), avcInter(9_999));
    expect(held(cache)).toHaveLength(2);
    cache.add(media(avcInter(10_001)));
    expect(held(cache)).toEqual([]);
  });

  it('drops pictures beyond the bound of messages', () => {
    const cache = cacheOf(avcKey(0));
    const frame = media(avcInter(1));
    for (let index = 1; index < limits.gopMessages; index++) cache.add(frame);
    expect(cache.hasKeyFrame).toBe(true);
    cache.add(frame);
    expect(cache.hasKeyFrame).toBe(false);
  });

  it('begins at the key frames of the first of several video tracks', () => {
    const track = (id: number, packetType: number, timestampMs: number) =>
      video([0x96, packetType, ...Buffer.from('hvc1'), id, 9], timestampMs);
    const cache = cacheOf(track(1, 0, 0), track(2, 0, 0), track(1, 1, 0), track(2, 1, 1), track(2, 1, 2));
    expect(held(cache)).toEqual([
      ...['video header 0', 'video header 0'],
      ...['video key-frame 0', 'video key-frame 1', 'video key-frame 2'],
    ]);
    cache.add(media(track(1, 1, 3)));
    expect(held(cache).slice(2)).toEqual(['video key-frame 3']);
  });

  it('holds a bounded number of headers', () => {
    const cache = new StreamCache();
    for (let id = 0; id < 256; id++) {
      cache.add(media(video([0x96, 0x00, ...Buffer.from('hvc1'), id, 9])));
    }
    expect(held(cache)).toHaveLength(limits.headers);
    for (let id = 0; id < 10; id++) {
      const huge = Array.from({ length: 1024 * 1024 }, () => id);
      cache.add(media(video([0x96, 0x00, ...Buffer.from('hvc1'), id, ...huge])));
    }
    expect(cache.sizeBytes).toBeLessThanOrEqual(limits.headerBytes);
  });

  it('holds the colour information that decoders need beside the header', () => {
    const cache = cacheOf(enhancedVideo(1, 0, 'hvc1', [1]), enhancedVideo(1, 4, 'hvc1', [2]));
    expect(held(cache)).toEqual(['video header 0', 'video header 0']);
  });
});
