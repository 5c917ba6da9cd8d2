import { expect, test } from 'vitest';
import { PacketCache } from '../../../src/media-server/rtsp/packet-cache.js';
import { keyFrameDetector } from '../../../src/media-server/rtsp/rtp/key-frame.js';
import { audioFrame, h264, videoFrame } from './rtp-samples.js';

function cacheOf(options: { maxBytes?: number; maxMs?: number } = {}) {
  return new PacketCache({ videoChannel: 0, startsKeyFrame: keyFrameDetector('H264'), ...options });
}

const aud = videoFrame(10, 3000, h264.aud);
const sps = videoFrame(11, 3000, h264.sps);
const idr = videoFrame(12, 3000, h264.fuIdrStart);
const slice = videoFrame(13, 6000, h264.slice);
const audio = audioFrame(1, 100);
const old = videoFrame(9, 0, h264.slice);

test('begins with the access unit of the last key frame, whatever its first packet is', () => {
  const cache = cacheOf();
  expect(cache.append(Buffer.concat([old, audio, aud]), 0)).toBe(false);
  expect(cache.append(audio, 0)).toBe(false);
  expect(cache.append(Buffer.concat([sps, idr]), 0)).toBe(true);
  expect(cache.append(Buffer.concat([audio, slice]), 0)).toBe(false);
  expect(Buffer.concat(cache.since())).toEqual(Buffer.concat([aud, audio, sps, idr, audio, slice]));
  expect(cache.sizeBytes).toBe(Buffer.concat(cache.since()).length);
});

test('the next key frame replaces it, also within one buffer', () => {
  const cache = cacheOf();
  const again = videoFrame(14, 9000, h264.idr);
  cache.append(Buffer.concat([sps, idr, slice, audio, again, audio]), 0);
  expect(Buffer.concat(cache.since())).toEqual(Buffer.concat([again, audio]));
});

test('gives what came after a position', () => {
  const cache = cacheOf();
  cache.append(idr, 0);
  const { position } = cache;
  cache.append(slice, 0);
  cache.append(audio, 0);
  expect(Buffer.concat(cache.since(position))).toEqual(Buffer.concat([slice, audio]));
  expect(cache.since(cache.position)).toEqual([]);
});

test.each([
  ['bytes', { maxBytes: 100 }, 0],
  ['time', { maxMs: 1000 }, 1001],
])('beyond its bound of %s it is empty until the next key frame', (_name, bound, atMs) => {
  const cache = cacheOf(bound);
  cache.append(Buffer.concat([idr, slice]), 0);
  expect(Buffer.concat(cache.since())).toEqual(Buffer.concat([idr, slice]));
  for (let count = 0; count < 6; count++) cache.append(audio, atMs);
  expect(Buffer.concat(cache.since()).indexOf(idr)).toBe(-1);
  const next = videoFrame(20, 12_000, h264.idr);
  cache.append(next, atMs);
  expect(Buffer.concat(cache.since())).toEqual(next);
});

test('keeps no past sound while no key frame has come', () => {
  const cache = cacheOf();
  for (let atMs = 0; atMs <= 10_000; atMs += 100) cache.append(audio, atMs);
  expect(cache.since().length).toBeLessThanOrEqual(6);
  for (let atMs = 10_000; atMs <= 20_000; atMs += 100) cache.append(atMs === 10_000 ? slice : audio, atMs);
  expect(cache.since().length).toBeLessThanOrEqual(6);
  cache.append(Buffer.concat([sps, idr, audio]), 20_000);
  expect(Buffer.concat(cache.since())).toEqual(Buffer.concat([sps, idr, audio]));
});

test('keeps nothing without video', () => {
  const cache = new PacketCache({ videoChannel: -1, startsKeyFrame: undefined });
  cache.append(audio, 0);
  expect(cache.since()).toEqual([]);
  expect(cache.enabled).toBe(false);
});
