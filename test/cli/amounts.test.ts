import { describe, expect, it } from 'vitest';
import { byteSize } from '../../src/cli/amounts.js';

describe('sizes as people read them', () => {
  it.each([
    [0, '0B'],
    [999, '999B'],
    [1000, '1.0kB'],
    [9_940, '9.9kB'],
    [318_000, '318kB'],
    [4_200_000, '4.2MB'],
    [12_000_000_000, '12GB'],
    [3e18, '3000PB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(byteSize(bytes)).toBe(text);
  });
});
