import { describe, expect, it } from 'vitest';
import type { RouterStatus, StatusChange, StreamStatus } from '../../src/api/contract.js';
import { PendingChange } from '../../src/api/pending-change.js';
import { STATUS } from './sample-source.js';

const NOTHING: StatusChange = { streams: [], numbers: [], removed: [] };
const [first, second] = STATUS.streams as [StreamStatus, StreamStatus];
const numbers = ({ name, progress, delivery }: StreamStatus) => ({ name, progress, delivery });

describe('PendingChange', () => {
  it('has nothing to tell at first, and after it was told', () => {
    const pending = new PendingChange();
    expect(pending.take(STATUS)).toBeNull();
    pending.add({ ...NOTHING, streams: [first] });
    expect(pending.isEmpty).toBe(false);
    expect(pending.take(STATUS)).not.toBeNull();
    expect(pending.take(STATUS)).toBeNull();
  });

  it('tells how it is by then, each once', () => {
    const pending = new PendingChange();
    for (let times = 0; times < 1_000; times += 1)
      pending.add({ ...NOTHING, streams: [{ ...first, restarts: times }], numbers: [numbers(second)] });
    expect(pending.take(STATUS)).toEqual({ streams: [first], numbers: [numbers(second)], removed: [] });
  });

  it('tells of a whole stream instead of its numbers', () => {
    const pending = new PendingChange();
    pending.add({ ...NOTHING, numbers: [numbers(first)] });
    pending.add({ ...NOTHING, streams: [first] });
    expect(pending.take(STATUS)).toEqual({ ...NOTHING, streams: [first] });
  });

  it('tells of what went, and of what came back', () => {
    const pending = new PendingChange();
    pending.add({ ...NOTHING, streams: [first], numbers: [numbers(second)] });
    pending.add({ ...NOTHING, removed: [first.name, second.name], order: [] });
    pending.add({ ...NOTHING, streams: [second], order: [second.name] });
    const now: RouterStatus = { ...STATUS, streams: [second] };
    expect(pending.take(now)).toEqual({
      streams: [second],
      numbers: [],
      removed: [first.name],
      order: [second.name],
    });
  });

  it('tells of the rest', () => {
    const pending = new PendingChange();
    const { router, configuration, listeners } = STATUS;
    pending.add({ ...NOTHING, router, configuration, listeners });
    expect(pending.take(STATUS)).toEqual({ ...NOTHING, router, configuration, listeners });
  });
});
