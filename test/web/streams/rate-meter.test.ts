import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../../web/streams/rate-meter.js';

describe('RateMeter', () => {
  it('knows nothing before two numbers were told', () => {
    const meter = new RateMeter();
    expect(meter.rates(0)).toEqual({ bitsPerSecond: null, framesPerSecond: null });
    meter.tell(0, 1_000, 10);
    expect(meter.rates(100)).toEqual({ bitsPerSecond: null, framesPerSecond: null });
  });

  it('measures over what was told in the last seconds, at whatever times', () => {
    const meter = new RateMeter();
    for (const [atMs, bytes, frames] of [
      [0, 0, 0],
      [1_100, 110_000, 27],
      [1_900, 190_000, 48],
      [3_000, 300_000, 75],
    ] as const)
      meter.tell(atMs, bytes, frames);
    expect(meter.rates(3_500)).toEqual({ bitsPerSecond: 800_000, framesPerSecond: 25 });
  });

  it('begins anew when a counter does', () => {
    const meter = new RateMeter();
    meter.tell(0, 500_000, 500);
    meter.tell(1_000, 600_000, 525);
    meter.tell(2_000, 700_000, 3); // another process
    expect(meter.rates(2_000)).toEqual({ bitsPerSecond: null, framesPerSecond: null });
    meter.tell(3_000, 800_000, 28);
    expect(meter.rates(3_000)).toEqual({ bitsPerSecond: 800_000, framesPerSecond: 25 });
  });

  it('forgets what is not told any more, and has nothing where a number is missing', () => {
    const meter = new RateMeter();
    meter.tell(0, null, 0);
    meter.tell(1_000, null, 25);
    expect(meter.rates(1_000)).toEqual({ bitsPerSecond: null, framesPerSecond: 25 });
    expect(meter.rates(20_000)).toEqual({ bitsPerSecond: null, framesPerSecond: null });
  });
});
