import { describe, expect, it } from 'vitest';
import { beyondBudget, type Holder, memoryBudgetBytes } from '../../src/media-server/memory-budget.js';

const holder = (sizeBytes: number, isPublisher = false): Holder => ({
  sizeBytes,
  isPublisher,
  giveUp: () => {},
});

describe('what is given up', () => {
  const [small, large, publisher] = [holder(10), holder(50), holder(60, true)];
  const all = [small, publisher, holder(0), large];

  it.each<[number, Holder[]]>([
    [120, []],
    [119, [large]],
    [70, [large]],
    [69, [large, small]],
    [59, [large, small, publisher]],
    [0, [large, small, publisher]],
  ])('with a budget of %i, publishers last and the largest first', (budgetBytes, expected) => {
    expect(beyondBudget(all, budgetBytes)).toEqual(expected);
  });
});

const MIB = 1024 * 1024;
it.each([
  ['a quarter of the machine', 2048 * MIB, 0, 512 * MIB],
  ['a quarter of the container', 65_536 * MIB, 1024 * MIB, 256 * MIB],
  ['never more than 1 GiB', 65_536 * MIB, 2 ** 63, 1024 * MIB],
  ['never less than 64 MiB', 65_536 * MIB, 128 * MIB, 64 * MIB],
])('the budget is %s', (_, machineBytes, constrainedBytes, expected) => {
  expect(memoryBudgetBytes(machineBytes, constrainedBytes)).toBe(expected);
});
