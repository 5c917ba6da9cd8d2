import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sound } from '../../../src/preview/audio/audio-track.js';
import { setUpOpus } from '../../../src/preview/audio/opus.js';
import { LiveMuxer } from '../../../src/preview/live/live-muxer.js';
import { type ReadSample, readBoxes, readSamples } from '../mp4/boxes.js';
import { CONFIGURATION, frameAt } from '../samples.js';

const AUDIO = setUpOpus().configuration;
const [VIDEO, SOUND] = [1, 2];

/** 20 ms each. */
function soundAt(startS: number): Sound {
  return { data: Buffer.from(`sound ${startS.toFixed(2)}`), startS, durationUnits: 960 };
}

function range(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step);
  return Array.from({ length: count }, (_none, index) => from + index * step);
}

function samplesOf(pieces: readonly Buffer[], track: number): ReadSample[] {
  return readSamples(Buffer.concat(pieces)).filter((sample) => sample.track === track);
}

/** Each sample of a track begins where the one before it ends. */
function expectNoGaps(samples: readonly ReadSample[]): void {
  for (const [index, { decoded, durationUnits }] of samples.entries()) {
    expect(durationUnits).toBeGreaterThan(0);
    const next = samples[index + 1];
    if (next !== undefined) expect(next.decoded).toBe(decoded + durationUnits);
  }
}

function types(pieces: readonly Buffer[]): string {
  return readBoxes(Buffer.concat(pieces))
    .map(({ type }) => type)
    .join(' ');
}

describe('a viewer that joins', () => {
  it('is sent four seconds in a fifth of one, with the sound of just that', () => {
    const muxer = new LiveMuxer(AUDIO);
    const frames = range(100, 104, 0.04).map((seconds, index) => frameAt(seconds, index === 0));
    const pieces = muxer.begin(frames, range(100, 104, 0.02).map(soundAt));
    expect(types(pieces)).toBe('ftyp moov moof mdat');
    const video = samplesOf(pieces, VIDEO);
    expect(video).toHaveLength(99);
    expect(video[0]).toMatchObject({ decoded: 0, shown: 0, isSync: true, text: 'frame 100' });
    expect((video.at(-1)?.shown ?? 0) / 90_000).toBeLessThan(0.2);
    const sound = samplesOf(pieces, SOUND);
    expect(sound[0]).toMatchObject({ decoded: 0, text: 'sound 103.76' });
    expectNoGaps(sound);
  });

  it('is then sent a picture as soon as the next one is there, with what was heard meanwhile', () => {
    const muxer = new LiveMuxer(AUDIO);
    muxer.begin([frameAt(10, true)], [soundAt(10)]);
    expect(muxer.sound(soundAt(10.02))).toEqual([]);
    const pieces = muxer.frame(frameAt(10.04));
    expect(types(pieces)).toBe('moof mdat');
    expect(readSamples(Buffer.concat(pieces))).toMatchObject([
      { track: VIDEO, decoded: 0, durationUnits: 3_600, text: 'frame 10' },
      { track: SOUND, decoded: 960, durationUnits: 960, text: 'sound 10.02' },
    ]);
  });

  it('hears sound also while no picture comes', () => {
    const muxer = new LiveMuxer(AUDIO);
    muxer.begin([frameAt(10, true)], []);
    const pieces = range(10, 11, 0.02).flatMap((seconds) => muxer.sound(soundAt(seconds)));
    expect(samplesOf(pieces, SOUND).length).toBeGreaterThan(30);
    expect(samplesOf(pieces, VIDEO)).toEqual([]);
  });

  it('hears nothing without a track for it', () => {
    const muxer = new LiveMuxer(null);
    const pieces = muxer.begin([frameAt(10, true)], [soundAt(10)]);
    pieces.push(...range(10, 11, 0.02).flatMap((seconds) => muxer.sound(soundAt(seconds))));
    pieces.push(...muxer.frame(frameAt(11)));
    expect(samplesOf(pieces, SOUND)).toEqual([]);
    expect(muxer.lacksSound).toBe(false);
  });

  it('is not shown what refers to pictures from before', () => {
    const muxer = new LiveMuxer(null);
    const pieces = muxer.begin([frameAt(10, true), frameAt(9.96), frameAt(10.04), frameAt(10.08)], []);
    pieces.push(...muxer.frame(frameAt(9.98)), ...muxer.frame(frameAt(10.12)));
    expect(samplesOf(pieces, VIDEO).map(({ text }) => text)).toEqual([
      'frame 10',
      'frame 10.04',
      'frame 10.08',
    ]);
  });
});

