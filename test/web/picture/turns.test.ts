import { expect, it } from 'vitest';
import { Turns } from '../../../web/picture/turns.js';

it('lets so many happen at once, the others in their order, whatever became of those before', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const take = (number: number): Promise<number> =>
    turns.take(
      () =>
        new Promise((resolve, reject) => {
          begun.push(number);
          ends.set(number, (error) => (error === undefined ? resolve(number) : reject(error)));
        }),
    );
  const taken = [take(0), take(1), take(2), take(3)];
  await expect.poll(() => begun).toEqual([0, 1]);
  ends.get(1)?.(new Error('broken'));
  await expect(taken[1]).rejects.toThrow('broken');
  await expect.poll(() => begun).toEqual([0, 1, 3]);
  ends.get(0)?.();
  await expect.poll(() => begun).toEqual([0, 1, 3, 2]);
  ends.get(2)?.();
  ends.get(3)?.();
  expect(await Promise.all([taken[0], taken[2], taken[3]])).toEqual([0, 2, 3]);
});
