import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkReader } from '../../../src/media-server/rtmp/chunk-reader.js';
import { encodeChunks } from '../../../src/media-server/rtmp/chunk-writer.js';
import type { RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import { RtmpError } from '../../../src/media-server/rtmp/rtmp-error.js';
import { setChunkSize } from './test-client.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (size: number) => Buffer.from(Array.from({ length: size }, (_, index) => index % 256));

function message(payload: Buffer, timestampMs = 0, type = 9): RtmpMessage {
  return { type, streamId: 1, timestampMs, payload };
}

function read(...inputs: Buffer[]): RtmpMessage[] {
  const messages: RtmpMessage[] = [];
  const reader = new ChunkReader((read) => messages.push(read));
  reader.allow(2 ** 24, 2 ** 26);
  for (const input of inputs) reader.push(input);
  return messages;
}

/** What is read must not depend on the pieces in which it arrives. */
function readInPieces(bytes: Buffer): RtmpMessage[] {
  const whole = read(bytes);
  for (let cut = 1; cut < bytes.length; cut++) {
    expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole);
  }
  expect(read(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(whole);
  return whole;
}

describe('chunks', () => {
  it.each([
    ['small', 10, 0],
    ['exactly one chunk', 128, 5],
    ['one byte more', 129, 5],
    ['several chunks', 500, 0x123456],
    ['empty', 0, 1],
    ['the last plain timestamp', 300, 0xfffffe],
    ['the first extended timestamp', 300, 0xffffff],
    ['the last timestamp', 300, 0xffffffff],
  ])('are read as they were written, cut anywhere: %s', (_, size, timestampMs) => {
    const given = message(text(size), timestampMs);
    expect(readInPieces(encodeChunks(6, given, 128))).toEqual([given]);
  });

  it('are read whatever the chunk size, which may change at any time', () => {
    const given = message(text(3_000));
    const bytes = [
      encodeChunks(6, given, 128),
      encodeChunks(2, { ...setChunkSize(1_000) }, 128),
      encodeChunks(6, given, 1_000),
      encodeChunks(2, setChunkSize(1), 1_000),
      encodeChunks(6, given, 1),
    ];
    expect(read(...bytes)).toEqual([given, given, given]);
  });

  // Adobe RTMP 1.0, 5.4.1
  it.each([2 ** 20 + 1, 2 ** 24, 2 ** 31 - 1])('of up to %i bytes are read', (sizeBytes) => {
    const given = message(text(60_000));
    expect(read(encodeChunks(2, setChunkSize(sizeBytes), 128), encodeChunks(6, given, sizeBytes))).toEqual([
      given,
    ]);
  });

  it('may change size in the middle of a message', () => {
    const payload = text(400);
    const bytes = Buffer.concat([
      hex('06 000000 000190 09 01000000'),
      payload.subarray(0, 128),
      encodeChunks(2, setChunkSize(1_000), 128),
      hex('c6'),
      payload.subarray(128),
    ]);
    expect(readInPieces(bytes)).toEqual([message(payload)]);
  });

  it('of several chunk streams may interleave', () => {
    const [a, b] = [text(200), text(150)];
    const bytes = Buffer.concat([
      ...[hex('06 000001 0000c8 09 01000000'), a.subarray(0, 128)],
      ...[hex('04 000002 000096 08 01000000'), b.subarray(0, 128)],
      ...[hex('c6'), a.subarray(128), hex('c4'), b.subarray(128)],
    ]);
    expect(readInPieces(bytes)).toEqual([message(a, 1), message(b, 2, 8)]);
  });

  it.each([
    ['type 1', '44 000028 000002 08 0102', 0x64 + 0x28],
    ['type 2', '84 000028 0102', 0x64 + 0x28],
    // 5.3.1.2.4: right after type 0, the delta is its timestamp
    ['type 3', 'c4 0102', 0x64 + 0x64],
  ])('with a header of %s continue from the one before', (_, header, timestampMs) => {
    const messages = readInPieces(hex(`04 000064 000002 08 01000000 0304 ${header}`));
    expect(messages.at(-1)).toEqual(message(hex('0102'), timestampMs, 8));
  });

  it('of type 3 repeat the delta', () => {
    const messages = readInPieces(hex('04 000064 000001 08 01000000 01 84 000005 02 c4 03 c4 04'));
    expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([0x64, 0x69, 0x6e, 0x73]);
  });

  it('wrap their timestamps', () => {
    const messages = readInPieces(hex('04 ffffff 000001 08 01000000 fffffff0 01 84 000020 02'));
    expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([0xfffffff0, 0x10]);
  });

  it.each([
    ['an extended delta', '84 ffffff 01000000 02', 0x01000000 + 0x64],
    ['one that type 3 repeats', '84 ffffff 01000000 02 c4 01000000 03', 0x02000000 + 0x64],
  ])('take %s', (_, more, timestampMs) => {
    const messages = readInPieces(hex(`04 000064 000001 08 01000000 01 ${more}`));
    expect(messages.at(-1)?.timestampMs).toBe(timestampMs);
  });

  it('may leave the extended timestamp out of type 3 chunks, as old encoders do', () => {
    for (const size of [129, 130, 131, 132, 400]) {
      const payload = text(size);
      const parts = [hex('06 ffffff'), hex(size.toString(16).padStart(6, '0')), hex('09 01000000 01000000')];
      for (let start = 0; start < size; start += 128) {
        if (start > 0) parts.push(hex('c6'));
        parts.push(payload.subarray(start, start + 128));
      }
      const bytes = Buffer.concat([...parts, encodeChunks(4, message(text(3), 7, 8), 128)]);
      expect(readInPieces(bytes)).toEqual([message(payload, 0x01000000), message(text(3), 7, 8)]);
    }
  });

  it.each([
    ['two bytes', '00 00', 1],
    ['three bytes', '01 0001', 1],
  ])('have chunk stream ids of %s', (_, basic, count) => {
    const messages = readInPieces(hex(`${basic} 000001 000001 08 01000000 07`));
    expect(messages).toEqual(Array(count).fill(message(hex('07'), 1, 8)));
  });

  it('of a message that was aborted are void', () => {
    const bytes = Buffer.concat([
      hex('06 000001 0000c8 09 01000000'),
      text(128),
      hex('02 000000 000004 02 00000000 00000006'),
      hex('06 000002 000001 09 01000000 2a'),
    ]);
    expect(readInPieces(bytes)).toEqual([message(hex('2a'), 2)]);
  });

  it('of a new message end an unfinished one', () => {
    const bytes = Buffer.concat([
      hex('06 000001 0000c8 09 01000000'),
      text(128),
      hex('46 000002 000001 09 2a'),
    ]);
    expect(read(bytes)).toEqual([message(hex('2a'), 3)]);
  });

  it.each([
    ['a chunk size of 0', '02 000000 000004 01 00000000 00000000'],
    ['a chunk size with the top bit', '02 000000 000004 01 00000000 80000080'],
    ['a cut chunk size', '02 000000 000002 01 00000000 0000'],
    ['a cut abort', '02 000000 000002 02 00000000 0000'],
    ['type 3 without a header before it', 'c6'],
    ['type 2 without a header before it', '86 000001'],
  ])('are refused: %s', (_, bytes) => {
    expect(() => read(hex(bytes))).toThrow(RtmpError);
  });

  it('are refused when they open too many chunk streams', () => {
    const open = (id: number) => Buffer.from([id, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
    const ids = Array.from({ length: 62 }, (_, index) => open(index + 2));
    const more = ['00 00', '00 01', '00 02'].map((basic) => hex(`${basic} 000000 000000 08 00000000`));
    expect(read(...ids, ...more.slice(0, 2))).toHaveLength(64);
    expect(() => read(...ids, ...more)).toThrow('too many chunk streams');
  });

  it('take no memory for what is only announced', () => {
    const reader = new ChunkReader(() => undefined);
    expect(() => reader.push(hex('06 000000 010001 09 00000000'))).toThrow('larger than is allowed');
    const roomy = new ChunkReader(() => undefined);
    roomy.allow(2 ** 24, 2 ** 18);
    roomy.push(hex('06 000000 ffffff 09 00000000 01'));
    expect(roomy.heldBytes).toBeLessThanOrEqual(65_536);
    const open = (id: number) => Buffer.from([id, 0, 0, 0, 0xff, 0xff, 0xff, 8, 0, 0, 0, 0, 1]);
    const pushAll = (ids: number[]) => {
      for (const id of ids) {
        roomy.push(open(id));
        roomy.push(text(127));
      }
    };
    roomy.push(text(127));
    expect(() => pushAll([7, 8, 9, 10])).toThrow('too many bytes of unfinished messages');
    expect(roomy.heldBytes).toBeLessThan(2 ** 19);
  });

  it('of any messages, chunk sizes and pieces are read as they were written', () => {
    const anyMessage = fc.record({
      type: fc.constantFrom(8, 9, 18, 20),
      streamId: fc.nat(0xffff),
      timestampMs: fc.oneof(fc.nat(0xffffff), fc.integer({ min: 0xfffff0, max: 0xffffffff })),
      payload: fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (messages, chunkBytes, cuts) => {
          const bytes = Buffer.concat([
            encodeChunks(2, setChunkSize(chunkBytes), 128),
            ...messages.map((given) => encodeChunks(6, given, chunkBytes)),
          ]);
          const pieces: Buffer[] = [];
          for (let start = 0, index = 0; start < bytes.length; index++) {
            const size = cuts[index % cuts.length] ?? 1;
            pieces.push(bytes.subarray(start, start + size));
            start += size;
          }
          expect(read(...pieces)).toEqual(messages);
        },
      ),
    );
  });
});
