import { describe, expect, it } from 'vitest';
import { RestartDelay } from '../../../src/runtime/local/restart-delay.js';

const backoff = { initialMs: 1_000, maxMs: 30_000 };
const make = () => {
  const delay = new RestartDelay(() => 1);
  return {
    next: (ranMs: number, isLasting = false) => delay.next(ranMs, { isLasting, backoff }),
    reset: () => delay.reset(),
  };
};

describe('RestartDelay', () => {
  it('grows from failure to failure up to the cap', () => {
    const delay = make();
    expect(Array.from({ length: 7 }, () => delay.next(0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is nothing after the first end of a process that ran well', () => {
    const delay = make();
    expect([delay.next(10_000), delay.next(10_000)]).toEqual([0, 2_000]);
  });

  it('begins anew after a minute of health, and after an edit', () => {
    const delay = make();
    for (let count = 0; count < 10; count += 1) delay.next(0);
    expect(delay.next(60_000)).toBe(0);
    delay.next(0);
    delay.reset();
    expect(delay.next(0)).toBe(1_000);
  });

  it('is long from the beginning where trying again soon cannot mend it', () => {
    const delay = make();
    expect([delay.next(0, true), delay.next(0, true)]).toEqual([30_000, 60_000]);
    for (let count = 0; count < 10; count += 1) delay.next(0, true);
    expect(delay.next(0, true)).toBe(300_000);
  });
});
