import { describe, expect, it } from 'vitest';
import { splitAggregate } from '../../../src/media-server/rtmp/aggregate.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import { RtmpError } from '../../../src/media-server/rtmp/rtmp-error.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const aggregate = (payload: Buffer, timestampMs = 1_000): RtmpMessage => ({
  type: messageType.aggregate,
  streamId: 1,
  timestampMs,
  payload,
});
const two = '09 000002 000064 00 000000 1701 0000000d 08 000001 000069 01 000000 af';

describe('splitAggregate', () => {
  it.each([
    ['with all back pointers', `${two} 0000000c`],
    ['without the last one', two],
  ])('gives the messages %s, from the time of the aggregate on', (_, bytes) => {
    expect([...splitAggregate(aggregate(hex(bytes)))]).toEqual([
      { type: 9, streamId: 1, timestampMs: 1_000, payload: hex('1701') },
      { type: 8, streamId: 1, timestampMs: 1_005 + 0x01000000, payload: hex('af') },
    ]);
  });

  it('of nothing gives nothing', () => {
    expect([...splitAggregate(aggregate(Buffer.alloc(0)))]).toEqual([]);
  });

  it.each([
    ['a cut header', '09 000002 0000'],
    ['a cut body', '09 000002 000064 00 000000 17'],
    ['an aggregate', '16 000000 000064 00 000000 0000000b'],
  ])('refuses %s', (_, bytes) => {
    expect(() => [...splitAggregate(aggregate(hex(bytes)))]).toThrow(RtmpError);
  });
});
