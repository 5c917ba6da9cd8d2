import { expect, test } from 'vitest';
import { formatBye } from '../../../../src/media-server/rtsp/rtp/bye.js';
import { isRtcp, isRtp } from '../../../../src/media-server/rtsp/rtp/rtp-packet.js';
import { parseSenderReport, senderReportAt } from '../../../../src/media-server/rtsp/rtp/sender-report.js';
import { rtp, senderReport } from '../rtp-samples.js';

const second = 2n ** 32n;

test('reads a sender report', () => {
  expect(parseSenderReport(senderReport(1000, 5000))).toEqual({
    ssrc: 0x11223344,
    ntpTime: 1000n * second,
    rtpTimestamp: 5000,
    packetCount: 7,
    octetCount: 700,
  });
});

test.each([
  ['too short', senderReport(1, 1).subarray(0, 27)],
  ['BYE', formatBye(1)],
  ['another version', Buffer.concat([Buffer.from([0x40]), senderReport(1, 1).subarray(1)])],
])('%s is none', (_name, packet) => {
  expect(parseSenderReport(packet)).toBeUndefined();
});

test.each([
  ['later', 5000, 5000 + 90_000, 1001n * second],
  ['earlier', 100_000, 55_000, 1000n * second - second / 2n],
  ['beyond the wrap', 0xffffffff, 89_999, 1001n * second],
  ['before the wrap', 0, 0xffffffff - 89_999, 999n * second],
])('moves a sender report: %s', (_name, from, to, ntpTime) => {
  const packet = senderReport(1000, from);
  const moved = senderReportAt(packet, to, 90_000);
  expect(parseSenderReport(moved)).toEqual({ ...parseSenderReport(packet), rtpTimestamp: to, ntpTime });
  expect(moved.subarray(28)).toEqual(packet.subarray(28));
});

test('BYE stands behind an empty receiver report', () => {
  expect(formatBye(0x01020304).toString('hex')).toBe('80c900010102030481cb000101020304');
});

test('tells RTP and RTCP', () => {
  const data = Buffer.concat([rtp(1, 1, [1]), formatBye(1)]);
  expect(isRtp(data, 0, 13)).toBe(true);
  expect(isRtp(data, 0, 11)).toBe(false);
  expect(isRtp(Buffer.alloc(20), 0, 20)).toBe(false);
  expect(isRtcp(data, 13, data.length)).toBe(true);
  expect(isRtcp(data, 0, 13)).toBe(false);
});
