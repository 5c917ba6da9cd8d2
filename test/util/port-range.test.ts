import { expect, it } from 'vitest';
import { evenPorts, parsePortRange } from '../../src/util/port-range.js';

it.each([
  ['50000-50003', [50_000, 50_002]],
  ['50001-50004', [50_002]],
  ['65534-65535', [65_534]],
  ['1-3', [2]],
])('%s has the pairs that begin at %j', (text, expected) => {
  const range = parsePortRange(text);
  expect(range === undefined ? undefined : evenPorts(range)).toEqual(expected);
});

it.each([
  '',
  '50000',
  '50000-',
  '50001-50002',
  '50003-50000',
  '0-1',
  '65535-65536',
  '1-100000',
  'a-b',
  '1 - 5',
])('%j is none', (text) => {
  expect(parsePortRange(text)).toBeUndefined();
});
