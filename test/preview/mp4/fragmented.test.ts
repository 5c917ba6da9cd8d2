import { describe, expect, it } from 'vitest';
import { setUpOpus } from '../../../src/preview/audio/opus.js';
import { fragment } from '../../../src/preview/mp4/fragment.js';
import { contentTypeOf, initSegment } from '../../../src/preview/mp4/init-segment.js';
import { CONFIGURATION } from '../samples.js';
import { find, readBoxes, readSamples } from './boxes.js';

const AUDIO = setUpOpus().configuration;

describe('an initialisation segment', () => {
  it('tells of the tracks, and of no samples', () => {
    const data = initSegment({ video: CONFIGURATION, audio: AUDIO });
    expect(readBoxes(data).map(({ type }) => type)).toEqual(['ftyp', 'moov']);
    const types = readBoxes(find(data, 'moov')).map(({ type }) => type);
    expect(types).toEqual(['mvhd', 'trak', 'trak', 'mvex']);
    const entry = find(data, 'moov/trak/mdia/minf/stbl/stsd').subarray(8);
    expect(entry.toString('latin1', 4, 8)).toBe('avc1');
    expect([entry.readUInt16BE(32), entry.readUInt16BE(34)]).toEqual([640, 360]);
    expect(entry.includes('the box')).toBe(true);
    expect(readBoxes(find(data, 'moov/mvex')).map(({ type }) => type)).toEqual(['trex', 'trex']);
  });

  it('says how long what is known to end is, and how pixels are', () => {
    const data = initSegment({ video: { ...CONFIGURATION, pixelAspect: [4, 3] }, audio: null }, 1);
    expect(find(data, 'moov/mvex/mehd').readBigUInt64BE(4)).toBe(1_000n);
    expect(data.includes('pasp')).toBe(true);
    const header = find(data, 'moov/trak/tkhd');
    expect([header.readUInt32BE(76) / 65_536, header.readUInt32BE(80) / 65_536]).toEqual([853, 360]);
  });

  it('has the name of its codecs', () => {
    expect(contentTypeOf({ video: CONFIGURATION, audio: null })).toBe('video/mp4; codecs="avc1.640028"');
    expect(contentTypeOf({ video: CONFIGURATION, audio: AUDIO })).toBe(
      'video/mp4; codecs="avc1.640028, opus"',
    );
  });
});

it('a fragment says where the data of each sample is', () => {
  const sample = (text: string, isSync: boolean, offsetUnits: number) => ({
    data: Buffer.from(text),
    durationUnits: 3_600,
    offsetUnits,
    isSync,
  });
  const data = Buffer.concat(
    fragment(7, [
      { track: 1, startUnits: 2 ** 40, samples: [sample('one', true, 0), sample('three', false, -90)] },
      { track: 2, startUnits: 5, samples: [sample('sound', true, 0)] },
    ]),
  );
  expect(find(data, 'moof/mfhd').readUInt32BE(4)).toBe(7);
  const common = { durationUnits: 3_600 };
  expect(readSamples(data)).toEqual([
    { ...common, track: 1, decoded: 2 ** 40, shown: 2 ** 40, isSync: true, text: 'one' },
    { ...common, track: 1, decoded: 2 ** 40 + 3_600, shown: 2 ** 40 + 3_510, isSync: false, text: 'three' },
    { ...common, track: 2, decoded: 5, shown: 5, isSync: true, text: 'sound' },
  ]);
});
