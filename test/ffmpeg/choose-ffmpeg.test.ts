import { describe, expect, it } from 'vitest';
import { chooseForInput, chooseForRelay } from '../../src/ffmpeg/choose-ffmpeg.js';
import { relayRecipe } from '../../src/ffmpeg/relay-recipe.js';
import type { UsableFfmpeg, UsableFfmpegs } from '../../src/ffmpeg/usable-ffmpeg.js';
import type { StreamSpec } from '../../src/state/stream.js';
import { spec } from '../state-samples.js';

const SLIM = ffmpeg('/slim/ffmpeg', [], ['rtmp', 'tcp', 'tls']);
const FULL = ffmpeg('/full/ffmpeg', ['libx264', 'aac'], ['rtmp', 'tcp', 'tls', 'srt']);
const BOTH: UsableFfmpegs = [SLIM, FULL];
const ENCODED = spec('a', { audio: { codec: 'aac', bitsPerSecond: null, sampleRate: null, channels: null } });
const AUTO = spec('a', { audio: 'auto' });
const SPEEX = { video: null, audio: { codec: 'speex', sampleRate: null, channels: null } };
const AAC = { video: null, audio: { codec: 'aac', sampleRate: null, channels: null } };
const RTMP = 'rtmp://cam/live/a';

function ffmpeg(path: string, encoders: string[], protocols: string[]): UsableFfmpeg {
  const inventory = {
    version: { major: 7, minor: 1 },
    encoders: new Set(encoders),
    protocols: new Set(protocols),
  };
  return { path, version: '7.1', inventory };
}

function choose(
  stream: StreamSpec,
  ffmpegs: UsableFfmpegs,
  input = RTMP,
  inspected: typeof AAC | null = null,
): string {
  const job = { spec: stream, input, output: 'rtsp://here/a', publisher: null };
  const { ffmpeg: chosen, command } = chooseForRelay(job, ffmpegs, inspected);
  return command.arguments === null ? `${command.reason}: ${command.problem}` : chosen.path;
}

describe('the FFmpeg of a stream', () => {
  it.each([
    ['is passed on', spec('a'), null, SLIM.path],
    ['has to be encoded', ENCODED, null, FULL.path],
    ['decides, and is passed on', AUTO, AAC, SLIM.path],
    ['decides, and has to be encoded', AUTO, SPEEX, FULL.path],
  ])('that %s', (_what, stream, inspected, path) => {
    expect(choose(stream, BOTH, RTMP, inspected)).toBe(path);
  });

  it('is the one that has the protocol of the source', () => {
    expect(choose(spec('a'), BOTH, 'srt://cam:9000')).toBe(FULL.path);
    expect(choose(spec('a'), [SLIM], 'srt://cam:9000')).toBe(
      'ProtocolMissing: this FFmpeg was built without srt',
    );
  });

  it('is missing where only a slim one is there', () => {
    expect(choose(ENCODED, [SLIM])).toMatch(/^FullFfmpegMissing: this FFmpeg has no encoder for aac/);
    expect(choose(AUTO, [SLIM], RTMP, SPEEX)).toMatch(/^FullFfmpegMissing/);
  });

  it('is told of by the last one where several cannot', () => {
    const opus = spec('a', {
      audio: { codec: 'opus', bitsPerSecond: null, sampleRate: null, channels: null },
    });
    expect(choose(opus, BOTH)).toMatch(
      /^EncoderMissing: this FFmpeg has no encoder for opus; it has libx264 for h264; aac/,
    );
  });

  it('looks at the source when it has the protocol', () => {
    expect(chooseForInput('srt://cam:9000', ['-i'], BOTH).ffmpeg.path).toBe(FULL.path);
    expect(chooseForInput(RTMP, ['-i'], BOTH)).toEqual({ ffmpeg: SLIM, command: { arguments: ['-i'] } });
  });
});

describe('the recipe of a stream', () => {
  const recipe = (stream: StreamSpec, ...ffmpegs: [UsableFfmpeg, ...UsableFfmpeg[]]): string =>
    relayRecipe(stream, { kind: 'push', path: 'a' }, ffmpegs);
  const newer = { ...FULL, inventory: { ...FULL.inventory, version: { major: 8, minor: 0 } } };

  it('is that of the FFmpeg that it runs with', () => {
    expect(recipe(spec('a'), SLIM, FULL)).toBe(recipe(spec('a'), SLIM, newer));
    expect(recipe(spec('a'), SLIM, FULL)).toBe(recipe(spec('a'), SLIM));
    expect(recipe(spec('a'), SLIM)).not.toBe(recipe(spec('a'), FULL));
    expect(recipe(ENCODED, SLIM, FULL)).toBe(recipe(ENCODED, FULL));
    expect(recipe(ENCODED, SLIM, FULL)).not.toBe(recipe(ENCODED, SLIM, newer));
  });

  it('is that of all where the source decides', () => {
    expect(recipe(AUTO, SLIM, FULL)).not.toBe(recipe(AUTO, SLIM, newer));
    expect(recipe(AUTO, SLIM, FULL)).not.toBe(recipe(AUTO, SLIM));
  });
});
