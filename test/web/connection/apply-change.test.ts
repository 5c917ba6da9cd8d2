import { describe, expect, it } from 'vitest';
import type { RouterStatus, StatusChange, StreamStatus } from '../../../src/api/contract.js';
import { applyChange } from '../../../web/connection/apply-change.js';

const stream = (name: string, restarts = 0): StreamStatus =>
  ({ name, restarts, progress: null }) as StreamStatus;
const status = (...streams: StreamStatus[]): RouterStatus => ({ streams }) as unknown as RouterStatus;
const NOTHING: StatusChange = { streams: [], numbers: [], removed: [] };
const names = ({ streams }: RouterStatus): string[] => streams.map(({ name }) => name);

describe('applyChange', () => {
  const before = status(stream('a'), stream('b'), stream('c'));

  it('leaves what did not change the very same', () => {
    const after = applyChange(before, { ...NOTHING, streams: [stream('b', 1)] });
    expect(after.streams[0]).toBe(before.streams[0]);
    expect(after.streams[1]?.restarts).toBe(1);
    expect(applyChange(before, NOTHING).streams).toBe(before.streams);
  });

  it('takes numbers over into the stream of that name', () => {
    const numbers = [
      { name: 'c', progress: { frames: 5 }, delivery: null },
      { name: 'gone', progress: null },
    ];
    const after = applyChange(before, { ...NOTHING, numbers } as unknown as StatusChange);
    expect(after.streams[2]?.progress?.frames).toBe(5);
    expect(after.streams[2]?.restarts).toBe(0);
    expect(names(after)).toEqual(['a', 'b', 'c']);
  });

  it('follows removals, additions and the order of the file', () => {
    const change = { ...NOTHING, streams: [stream('d')], removed: ['a'] };
    expect(names(applyChange(before, change))).toEqual(['b', 'c', 'd']);
    expect(names(applyChange(before, { ...change, order: ['d', 'c', 'b'] }))).toEqual(['d', 'c', 'b']);
    // One that is still stopping after it was removed from the file is not in its order.
    expect(names(applyChange(before, { ...NOTHING, order: ['c', 'a'] }))).toEqual(['c', 'a', 'b']);
  });
});
