import { expect, it } from 'vitest';
import { fitsPathPattern, narrowestFit } from '../../src/state/path-pattern.js';

it.each([
  ['*', 'a/b', true],
  ['site/*', 'site/a/b', true],
  ['site/*', 'site', false],
  ['site/*', 'sites/a', false],
  ['*/gate', 'a/b/gate', true],
  ['a*b*c', 'a1b2b3c', true],
  ['a*b*c', 'a1b2', false],
  ['a', 'a', true],
  ['a', 'A', false],
  ['a.c', 'abc', false],
  ['**', '', true],
])('%s and %s: %s', (pattern, path, fits) => {
  expect(fitsPathPattern(pattern, path)).toBe(fits);
});

it('takes no longer for a pattern of many stars', () => {
  const begin = performance.now();
  expect(fitsPathPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(250))).toBe(false);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

it('of several the one that says most', () => {
  const patterns = ['*', 'live/*', 'live/drone-*', 'x'].map((pattern) => ({ pattern }));
  expect(narrowestFit(patterns, 'live/drone-1')?.pattern).toBe('live/drone-*');
  expect(narrowestFit(patterns, 'live/a')?.pattern).toBe('live/*');
  expect(narrowestFit(patterns.slice(3), 'y')).toBeUndefined();
});
