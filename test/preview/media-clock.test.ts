import { describe, expect, it } from 'vitest';
import type { SenderReport } from '../../src/media-server/rtsp/rtp/sender-report.js';
import { MediaClock } from '../../src/preview/media-clock.js';

function report(ntpS: number, rtpTimestamp: number): SenderReport {
  return { ssrc: 1, ntpTime: BigInt(ntpS) << 32n, rtpTimestamp, packetCount: 0, octetCount: 0 };
}

describe('the clock of a session', () => {
  it('puts tracks where their reports say', () => {
    const clock = new MediaClock([90_000, 48_000]);
    clock.report(0, report(1_000, 5_000));
    clock.report(1, report(1_000, 7_000));
    expect(clock.seconds(0, 5_000, 0)).toBe(0);
    expect(clock.seconds(1, 7_000 + 24_000, 1)).toBeCloseTo(0.5);
    expect(clock.seconds(0, 5_000 + 90_000, 2)).toBeCloseTo(1);
  });

  it('begins a track without a report with what the other has come to', () => {
    const clock = new MediaClock([90_000, 48_000]);
    clock.report(0, report(1_000, 5_000));
    expect(clock.seconds(0, 77, 100)).toBe(0);
    clock.seconds(0, 77 + 90_000, 1_100);
    expect(clock.seconds(1, 4, 1_200)).toBeCloseTo(1.1);
  });

  it('does not believe reports that are far apart', () => {
    const clock = new MediaClock([90_000, 48_000]);
    clock.report(0, report(1_000, 0));
    clock.report(1, report(9_000, 0));
    expect(clock.seconds(0, 0, 0)).toBe(0);
    expect(clock.seconds(1, 0, 20)).toBeCloseTo(0.02);
  });

  it('goes on when timestamps wrap, step back a little, or begin anew', () => {
    const clock = new MediaClock([90_000]);
    expect(clock.seconds(0, 2 ** 32 - 45_000, 0)).toBe(0);
    expect(clock.seconds(0, 45_000, 1_000)).toBeCloseTo(1);
    expect(clock.seconds(0, 36_000, 1_000)).toBeCloseTo(0.9);
    expect(clock.seconds(0, 2_000_000_000, 3_000)).toBeCloseTo(2.9);
    expect(clock.seconds(0, 2_000_090_000, 4_000)).toBeCloseTo(3.9);
  });
});
