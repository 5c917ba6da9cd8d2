import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeTimes } from '../../../src/preview/video/decode-times.js';

const FRAME_S = 0.04;

function times(shown: readonly number[], reorderedFrames: number): number[] {
  const decodeTimes = new DecodeTimes();
  return shown.map((frame, index) =>
    decodeTimes.next(frame * FRAME_S, index === 0, { reorderedFrames, frameDurationS: FRAME_S }),
  );
}

describe('decoding times', () => {
  it('are those of showing, where frames come in order', () => {
    expect(times([0, 1, 2, 3], 0).map((seconds) => Math.round(seconds / FRAME_S))).toEqual([0, 1, 2, 3]);
  });

  it('are even, where frames refer to later ones', () => {
    // I0 P4 B2 b1 b3 P8 B6 b5 b7
    const seconds = times([0, 4, 2, 1, 3, 8, 6, 5, 7], 2);
    expect(seconds.map((time) => Math.round(time / FRAME_S))).toEqual([-2, -1, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('begin anew with a key frame behind a gap', () => {
    const decodeTimes = new DecodeTimes();
    const order = { reorderedFrames: 2, frameDurationS: FRAME_S };
    for (const frame of [0, 2, 1]) decodeTimes.next(frame * FRAME_S, frame === 0, order);
    expect(decodeTimes.next(60, true, order)).toBeCloseTo(60 - 2 * FRAME_S);
  });

  it('rise, whatever the times of showing are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ seconds: fc.double({ min: -100, max: 100, noNaN: true }), isKey: fc.boolean() }),
        ),
        fc.nat(16),
        (frames, reorderedFrames) => {
          const decodeTimes = new DecodeTimes();
          let last = Number.NEGATIVE_INFINITY;
          for (const { seconds, isKey } of frames) {
            const next = decodeTimes.next(seconds, isKey, { reorderedFrames, frameDurationS: FRAME_S });
            expect(next).toBeGreaterThan(last);
            last = next;
          }
        },
      ),
    );
  });
});
