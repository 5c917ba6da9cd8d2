import { describe, expect, it } from 'vitest';
import { h264 } from '../../../src/preview/video/h264.js';
import { VideoTrack } from '../../../src/preview/video/video-track.js';
import { fromHex, SETS } from '../samples.js';

const [SPS = Buffer.alloc(0), PPS = Buffer.alloc(0)] = SETS.h264;
const OTHER_SPS = fromHex('6742c01ed900a02ff97011000003000100000300320f162e48');
const KEY = fromHex('6588');
const PICTURE = fromHex('4199');

function unit(...nalUnits: readonly Buffer[]) {
  return { timestamp: 0, nalUnits, followsLoss: false };
}

describe('a video track', () => {
  it('begins with a key frame, and says how long each unit is', () => {
    const track = new VideoTrack(h264, SETS.h264);
    expect(track.frame(unit(PICTURE), 1)).toBeUndefined();
    const frame = track.frame(unit(KEY, PICTURE), 2);
    expect(frame).toMatchObject({ isKey: true, shownAtS: 2 });
    expect(frame?.data.toString('hex')).toBe('000000026588000000024199');
    expect(track.frame(unit(PICTURE), 3)).toMatchObject({ isKey: false });
  });

  it('leaves out what stands elsewhere or is of no use', () => {
    const track = new VideoTrack(h264, []);
    expect(track.frame(unit(KEY), 1)).toBeUndefined(); // nothing says how it is coded
    const delimiter = fromHex('09f0');
    const filler = fromHex('0cffff80');
    const information = fromHex('0605018080');
    const frame = track.frame(unit(delimiter, SPS, PPS, information, KEY, filler), 2);
    expect(frame?.data.toString('hex')).toBe('000000050605018080000000026588');
    expect(frame?.configuration.codec).toBe('avc1.640028');
    expect(track.frame(unit(delimiter, filler), 3)).toBeUndefined();
  });

  it('waits for a key frame after a loss', () => {
    const track = new VideoTrack(h264, SETS.h264);
    track.frame(unit(KEY), 1);
    expect(track.frame({ ...unit(PICTURE), followsLoss: true }, 2)).toBeUndefined();
    expect(track.frame(unit(PICTURE), 3)).toBeUndefined();
    expect(track.frame({ ...unit(KEY), followsLoss: true }, 4)).toBeDefined();
    expect(track.frame(unit(PICTURE), 5)).toBeDefined();
  });

  it('has the same configuration until the sets change', () => {
    const track = new VideoTrack(h264, SETS.h264);
    const first = track.frame(unit(KEY), 1)?.configuration;
    expect(track.frame(unit(SPS, PPS, KEY), 2)?.configuration).toBe(first);
    const other = track.frame(unit(OTHER_SPS, PPS, KEY), 3)?.configuration;
    expect(other).toMatchObject({ codec: 'avc1.42c01e', widthPx: 640 });
    expect(track.frame(unit(SPS, KEY), 4)?.configuration).toMatchObject({ codec: 'avc1.640028' });
  });

  it('shows nothing with a set that cannot be read, and goes on with a good one', () => {
    const track = new VideoTrack(h264, SETS.h264);
    expect(track.frame(unit(fromHex('6764'), PPS, KEY), 1)).toBeUndefined();
    expect(track.frame(unit(Buffer.alloc(5_000, 0x67), KEY), 2)).toBeUndefined();
    expect(track.frame(unit(SPS, PPS, KEY), 3)).toBeDefined();
  });
});
