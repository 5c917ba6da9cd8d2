import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { h264 } from '../../../src/preview/video/h264.js';
import { readH264Sps } from '../../../src/preview/video/h264-sps.js';
import { h265 } from '../../../src/preview/video/h265.js';
import { readH265Sps } from '../../../src/preview/video/h265-sps.js';
import { fromHex, SETS } from '../samples.js';

describe('a sequence parameter set of x264', () => {
  it.each([
    [
      'with reordering',
      '67640028acd940780227e5c044000003000400000300f03c60c658',
      { profile: 100, level: 40, widthPx: 1920, heightPx: 1080, reorderedFrames: 2, frameDurationS: 1 / 30 },
    ],
    [
      'of the baseline profile',
      '6742c01ed900a02ff97011000003000100000300320f162e48',
      { profile: 66, widthPx: 640, heightPx: 360, reorderedFrames: 0, frameDurationS: 1 / 25 },
    ],
    [
      'with fields and other than square pixels',
      '6764001eacd940b424dff8020001688000000300800000190f8a14cb',
      { widthPx: 720, heightPx: 576, pixelAspect: [64, 45], reorderedFrames: 2 },
    ],
    [
      'of 4:4:4 with odd edges',
      '67f4000b91964054678f8bc044000003000400000300503c50a920',
      { profile: 244, chroma: 3, widthPx: 322, heightPx: 182, reorderedFrames: 0, frameDurationS: 1 / 10 },
    ],
    [
      'with scaling lists and buffer parameters',
      '67640020acd9405005bb011000000300100000064604000f424001e84a4d38078c18cb',
      { widthPx: 1280, heightPx: 720, frameDurationS: 1 / 50, reorderedFrames: 2 },
    ],
  ])('%s', (_what, set, expected) => {
    expect(readH264Sps(fromHex(set))).toMatchObject(expected);
  });
});

describe('a sequence parameter set of x265', () => {
  it.each([
    [
      'of 8 bits',
      SETS.h265[1],
      { widthPx: 1926, heightPx: 1082, lumaBits: 8, chroma: 1, reorderedFrames: 2 },
    ],
    [
      'of 10 bits',
      fromHex('42010102200000030090000003000003005aa0050201e1365959a4932bc05a020000030002000003003c10'),
      { widthPx: 640, heightPx: 480, lumaBits: 10, chromaBits: 10, reorderedFrames: 2 },
    ],
  ])('%s', (_what, set, expected) => {
    expect(readH265Sps(set ?? Buffer.alloc(0))).toMatchObject(expected);
  });
});

describe('a parameter set that is cut off or changed', () => {
  it.each([
    ['H.264', readH264Sps, SETS.h264[0]],
    ['H.265', readH265Sps, SETS.h265[1]],
  ])(
    'of %s throws RangeError or is read, and never anything else',
    (_name, read: (set: Buffer) => unknown, set) => {
      const mutated = fc.tuple(fc.nat(), fc.nat(255), fc.nat()).map(([at, byte, end]) => {
        const copy = Buffer.from(set ?? Buffer.alloc(0));
        copy[at % copy.length] = byte;
        return end % 3 === 0 ? copy.subarray(0, end % copy.length) : copy;
      });
      fc.assert(
        fc.property(
          fc.oneof(
            mutated,
            fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
          ),
          (bytes) => {
            try {
              read(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
          },
        ),
        { numRuns: 2_000 },
      );
    },
  );
});

describe('what a decoder is told', () => {
  it('of H.264', () => {
    const configuration = h264.configure(SETS.h264);
    expect(configuration).toMatchObject({ codec: 'avc1.640028', sampleEntry: 'avc1', widthPx: 1920 });
    // Both sets, each behind its length; and how colours are sampled, as the high profiles have it.
    expect(configuration?.box.toString('hex')).toBe(
      `00000038${Buffer.from('avcC').toString('hex')}01640028ffe1001b${SETS.h264[0]?.toString('hex')}010006${SETS.h264[1]?.toString('hex')}fdf8f800`,
    );
  });

  it('of H.265', () => {
    const configuration = h265.configure(SETS.h265);
    expect(configuration).toMatchObject({ codec: 'hvc1.1.6.L120.90', sampleEntry: 'hvc1', heightPx: 1082 });
    expect(configuration?.box.subarray(8, 21).toString('hex')).toBe('01' + '016000000090000000000078');
  });

  it('is nothing as long as a set is missing', () => {
    expect(h264.configure(SETS.h264.slice(0, 1))).toBeUndefined();
    expect(h264.configure(SETS.h264.slice(1))).toBeUndefined();
    expect(h265.configure(SETS.h265.slice(1))).toBeUndefined();
  });
});
