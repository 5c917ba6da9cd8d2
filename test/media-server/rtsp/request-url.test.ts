import { describe, expect, test } from 'vitest';
import { findAnnouncedMedia } from '../../../src/media-server/rtsp/control-url.js';
import {
  contentBase,
  parseRequestUrl,
  pathOf,
  splitTrack,
} from '../../../src/media-server/rtsp/request-url.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { sdpOfTwo } from './rtp-samples.js';

describe('path and track', () => {
  test.each([
    ['rtsp://h:8554/live', 'live', undefined],
    ['RTSP://h/live/', 'live', undefined],
    ['rtsp://[::1]:8554/a.b/c-d', 'a.b/c-d', undefined],
    ['rtsp://user:pa@ss@h/live', 'live', undefined],
    ['rtsp://h/a%20b/%D0%BA', 'a b/к', undefined],
    ['rtsp://h/live?x=/y', 'live', undefined],
    ['rtsp://h/live/trackID=0', 'live', 0],
    ['rtsp://h/live/trackID=12/', 'live', 12],
    ['rtsp://h/a/b?q=1/trackID=1', 'a/b', 1],
    ['rtsp://h/live/?q/trackID=1', 'live', 1],
  ])('%s', (text, path, track) => {
    const split = splitTrack(parseRequestUrl(text));
    expect(pathOf(split.url)).toBe(path);
    expect(split.track).toBe(track);
  });
});

test.each([
  '*',
  'http://h/live',
  'rtsp://h',
  'rtsp://h/',
  'rtsp://h/a/../b',
  'rtsp://h/%2e%2e/b',
  'rtsp://h/a%0Ab',
  'rtsp://h/a%7F',
  // U+009B begins a sequence in some terminals, as ESC [ does.
  'rtsp://h/a%C2%9B',
  'rtsp://h/a%',
  'rtsp://h/%FF',
  `rtsp://h/${'x'.repeat(257)}`,
  `rtsp://h/${'%D0%BA'.repeat(129)}`,
])('refuses %s', (text) => {
  expect(() => pathOf(parseRequestUrl(text))).toThrow(expect.objectContaining({ status: 400 }));
});

test('slashes without end cost no more than other characters', () => {
  const url = parseRequestUrl(`rtsp://h/a${'/'.repeat(2_000_000)}b`);
  expect(() => pathOf(url)).toThrow('path too long');
});

test('the base of a description has no user and no query', () => {
  expect(contentBase(parseRequestUrl('rtsp://u:p@h:8554/a%20b?x=1'))).toBe('rtsp://h:8554/a%20b/');
});

describe('the track of a publisher', () => {
  const absolute = sdpOfTwo.replaceAll('control:streamid', 'control:rtsp://other:1/elsewhere/streamid');
  const single = 'v=0\r\nm=audio 0 RTP/AVP 0\r\n';
  test.each([
    ['FFmpeg', sdpOfTwo, 'rtsp://h/a', 'rtsp://h/a/streamid=1', 1],
    ['a query', sdpOfTwo, 'rtsp://h/a?k=v', 'rtsp://h/a?k=v/streamid=0', 0],
    ['a query that is cut off', sdpOfTwo, 'rtsp://h/a?k=v', 'rtsp://h/a/streamid=0', 0],
    ['a trailing slash', sdpOfTwo, 'rtsp://h/a/', 'rtsp://h/a/streamid=0/', 0],
    ['another name of this host', sdpOfTwo, 'rtsp://h/a', 'rtsp://u:p@127.0.0.1:1/a/streamid=0', 0],
    ['absolute controls', absolute, 'rtsp://h/a', 'rtsp://h/elsewhere/streamid=1', 1],
    [
      'a base',
      sdpOfTwo.replace('t=0 0', 'a=control:rtsp://h/base/'),
      'rtsp://h/a',
      'rtsp://h/base/streamid=1',
      1,
    ],
    ['no control', single, 'rtsp://h/a', 'rtsp://h/a', 0],
    ['another track', sdpOfTwo, 'rtsp://h/a', 'rtsp://h/a/streamid=2', undefined],
    ['another path', sdpOfTwo, 'rtsp://h/a', 'rtsp://h/b/streamid=0', undefined],
  ])('%s', (_name, sdp, announced, setup, track) => {
    expect(findAnnouncedMedia(parseSdp(sdp), parseRequestUrl(announced), parseRequestUrl(setup))).toBe(track);
  });
});
