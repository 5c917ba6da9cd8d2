import { expect, it } from 'vitest';
import { RateLimit } from '../../src/util/rate-limit.js';

it('lets twice as many at once as a second, then so many a second, and each address by itself', () => {
  let nowMs = 0;
  const limit = new RateLimit(10, () => nowMs);
  for (let times = 0; times < 20; times++) expect(limit.take('192.0.2.1')).toBe(0);
  expect(limit.take('192.0.2.1')).toBe(100);
  expect(limit.take('192.0.2.1')).toBe(200);
  expect(limit.take('192.0.2.2')).toBe(0);
  nowMs += 1_000;
  expect(limit.take('192.0.2.1')).toBe(0);
  // Nobody waits for longer than some seconds, however much was asked.
  for (let times = 0; times < 1_000; times++) limit.take('192.0.2.1');
  expect(limit.take('192.0.2.1')).toBe(5_000);
  // Of an IPv6 address its network counts.
  for (let times = 0; times < 20; times++) limit.take('2001:db8::1');
  expect(limit.take('2001:db8::2')).toBeGreaterThan(0);
});
