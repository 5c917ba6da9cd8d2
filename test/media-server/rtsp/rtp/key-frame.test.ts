import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFrameDetector } from '../../../../src/media-server/rtsp/rtp/key-frame.js';
import { h264, rtp } from '../rtp-samples.js';

test.each<[string, string, readonly number[], boolean]>([
  ['H264', 'slice', h264.slice, false],
  ['H264', 'IDR slice', h264.idr, true],
  ['H264', 'SPS', h264.sps, true],
  ['H264', 'SEI', h264.sei, false],
  ['H264', 'STAP-A with SPS', h264.stapSpsPps, true],
  ['H264', 'STAP-A without', h264.stapSei, false],
  ['H264', 'STAP-A with a length beyond its end', [0x78, 0, 9, 0x67], false],
  ['H264', 'FU-A start of an IDR slice', h264.fuIdrStart, true],
  ['H264', 'FU-A middle of an IDR slice', h264.fuIdrMiddle, false],
  ['H264', 'FU-A start of another slice', h264.fuSliceStart, false],
  ['H264', 'SEI with recovery point', h264.recoveryPoint, true],
  ['H264', 'SEI with timing, then recovery point', [0x06, 1, 2, 6, 6, 6, 1, 0xc4, 0x80], true],
  ['H264', 'SEI with zeros, then recovery point', [0x06, 1, 3, 0, 0, 3, 1, 6, 1, 0xc4, 0x80], true],
  ['H264', 'SEI of user data like a recovery point', [0x06, 5, 3, 6, 1, 0xc4, 0x80], false],
  ['H264', 'SEI of long user data, cut', [0x06, 5, 0xff, 4, 6, 1, 0xc4], false],
  ['H264', 'STAP-A with recovery point', [0x78, 0, 5, 0x06, 6, 1, 0xc4, 0x80, 0, 2, 0x41, 1], true],
  ['H264', 'nothing', [], false],
  ['H264', 'half a FU-A', [0x7c], false],
  ['H265', 'trailing picture', [0x02, 1, 9], false],
  ['H265', 'IDR_W_RADL', [0x26, 1, 9], true],
  ['H265', 'CRA', [0x2a, 1, 9], true],
  ['H265', 'VPS', [0x40, 1, 9], true],
  ['H265', 'PPS', [0x44, 1, 9], false],
  ['H265', 'AP with SEI, VPS', [0x60, 1, 0, 2, 0x4e, 1, 0, 2, 0x40, 1], true],
  ['H265', 'AP with SEI', [0x60, 1, 0, 2, 0x4e, 1], false],
  ['H265', 'FU start of IDR', [0x62, 1, 0x93, 9], true],
  ['HEVC', 'FU middle of IDR', [0x62, 1, 0x13, 9], false],
])('%s %s: %j', (encoding, _name, payload, isKey) => {
  const packet = rtp(1, 1, payload);
  const padded = Buffer.concat([Buffer.from([0x65, 0x65]), packet, Buffer.from([0x65])]);
  expect(keyFrameDetector(encoding)?.(padded, 2, 2 + packet.length)).toBe(isKey);
});

test('looks behind CSRCs and header extensions', () => {
  const packet = rtp(1, 1, [0, 0, 0, 9, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, ...h264.idr]);
  packet[0] = 0x91;
  expect(keyFrameDetector('H264')?.(packet, 0, packet.length)).toBe(true);
});

test('other codecs have none', () => {
  expect(keyFrameDetector('VP8')).toBeUndefined();
});

test('never reads beyond the packet', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 12, maxLength: 40 }),
      fc.constantFrom('H264', 'H265'),
      (bytes, encoding) => {
        const packet = Buffer.from(bytes);
        const followed = Buffer.concat([packet, Buffer.alloc(40, 0x65)]);
        const detect = keyFrameDetector(encoding);
        expect(detect?.(followed, 0, packet.length)).toBe(detect?.(packet, 0, packet.length));
      },
    ),
  );
});
