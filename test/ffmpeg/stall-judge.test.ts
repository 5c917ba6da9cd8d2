import { describe, expect, it } from 'vitest';
import { StallJudge } from '../../src/ffmpeg/stall-judge.js';

const TIMEOUT_MS = 10_000;

/** Progress every half second; `rate` is media time per real time at each second. Answers when it was found stalled. */
function stalledAtS(rate: (second: number) => number, seconds = 60): number | undefined {
  const judge = new StallJudge();
  let outTimeUs = 0;
  for (let halves = 0; halves <= 2 * seconds; halves += 1) {
    judge.observe(outTimeUs, halves * 500, TIMEOUT_MS);
    if (judge.judge(halves * 500, TIMEOUT_MS) !== 'flows') return halves / 2;
    outTimeUs += 500_000 * rate(halves / 2);
  }
  return undefined;
}

describe('StallJudge', () => {
  it.each<[string, (second: number) => number, number | undefined]>([
    ['real time', () => 1, undefined],
    ['a burst, then real time', (second) => (second < 2 ? 8 : 1), undefined],
    ['six tenths of real time', () => 0.6, undefined],
    ['frozen from the start', () => 0, 10],
    ['creeping by milliseconds', () => 0.005, 10],
    ['frozen after 30 s', (second) => (second < 30 ? 1 : 0), 35.5],
    ['an outage of 4 s', (second) => (second >= 20 && second < 24 ? 0 : 1), undefined],
  ])('%s', (_what, rate, atS) => {
    expect(stalledAtS(rate)).toBe(atS);
  });

  it('finds a process that prints nothing any more', () => {
    const judge = new StallJudge();
    for (let second = 0; second <= 10; second += 1) judge.observe(second * 1e6, second * 1_000, TIMEOUT_MS);
    expect(judge.judge(14_000, TIMEOUT_MS)).toBe('flows');
    expect(judge.judge(16_000, TIMEOUT_MS)).toBe('silent');
    // What it said last decides, however long ago that was.
    for (let second = 11; second <= 20; second += 1) judge.observe(10e6, second * 1_000, TIMEOUT_MS);
    expect(judge.judge(30_000, TIMEOUT_MS)).toBe('stalled');
  });

  it('heeds a limit that was changed meanwhile', () => {
    const judge = new StallJudge();
    for (let second = 0; second <= 10; second += 1) judge.observe(0, second * 1_000, TIMEOUT_MS);
    expect(judge.judge(9_000, 60_000)).toBe('flows');
    expect(judge.judge(9_000, 2_000)).toBe('stalled');
  });
});
