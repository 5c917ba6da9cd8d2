import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from '../../src/probe/pace.js';

const pace = new Pace({ perTick: 2, tickMs: 100 });
let done: string[];
const job = (name: string) => () => void done.push(name);

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
});

afterEach(() => {
  pace.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('Pace', () => {
  it('begins so many jobs a tick, in the order in which they asked', async () => {
    for (const name of 'abcde') pace.ask(job(name));
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(98);
    expect(done).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(101);
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('has a job that asks again wait behind all others', async () => {
    const greedy = (): void => {
      done.push('greedy');
      pace.ask(greedy);
    };
    pace.ask(greedy);
    for (const name of 'abc') pace.ask(job(name));
    await vi.advanceTimersByTimeAsync(201);
    expect(done).toEqual(['greedy', 'a', 'b', 'c', 'greedy']);
    pace.cancel(greedy);
  });

  it('begins no job that was cancelled, also by one of the same tick, and none twice', async () => {
    const cancelled = job('cancelled');
    pace.ask(() => pace.cancel(cancelled));
    pace.ask(cancelled);
    const once = job('once');
    pace.ask(once);
    pace.ask(once);
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toEqual(['once']);
  });

  it('pauses after its last job as well', async () => {
    pace.ask(job('a'));
    await vi.advanceTimersByTimeAsync(50);
    for (const name of 'bcd') pace.ask(job(name));
    await vi.advanceTimersByTimeAsync(49);
    expect(done).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toEqual(['a', 'b', 'c']);
  });
});
