import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../../src/media-server/rtsp/errors.js';
import {
  MessageReader,
  type RequestLine,
  type RtspRequest,
  requestLine,
} from '../../../src/media-server/rtsp/message-reader.js';

function collect() {
  const requests: RtspRequest[] = [];
  const frames: Buffer[] = [];
  const reader = new MessageReader(requestLine, {
    onMessage: (request) => requests.push(request),
    onFrames: (data) => frames.push(data),
  });
  return { reader, requests, frames };
}

function plain(request: RtspRequest | undefined) {
  return request && { ...request, headers: Object.fromEntries(request.headers) };
}

const announce = 'ANNOUNCE rtsp://h/a RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nv=0\r\n';
const frameA = Buffer.from('$\x00\x00\x03abc', 'latin1');
const frameB = Buffer.from('$\x01\x00\x02$R', 'latin1');
const conversation = Buffer.concat([
  Buffer.from('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent:  x y \r\n\r\n'),
  frameA,
  frameB,
  Buffer.from(announce),
  frameA,
]);

describe('one conversation', () => {
  test('comes out whole', () => {
    const { reader, requests, frames } = collect();
    reader.push(conversation);
    expect(requests.map(plain)).toEqual([
      { method: 'OPTIONS', url: '*', headers: { cseq: '1', 'user-agent': 'x y' }, body: '' },
      {
        method: 'ANNOUNCE',
        url: 'rtsp://h/a',
        headers: { cseq: '2', 'content-length': '5' },
        body: 'v=0\r\n',
      },
    ]);
    expect(frames).toEqual([Buffer.concat([frameA, frameB]), frameA]);
    expect(reader.pendingBytes).toBe(0);
  });

  test('comes out the same however it is split', () => {
    const whole = collect();
    whole.reader.push(conversation);
    const requests = whole.requests.map(plain);
    const frames = Buffer.concat(whole.frames);
    for (let cut = 0; cut <= conversation.length; cut++) {
      const split = collect();
      split.reader.push(conversation.subarray(0, cut));
      split.reader.push(conversation.subarray(cut));
      expect(split.requests.map(plain)).toEqual(requests);
      expect(Buffer.concat(split.frames)).toEqual(frames);
    }
    const bytes = collect();
    for (const byte of conversation) bytes.reader.push(Buffer.from([byte]));
    expect(bytes.requests.map(plain)).toEqual(requests);
    expect(Buffer.concat(bytes.frames)).toEqual(frames);
  });
});

test('frames that came in one chunk are given without a copy', () => {
  const { reader, frames } = collect();
  const chunk = Buffer.concat([frameA, frameB, frameA.subarray(0, 5)]);
  reader.push(chunk);
  expect(frames).toHaveLength(1);
  expect(frames[0]?.buffer).toBe(chunk.buffer);
  reader.push(frameA.subarray(5));
  expect(frames[1]).toEqual(frameA);
});

test('a paused reader holds back what follows', () => {
  const requests: string[] = [];
  const reader: MessageReader<RequestLine> = new MessageReader(requestLine, {
    onMessage: ({ method }) => {
      requests.push(method);
      if (method === 'ANNOUNCE') reader.pause();
    },
    onFrames: () => requests.push('frames'),
  });
  reader.push(Buffer.from(announce));
  reader.push(Buffer.concat([frameA, Buffer.from('OPTIONS * RTSP/1.0\r\n\r\n')]));
  expect(requests).toEqual(['ANNOUNCE']);
  reader.resume();
  expect(requests).toEqual(['ANNOUNCE', 'frames', 'OPTIONS']);
});

test.each([
  ['lone line feeds', 'OPTIONS * RTSP/1.0\nCSeq: 1\n\n', { cseq: '1' }],
  ['empty lines in front', '\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n', { cseq: '1' }],
  ['a repeated header', 'OPTIONS * RTSP/1.0\r\nA: 1\r\na: 2\r\n\r\n', { a: '1, 2' }],
  ['a folded header', 'OPTIONS * RTSP/1.0\r\nA: 1\r\n\t2\r\n\r\n', { a: '1 2' }],
  ['an empty header', 'OPTIONS * RTSP/1.0\r\nA:\r\n\r\n', { a: '' }],
])('reads %s', (_name, text, headers) => {
  const { reader, requests } = collect();
  reader.push(Buffer.from(text));
  expect(plain(requests[0])?.headers).toEqual(headers);
});

test.each([
  ['another protocol', 'GET / HTTP/1.1\r\nHost: x\r\n', 'RTSP_REQUEST_LINE', 400],
  ['a response', 'RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n', 'RTSP_REQUEST_LINE', 400],
  ['another version', 'OPTIONS * RTSP/2.0\r\n\r\n', 'RTSP_VERSION', 505],
  ['a header without colon', 'OPTIONS * RTSP/1.0\r\nCSeq\r\n\r\n', 'RTSP_HEADER_LINE', 400],
  ['a long request line', `OPTIONS ${'x'.repeat(5000)}`, 'RTSP_LINE_TOO_LONG', 414],
  ['a long header line', `OPTIONS * RTSP/1.0\r\nA: ${'x'.repeat(5000)}`, 'RTSP_LINE_TOO_LONG', 400],
  [
    'long headers',
    `OPTIONS * RTSP/1.0\r\n${`A: ${'x'.repeat(3000)}\r\n`.repeat(6)}`,
    'RTSP_HEADER_TOO_LONG',
    400,
  ],
  ['many headers', `OPTIONS * RTSP/1.0\r\n${'A: 1\r\n'.repeat(65)}\r\n`, 'RTSP_TOO_MANY_HEADERS', 400],
  ['a negative length', 'OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n', 'RTSP_CONTENT_LENGTH', 400],
  [
    'two lengths',
    'OPTIONS * RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'RTSP_CONTENT_LENGTH',
    400,
  ],
  ['a long body', 'OPTIONS * RTSP/1.0\r\nContent-Length: 65537\r\n\r\n', 'RTSP_BODY_TOO_LONG', 413],
])('refuses %s', (_name, text, code, status) => {
  const { reader } = collect();
  expect(() => reader.push(Buffer.from(text))).toThrow(expect.objectContaining({ code, status }));
});

test('takes 64 headers and a body of 64 KiB', () => {
  const { reader, requests } = collect();
  const headers = `${'A: 1\r\n'.repeat(63)}Content-Length: 65536\r\n`;
  reader.push(Buffer.from(`OPTIONS * RTSP/1.0\r\n${headers}\r\n${'b'.repeat(65_536)}`));
  expect(requests[0]?.body).toHaveLength(65_536);
});

test('random bytes give a typed error or nothing, and never more than one message is held', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(
      ...[announce, '\r\n', '$', 'OPTIONS * RTSP/1.0\r\n'].map((text) => new TextEncoder().encode(text)),
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { reader } = collect();
      for (const bytes of pieces) {
        try {
          reader.push(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          return;
        }
        expect(reader.pendingBytes).toBeLessThanOrEqual(16 * 1024 + 64 * 1024);
      }
    }),
  );
});
