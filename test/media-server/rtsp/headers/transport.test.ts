import { expect, test } from 'vitest';
import {
  formatTransport,
  parseTransports,
  type Transport,
} from '../../../../src/media-server/rtsp/headers/transport.js';

const tcp: Transport = { profile: 'RTP/AVP', lower: 'tcp', delivery: 'unicast' };
const udp: Transport = { ...tcp, lower: 'udp' };

test.each<[string, string, Transport, string]>([
  ['FFmpeg, reading over TCP', 'RTP/AVP/TCP;unicast;interleaved=0-1', { ...tcp, interleaved: [0, 1] }, '='],
  [
    'FFmpeg, publishing over TCP',
    'RTP/AVP/TCP;unicast;interleaved=2-3;mode=record',
    { ...tcp, interleaved: [2, 3], mode: 'record' },
    '=',
  ],
  [
    'FFmpeg, reading over UDP',
    'RTP/AVP/UDP;unicast;client_port=19086-19087',
    { ...udp, clientPort: [19_086, 19_087] },
    'RTP/AVP;unicast;client_port=19086-19087',
  ],
  [
    'an answer',
    'RTP/AVP;unicast;client_port=4-5;server_port=6-7;ssrc=0000ABCD;mode=play',
    { ...udp, clientPort: [4, 5], serverPort: [6, 7], ssrc: 0xabcd, mode: 'play' },
    '=',
  ],
  [
    'RFC 2326 12.39, in other words',
    'RTP/AVP;MULTICAST;ttl=127;mode="PLAY"',
    { ...udp, delivery: 'multicast', mode: 'play' },
    'RTP/AVP;multicast;mode=play',
  ],
  [
    'one channel',
    'RTP/AVP/TCP;interleaved=4',
    { ...tcp, interleaved: [4, 5] },
    'RTP/AVP/TCP;unicast;interleaved=4-5',
  ],
  ['old Live555', 'RTP/AVP/TCP; mode=receive', { ...tcp, mode: 'record' }, 'RTP/AVP/TCP;unicast;mode=record'],
  ['a bad ssrc', 'RTP/AVP/TCP;unicast;ssrc= x', tcp, 'RTP/AVP/TCP;unicast'],
  ['SRTP', 'RTP/SAVP;unicast;client_port=2-3', { ...udp, profile: 'RTP/SAVP', clientPort: [2, 3] }, '='],
])('%s', (_name, text, transport, formatted) => {
  expect(parseTransports(text)).toEqual([transport]);
  expect(formatTransport(transport)).toBe(formatted === '=' ? text : formatted);
});

test('alternatives keep their order, and unreadable ones are left out', () => {
  const text = 'RAW/RAW/UDP;unicast, RTP/AVP;unicast;client_port=2-3,RTP/AVP/TCP;unicast';
  expect(parseTransports(text)).toEqual([{ ...udp, clientPort: [2, 3] }, tcp]);
});

test.each([
  '',
  'RTP',
  'RTP/AVP/SCTP;unicast',
  'RTP/AVP/TCP;interleaved=0-256',
  'RTP/AVP/TCP;interleaved=255',
  'RTP/AVP/TCP;interleaved=3-3',
  'RTP/AVP/TCP;interleaved=a-b',
  'RTP/AVP;client_port=70000-70001',
  'RTP/AVP;client_port=',
  'RTP/AVP/TCP;mode=fly',
  Array(17).fill('RTP/AVP/TCP').join(','),
])('refuses %j', (text) => {
  expect(parseTransports(text)).toBeUndefined();
});