describe('a stream that goes on', () => {
  it('after a pause is shown without one, and what came at once then in a moment', () => {
    const muxer = new LiveMuxer(AUDIO);
    const pieces = muxer.begin([frameAt(10, true)], [soundAt(10), soundAt(10.02)]);
    pieces.push(...muxer.frame(frameAt(10.04)));
    const again = range(60, 63, 0.04).map((seconds, index) => frameAt(seconds, index === 0));
    pieces.push(...muxer.begin(again, range(60, 63, 0.02).map(soundAt)), ...muxer.frame(frameAt(63)));
    const video = samplesOf(pieces, VIDEO);
    expectNoGaps(video);
    expectNoGaps(samplesOf(pieces, SOUND));
    expect(video[2]).toMatchObject({ text: 'frame 60', shown: 7_200 });
    expect((video.at(-1)?.shown ?? 0) / 90_000).toBeLessThanOrEqual(0.08 + 0.2);
  });

  it('with other parameter sets is announced anew, between the pictures', () => {
    const muxer = new LiveMuxer(null);
    muxer.begin([frameAt(10, true)], []);
    const other = { ...CONFIGURATION, codec: 'avc1.42c01e' };
    expect(types(muxer.frame(frameAt(10.04, true, other)))).toBe('moof mdat ftyp moov');
    expect(types(muxer.frame(frameAt(10.08, false, other)))).toBe('moof mdat');
    const back = [frameAt(60, true), frameAt(60.04), frameAt(60.08)];
    expect(types(muxer.begin(back, []))).toBe('moof mdat ftyp moov moof mdat');
  });

  it('without its sound is noticed', () => {
    const muxer = new LiveMuxer(AUDIO);
    muxer.begin([frameAt(10, true)], [soundAt(10)]);
    muxer.frame(frameAt(12));
    expect(muxer.lacksSound).toBe(false);
    muxer.frame(frameAt(13.5));
    expect(muxer.lacksSound).toBe(true);
  });
});

describe('a viewer that was too slow', () => {
  it('goes on with a key frame where it stopped', () => {
    const muxer = new LiveMuxer(AUDIO);
    const pieces = muxer.begin([frameAt(10, true)], [soundAt(10)]);
    pieces.push(...muxer.frame(frameAt(10.04)));
    muxer.sound(soundAt(10.02));
    muxer.skip();
    expect(muxer.frame(frameAt(10.08))).toEqual([]);
    pieces.push(...muxer.begin([frameAt(14, true)], []), ...muxer.frame(frameAt(14.04)));
    const video = samplesOf(pieces, VIDEO);
    expect(video.map(({ text, shown }) => `${text}: ${shown}`)).toEqual([
      'frame 10: 0',
      'frame 10.04: 3600',
      'frame 14: 7200',
    ]);
    expectNoGaps(video);
  });
});

it('whatever comes, both tracks are without gaps, and decoding times rise', () => {
  const step = fc.record({
    kind: fc.constantFrom('frame', 'frame', 'sound', 'sound', 'heap', 'skip'),
    afterS: fc.double({ min: -0.2, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const muxer = new LiveMuxer(AUDIO);
      const pieces = muxer.begin([frameAt(0, true)], []);
      let seconds = 0;
      let decodedAtS = 0;
      for (const { kind, afterS } of steps) {
        seconds += afterS;
        decodedAtS = Math.max(decodedAtS + 0.001, seconds);
        const isKey = kind === 'heap';
        const frame = { ...frameAt(seconds, isKey), decodedAtS };
        if (kind === 'frame') pieces.push(...muxer.frame(frame));
        else if (kind === 'sound') pieces.push(...muxer.sound(soundAt(seconds)));
        else if (kind === 'heap') pieces.push(...muxer.begin([frame], [soundAt(seconds)]));
        else muxer.skip();
      }
      expectNoGaps(samplesOf(pieces, VIDEO));
      expectNoGaps(samplesOf(pieces, SOUND));
    }),
  );
});
