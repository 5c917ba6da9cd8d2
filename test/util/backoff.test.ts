import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from '../../src/util/backoff.js';

describe('backoffDelayMs', () => {
  const policy = { initialMs: 1_000, maxMs: 30_000 };

  it('doubles up to the cap', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => backoffDelayMs(attempt, policy, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('spreads over the upper half of the delay', () => {
    expect(backoffDelayMs(3, policy, () => 0)).toBe(2_000);
    expect(backoffDelayMs(3, policy, () => 0.5)).toBe(3_000);
  });

  it('is nothing before the first failure', () => {
    expect(backoffDelayMs(0, policy, () => 1)).toBe(0);
  });
});
