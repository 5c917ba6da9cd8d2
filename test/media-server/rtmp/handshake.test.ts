import { describe, expect, it } from 'vitest';
import { HANDSHAKE_BYTES, Handshake } from '../../../src/media-server/rtmp/handshake.js';
import { RtmpError } from '../../../src/media-server/rtmp/rtmp-error.js';
import { clientHandshake } from './test-client.js';

describe('Handshake', () => {
  it.each([
    ['the simple one', Buffer.alloc(4)],
    ['one with a digest', Buffer.of(128, 0, 7, 2)],
  ])('answers %s with the simple one, in any pieces', (_, version) => {
    const sent = clientHandshake(version);
    for (const size of [1, 2, 1000, 1536, 1537, 1538, sent.length]) {
      const handshake = new Handshake();
      const replies: Buffer[] = [];
      for (let start = 0; start < sent.length; start += size) {
        expect(handshake.done).toBe(false);
        const piece = sent.subarray(start, start + size);
        const { consumedBytes, reply } = handshake.push(piece);
        expect(consumedBytes).toBe(piece.length);
        if (reply !== undefined) replies.push(reply);
      }
      expect(handshake.done).toBe(true);
      expect(replies).toHaveLength(1);
      const reply = replies[0] ?? Buffer.alloc(0);
      expect(reply).toHaveLength(1 + 2 * HANDSHAKE_BYTES);
      expect(reply[0]).toBe(3);
      // S1: a version of zero is what makes librtmp and FFmpeg not ask for a digest
      expect(reply.subarray(1, 9)).toEqual(Buffer.alloc(8));
      expect(reply.subarray(1 + HANDSHAKE_BYTES)).toEqual(sent.subarray(1, 1 + HANDSHAKE_BYTES));
    }
  });

  it('leaves what follows it', () => {
    const sent = Buffer.concat([clientHandshake(), Buffer.of(1, 2, 3)]);
    expect(new Handshake().push(sent).consumedBytes).toBe(sent.length - 3);
  });

  it.each(['GET / HTTP/1.1', '\u0006', '\u0016\u0003\u0001', '\u0000'])('refuses %j at once', (text) => {
    expect(() => new Handshake().push(Buffer.from(text))).toThrow(RtmpError);
  });
});
