import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/preview/limits.js';
import { GroupOfPictures } from '../../../src/preview/live/group-of-pictures.js';
import { frameAt } from '../samples.js';

function times(group: GroupOfPictures): number[] {
  return group.frames.map(({ shownAtS }) => shownAtS);
}

describe('a group of pictures', () => {
  it('begins with each key frame', () => {
    const group = new GroupOfPictures();
    group.addFrame(frameAt(1));
    expect(times(group)).toEqual([]);
    for (const seconds of [2, 3]) group.addFrame(frameAt(seconds, seconds === 2));
    expect(times(group)).toEqual([2, 3]);
    group.addFrame(frameAt(4, true));
    expect(times(group)).toEqual([4]);
  });

  it('is emptied when it lasts too long or is too large, and waits for a key frame', () => {
    const long = new GroupOfPictures();
    for (const seconds of [0, 19, 21, 22]) long.addFrame(frameAt(seconds, seconds === 0));
    expect(times(long)).toEqual([]);
    long.addFrame(frameAt(23, true));
    expect(times(long)).toEqual([23]);

    const large = new GroupOfPictures();
    const data = Buffer.alloc(limits.groupBytes / 4);
    for (const seconds of [0, 1, 2, 3]) large.addFrame({ ...frameAt(seconds, seconds === 0), data });
    expect(times(large)).toHaveLength(4);
    large.addFrame(frameAt(4));
    expect(times(large)).toEqual([]);
  });

  it('keeps the sound of the last while', () => {
    const group = new GroupOfPictures();
    for (let index = 0; index < 10_000; index += 1) {
      group.addSound({ data: Buffer.alloc(1), startS: index / 100, durationUnits: 1 });
    }
    expect(group.sounds.length).toBeLessThanOrEqual(1_001);
    expect(group.sounds.at(-1)?.startS).toBe(99.99);
    group.addFrame(frameAt(99.5, true));
    expect(group.sounds[0]?.startS).toBe(99.5);
  });
});
