import { describe, expect, test } from 'vitest';
import { codecName } from '../../../src/media-server/rtsp/codec-name.js';
import { formatSdp, parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { sdpOfTwo } from './rtp-samples.js';

test('reads what FFmpeg announces', () => {
  const { control, medias } = parseSdp(sdpOfTwo);
  expect(control).toBeUndefined();
  expect(medias.map(({ lines: _lines, ...media }) => media)).toEqual([
    {
      kind: 'video',
      encoding: 'H264',
      clockRateHz: 90_000,
      channels: 1,
      payloadType: '96',
      formatParameters: 'packetization-mode=1; sprop-parameter-sets=Z2QAH6zZQFAFuw==,aOvjyyLA',
      control: 'streamid=0',
    },
    {
      kind: 'audio',
      encoding: 'MPEG4-GENERIC',
      clockRateHz: 44_100,
      channels: 2,
      payloadType: '97',
      formatParameters: undefined,
      control: 'streamid=1',
    },
  ]);
});

test('readers get the medias as announced, under controls and a session level of our own', () => {
  expect(formatSdp(parseSdp(sdpOfTwo), { id: 7, name: 'site/gate', host: '10.0.0.1' })).toBe(
    [
      'v=0',
      'o=- 7 1 IN IP4 10.0.0.1',
      's=site/gate',
      'c=IN IP4 0.0.0.0',
      't=0 0',
      'a=control:*',
      'm=video 0 RTP/AVP 96',
      'b=AS:2500',
      'a=rtpmap:96 H264/90000',
      'a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z2QAH6zZQFAFuw==,aOvjyyLA',
      'a=control:trackID=0',
      'm=audio 0 RTP/AVP 97',
      'a=rtpmap:97 MPEG4-GENERIC/44100/2',
      'a=control:trackID=1',
      '',
    ].join('\r\n'),
  );
  expect(formatSdp(parseSdp(sdpOfTwo), { id: 7, name: 'a', host: '::1' })).toContain(
    'o=- 7 1 IN IP6 ::1\r\n',
  );
});

test('RFC 2326 C.1.2, C.1.7: ports, addresses and directions of the publisher are no business of readers', () => {
  const announced = [
    ...['v=0', 'o=- 0 0 IN IP4 10.0.0.9', 's=x', 't=0 0'],
    ...['m=video 5004/2 RTP/AVP 96', 'c=IN IP4 239.1.1.1/127', 'a=sendonly', 'a=rtpmap:96 H264/90000'],
    ...['m=audio 6000 RTP/AVP 0', 'a=recvonly', 'a=control:rtsp://10.0.0.9/x/1'],
  ];
  const [, given = ''] = formatSdp(parseSdp(announced.join('\r\n')), { id: 7, name: 'a', host: '::1' }).split(
    'a=control:*\r\n',
  );
  expect(given.trim().split('\r\n')).toEqual([
    ...['m=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000', 'a=control:trackID=0'],
    ...['m=audio 0 RTP/AVP 0', 'a=control:trackID=1'],
  ]);
});

describe('payload types', () => {
  test.each([
    ['m=audio 0 RTP/AVP 0', 'audio', 'G711U', 8000],
    ['m=audio 0 RTP/AVP 8', 'audio', 'G711A', 8000],
    ['m=audio 0 RTP/AVP 14', 'audio', 'MPA', 90_000],
    ['m=video 0 RTP/AVP 26', 'video', 'MJPEG', 90_000],
    ['m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000', 'video', 'H265', 90_000],
    ['m=audio 0 RTP/AVP 97\na=rtpmap:97 opus/48000/2', 'audio', 'Opus', 48_000],
    ['m=audio 4000/2 RTP/AVP 8 97\na=rtpmap:97 opus/48000/2', 'audio', 'G711A', 8000],
    ['m=application 0 RTP/AVP 98', 'data', 'PT98', undefined],
    ['m=audio 0 RTP/AVP 97\na=rtpmap:97 X/0', 'audio', 'X', undefined],
  ])('%j', (media, kind, codec, clockRateHz) => {
    const [parsed] = parseSdp(`v=0\n${media}\n`).medias;
    expect(parsed?.kind).toBe(kind);
    expect(codecName(parsed?.encoding ?? '')).toBe(codec);
    expect(parsed?.clockRateHz).toBe(clockRateHz);
  });
});

test.each([
  ['nothing', ''],
  ['no version', 's=x\r\nm=audio 0 RTP/AVP 0'],
  ['no track', 'v=0\r\ns=x'],
  ['a line that is none', 'v=0\r\nnonsense\r\nm=audio 0 RTP/AVP 0'],
  ['a malformed track', 'v=0\r\nm=audio'],
  ['17 tracks', `v=0\r\n${'m=audio 0 RTP/AVP 0\r\n'.repeat(17)}`],
])('refuses %s', (_name, text) => {
  expect(() => parseSdp(text)).toThrow(expect.objectContaining({ status: 400 }));
});
