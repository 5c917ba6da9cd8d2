import { expect, it } from 'vitest';
import { parseLabelSelector } from '../../src/state/label-selector.js';

const LABELS = { site: 'north', kind: 'camera', room: '' };

it.each([
  ['site=north', true],
  ['site==north', true],
  ['site = north', true],
  ['site=south', false],
  ['site!=south', true],
  ['site!=north', false],
  ['site=north,kind=camera', true],
  ['site=north, kind=drone', false],
  ['owner', false],
  ['!owner', true],
  ['!site', false],
  ['room', true],
  ['room=', true],
  ['owner!=anna', true],
  ['toString', false],
])('%s', (text, expected) => {
  expect(parseLabelSelector(text)?.(LABELS)).toBe(expected);
});

it.each(['', 'site=north,', '=north', '!site=north', 'a b', '1=2'])('%j is none', (text) => {
  expect(parseLabelSelector(text)).toBeUndefined();
});
