import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limits } from '../../../src/preview/limits.js';
import { H264Depacketizer } from '../../../src/preview/rtp/h264-depacketizer.js';
import { H265Depacketizer } from '../../../src/preview/rtp/h265-depacketizer.js';
import type { NalDepacketizer } from '../../../src/preview/rtp/nal-depacketizer.js';
import { fromHex } from '../samples.js';

const FORMATS = {
  'H.264': {
    create: () => new H264Depacketizer(),
    headerBytes: 1,
    units: fc.uint8Array({ minLength: 3, maxLength: 400 }).map((bytes) => header(bytes, [0x61])),
    aggregateHeader: [0x78],
    fragment: (unit: Buffer, flags: number) => [0x60 | 28, flags | ((unit[0] ?? 0) & 0x1f)],
  },
  'H.265': {
    create: () => new H265Depacketizer(),
    headerBytes: 2,
    units: fc.uint8Array({ minLength: 4, maxLength: 400 }).map((bytes) => header(bytes, [0x26, 0x01])),
    aggregateHeader: [48 << 1, 0x01],
    fragment: (unit: Buffer, flags: number) => [49 << 1, 0x01, flags | (((unit[0] ?? 0) >> 1) & 0x3f)],
  },
};

function header(bytes: Uint8Array, first: readonly number[]): Buffer {
  return Buffer.from([...first, ...bytes.subarray(first.length)]);
}

function pushAll(depacketizer: NalDepacketizer, payloads: readonly Buffer[]): string[] {
  return payloads.flatMap((payload) => depacketizer.push(payload)).map((unit) => unit.toString('hex'));
}

/** Cut into at least two. */
function fragments(
  { headerBytes, fragment }: Pick<(typeof FORMATS)['H.264'], 'headerBytes' | 'fragment'>,
  unit: Buffer,
  size: number,
): Buffer[] {
  const data = unit.subarray(headerBytes);
  const step = Math.max(1, Math.min(size, data.length - 1));
  const count = Math.ceil(data.length / step);
  return Array.from({ length: count }, (_none, index) => {
    const flags = (index === 0 ? 0x80 : 0) | (index === count - 1 ? 0x40 : 0);
    return Buffer.concat([
      Buffer.from(fragment(unit, flags)),
      data.subarray(index * step, (index + 1) * step),
    ]);
  });
}

describe.each(['H.264', 'H.265'] as const)('%s', (name) => {
  const format = FORMATS[name];

  it('gives a unit that is a packet as it is', () => {
    fc.assert(
      fc.property(format.units, (unit) => {
        expect(pushAll(format.create(), [unit])).toEqual([unit.toString('hex')]);
      }),
    );
  });

  it('takes aggregates apart', () => {
    fc.assert(
      fc.property(fc.array(format.units, { minLength: 1, maxLength: 5 }), (units) => {
        const sized = units.flatMap((unit) => [Buffer.of(unit.length >> 8, unit.length & 0xff), unit]);
        const payload = Buffer.concat([Buffer.from(format.aggregateHeader), ...sized]);
        expect(pushAll(format.create(), [payload])).toEqual(units.map((unit) => unit.toString('hex')));
      }),
    );
  });

  it('puts fragments together, wherever they were cut', () => {
    fc.assert(
      fc.property(format.units, fc.integer({ min: 1, max: 100 }), (unit, size) => {
        const depacketizer = format.create();
        const all = fragments(format, unit, size);
        expect(pushAll(depacketizer, all.slice(0, -1))).toEqual([]);
        expect(depacketizer.isInUnit).toBe(true);
        expect(pushAll(depacketizer, all.slice(-1))).toEqual([unit.toString('hex')]);
        expect(depacketizer.isInUnit).toBe(false);
      }),
    );
  });

  it('gives nothing of a unit of which the beginning or a part is missing', () => {
    const all = fragments(format, header(new Uint8Array(30).fill(7), [0x26, 0x01]), 5);
    const depacketizer = format.create();
    expect(pushAll(depacketizer, all.slice(1))).toEqual([]);
    expect(pushAll(depacketizer, all.slice(0, 2))).toEqual([]);
    depacketizer.reset();
    expect(pushAll(depacketizer, all.slice(2))).toEqual([]);
  });

  it('holds no more than a picture may have', () => {
    const depacketizer = format.create();
    const piece = Buffer.alloc(64_000, 1);
    const begin = Buffer.concat([Buffer.from(format.fragment(Buffer.of(0x65, 0), 0x80)), piece]);
    const more = Buffer.concat([Buffer.from(format.fragment(Buffer.of(0x65, 0), 0)), piece]);
    depacketizer.push(begin);
    for (let bytes = 0; bytes <= limits.accessUnitBytes; bytes += piece.length) depacketizer.push(more);
    expect(depacketizer.isInUnit).toBe(false);
  });

  it('neither throws nor makes bytes of its own, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 40 }), (payloads) => {
        const depacketizer = format.create();
        let sizeBytes = 0;
        for (const payload of payloads) {
          sizeBytes += payload.length;
          for (const unit of depacketizer.push(Buffer.from(payload))) sizeBytes -= unit.length;
        }
        expect(sizeBytes).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['an aggregate whose unit is longer than it', '78000567aa'],
  ['an aggregate with an empty unit', '780000'],
  ['a fragment without data', '7c85'],
  ['STAP-B, MTAP16 and FU-B, which need interleaving', '79'],
  ['nothing but a header of a type that is not defined', '1f'],
])('H.264: %s gives nothing', (_what, payload) => {
  expect(new H264Depacketizer().push(fromHex(payload))).toEqual([]);
});

test.each([
  ['a payload that is shorter than its header', '6201'],
  ['an aggregate whose unit is longer than it', '600100054001aa'],
  ['a fragment without data', '620193'],
  ['PACI, which nobody sends', '640100aabb'],
])('H.265: %s gives nothing', (_what, payload) => {
  expect(new H265Depacketizer().push(fromHex(payload))).toEqual([]);
});
