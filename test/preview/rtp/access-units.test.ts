import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessUnit, AccessUnits } from '../../../src/preview/rtp/access-units.js';
import { H264Depacketizer } from '../../../src/preview/rtp/h264-depacketizer.js';
import { parseRtp, type RtpPacket } from '../../../src/preview/rtp/rtp-packet.js';
import { fromHex } from '../samples.js';

function collect() {
  const units: AccessUnit[] = [];
  const access = new AccessUnits(new H264Depacketizer(), (unit) => units.push(unit));
  return {
    units,
    push: (...packets: readonly RtpPacket[]) => {
      for (const one of packets) access.push(one);
    },
    summary: () =>
      units.map(({ timestamp, nalUnits, followsLoss }) =>
        [timestamp, nalUnits.map((unit) => unit.toString('hex')).join('+'), followsLoss ? 'lost' : ''].join(
          ' ',
        ),
      ),
  };
}

function packet(sequence: number, timestamp: number, payload: string, isMarked = false, ssrc = 1): RtpPacket {
  return { sequence: sequence & 0xffff, timestamp, ssrc, isMarked, payload: fromHex(payload) };
}

describe('pictures', () => {
  it('end with the marked packet, or with another timestamp', () => {
    const { push, summary } = collect();
    push(packet(1, 10, '6701'), packet(2, 10, '6801'), packet(3, 10, '6501', true));
    expect(summary()).toEqual(['10 6701+6801+6501 ']);
    push(packet(4, 20, '4101'));
    expect(summary()).toHaveLength(1);
    push(packet(5, 30, '4102', true));
    expect(summary().slice(1)).toEqual(['20 4101 ', '30 4102 ']);
  });

  it('go on over the end of the sequence numbers', () => {
    const { push, summary } = collect();
    push(packet(65_535, 1, '4101', true), packet(65_536, 2, '4102', true));
    expect(summary()).toEqual(['1 4101 ', '2 4102 ']);
  });

  it('of which something is missing are left out, and the next one tells', () => {
    const { push, summary } = collect();
    push(
      packet(1, 10, '4101'),
      packet(3, 10, '4102', true),
      packet(4, 20, '4103', true),
      packet(5, 30, '4104', true),
    );
    expect(summary()).toEqual(['20 4103 lost', '30 4104 ']);
  });

  it('that begin behind a gap are given when they begin with a whole unit, and not in the middle of one', () => {
    const { push, summary } = collect();
    push(packet(1, 10, '4101', true), packet(9, 20, '6501', true));
    push(packet(20, 30, '7c0501'), packet(21, 30, '7c4502', true), packet(22, 40, '4105', true));
    push(packet(30, 50, '7c8501'), packet(31, 50, '7c4502', true));
    expect(summary()).toEqual(['10 4101 ', '20 6501 lost', '40 4105 lost', '50 650102 lost']);
  });

  it('do not suffer from packets that come twice or late', () => {
    const { push, summary } = collect();
    push(
      packet(7, 10, '4101'),
      packet(7, 10, '4101'),
      packet(6, 5, '41ff', true),
      packet(8, 10, '4102', true),
    );
    expect(summary()).toEqual(['10 4101+4102 ']);
  });

  it('go on with another sender', () => {
    const { push, summary } = collect();
    push(packet(7, 10, '4101', true), packet(500, 99, '6501', true, 2), packet(501, 100, '4102', true, 2));
    expect(summary()).toEqual(['10 4101 ', '99 6501 lost', '100 4102 ']);
  });

  it('are cut off when they have too many units', () => {
    const { push, units } = collect();
    for (let index = 0; index < 5_000; index += 1) push(packet(index, 10, '4101', index === 4_999));
    push(packet(5_000, 20, '4102', true));
    expect(units.map(({ timestamp }) => timestamp)).toEqual([20]);
  });
});

describe('parseRtp', () => {
  const HEADER = '80e0000100000002aabbccdd';

  it.each([
    ['a plain packet', `${HEADER}4101`, '4101'],
    ['padding', `a0e0000100000002aabbccdd4101000003`, '4101'],
    ['contributing sources and an extension', `91e0000100000002aabbccdd11111111bede0001222222224101`, '4101'],
  ])('reads %s', (_what, text, payload) => {
    expect(parseRtp(fromHex(text))).toEqual({
      sequence: 1,
      timestamp: 2,
      ssrc: 0xaabbccdd,
      isMarked: true,
      payload: fromHex(payload),
    });
  });

  it.each([
    ['too short', '80e0000100000002aabbcc'],
    ['another version', '40e0000100000002aabbccdd4101'],
    ['no payload', HEADER],
    ['more padding than there is', 'a0e0000100000002aabbccdd4101ff'],
    ['an extension that is longer than the packet', '90e0000100000002aabbccddbede00ff4101'],
  ])('refuses what is %s', (_what, text) => {
    expect(parseRtp(fromHex(text))).toBeUndefined();
  });

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(parseRtp(Buffer.from(bytes))?.payload.length).not.toBe(0);
      }),
    );
  });
});
