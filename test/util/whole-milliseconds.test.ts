import { expect, it } from 'vitest';
import { wholeMilliseconds } from '../../src/util/whole-milliseconds.js';

it('rounds times, and leaves all else as it is', () => {
  const error = new Error('x');
  expect(wholeMilliseconds({ afterMs: 237.238525390625, ranMs: null, speed: 1.5, err: error })).toEqual({
    afterMs: 237,
    ranMs: null,
    speed: 1.5,
    err: error,
  });
});
