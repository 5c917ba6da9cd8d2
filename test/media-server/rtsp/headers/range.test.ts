import { expect, test } from 'vitest';
import { readRange } from '../../../../src/media-server/rtsp/headers/range.js';

// RFC 2326 3.5 to 3.7, 12.29
test.each([
  ['npt=0.000-', 'understood'],
  ['npt=now-', 'understood'],
  ['NPT = 10-12.5', 'understood'],
  ['npt=00:00:01.5-', 'understood'],
  ['npt=-20', 'understood'],
  ['npt=0-;time=19970123T143720Z', 'understood'],
  ['clock=19961108T142300Z-', 'understood'],
  ['smpte-25=10:07:00-', 'understood'],
  ['npt=', 'malformed'],
  ['npt=-', 'malformed'],
  ['npt=yesterday-', 'malformed'],
  ['0-', 'malformed'],
  ['', 'malformed'],
  ['bytes=0-499', 'unknown unit'],
])('%j is %s', (text, expected) => {
  expect(readRange(text)).toBe(expected);
});
