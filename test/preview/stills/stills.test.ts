import { describe, expect, it } from 'vitest';
import { makeStill } from '../../../src/preview/stills/still.js';
import { Turns } from '../../../src/preview/stills/turns.js';
import { find, readSamples } from '../mp4/boxes.js';
import { CONFIGURATION, frameAt } from '../samples.js';

describe('a still', () => {
  it('is one picture that lasts a second', () => {
    const { body, contentType } = makeStill(frameAt(1_234, true));
    expect(contentType).toBe('video/mp4; codecs="avc1.640028"');
    expect(find(body, 'moov/mvex/mehd').readBigUInt64BE(4)).toBe(1_000n);
    expect(readSamples(body)).toMatchObject([{ decoded: 0, shown: 0, durationUnits: 90_000, isSync: true }]);
  });

  it('has the same tag when it is the same, whenever it came', () => {
    const frame = frameAt(1, true);
    expect(makeStill({ ...frame, shownAtS: 99 }).etag).toBe(makeStill(frame).etag);
    expect(makeStill({ ...frame, data: Buffer.from('another') }).etag).not.toBe(makeStill(frame).etag);
    const other = { ...CONFIGURATION, widthPx: 1 };
    expect(makeStill({ ...frame, configuration: other }).etag).not.toBe(makeStill(frame).etag);
  });
});

describe('turns', () => {
  function work() {
    const ends: (() => void)[] = [];
    let active = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      active += 1;
      most = Math.max(most, active);
      await new Promise<void>((resolve) => ends.push(resolve));
      active -= 1;
    };
    return { ends, run, most: () => most };
  }

  it('let so many through at once, and the others in order', async () => {
    const turns = new Turns({ atOnce: 3, mostWaiting: 100, waitMs: 60_000 });
    const { ends, run, most } = work();
    const order: number[] = [];
    const all = Array.from({ length: 50 }, (_none, index) => turns.take(run).then(() => order.push(index)));
    for (let done = 0; done < 50; done += 1) {
      while (ends.length === 0) await new Promise(setImmediate);
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(most()).toBe(3);
    expect(order).toEqual(Array.from({ length: 50 }, (_none, index) => index));
  });

  it('go on after work that fails', async () => {
    const turns = new Turns({ atOnce: 1, mostWaiting: 10, waitMs: 60_000 });
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('fine');
    await expect(turns.take(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  it('refuse who comes when too many wait, and who waits too long', async () => {
    const turns = new Turns({ atOnce: 1, mostWaiting: 1, waitMs: 10 });
    const { ends, run } = work();
    const first = turns.take(run);
    const second = turns.take(run);
    await expect(turns.take(run)).rejects.toMatchObject({ status: 503, code: 'busy' });
    await expect(second).rejects.toMatchObject({ status: 503, code: 'busy' });
    ends.shift()?.();
    await first;
    await expect(turns.take(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
