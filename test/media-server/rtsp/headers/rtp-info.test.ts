import { expect, test } from 'vitest';
import {
  formatRtpInfo,
  parseRtpInfo,
  type RtpInfoEntry,
} from '../../../../src/media-server/rtsp/headers/rtp-info.js';

test.each<[string, RtpInfoEntry[]]>([
  [
    'url=rtsp://h/a/trackID=0;seq=12;rtptime=4294967295,url=rtsp://h/a/trackID=1;seq=0;rtptime=0',
    [
      { url: 'rtsp://h/a/trackID=0', sequence: 12, timestamp: 4_294_967_295 },
      { url: 'rtsp://h/a/trackID=1', sequence: 0, timestamp: 0 },
    ],
  ],
  ['url=rtsp://h/a,b/trackID=0;seq=1', [{ url: 'rtsp://h/a,b/trackID=0', sequence: 1 }]],
  ['url=rtsp://h/a/trackID=0', [{ url: 'rtsp://h/a/trackID=0' }]],
])('%s', (text, entries) => {
  expect(parseRtpInfo(text)).toEqual(entries);
  expect(formatRtpInfo(entries)).toBe(text);
});

test.each(['', 'seq=1', 'url=', 'url=a;seq=x', 'url=a;seq=1;rtptime=12345678901'])('refuses %j', (text) => {
  expect(parseRtpInfo(text)).toBeUndefined();
});
