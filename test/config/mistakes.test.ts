import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';

/** Each problem of a stream that has these keys, as `line:column message → remedy`. */
function problems(keys: string): string[] {
  const text = `version: 1\nstreams:\n  cam:\n    ${keys.replaceAll('\n', '\n    ')}\n`;
  const read = readConfiguration('f', text);
  if (read.ok) return [];
  return read.diagnostics.map(
    ({ place, message, remedy }) => `${place.line}:${place.column} ${message} → ${remedy}`,
  );
}

const inputArgs = (list: string): string => `source: push:a\nffmpeg: { inputArgs: [${list}] }`;
const outputArgs = (list: string): string => `source: push:a\nffmpeg: { outputArgs: [${list}] }`;

/** One mistake, one diagnostic, at its place. */
describe('one diagnostic for', () => {
  it.each<[string, RegExp]>([
    ['source: [push:a, nonsense]', /^4:22 "source", number 2: this is no source → Write a URL/],
    ['source:\n  - push:a\n  -', /^6:\d+ "source", number 2: this is no source/],
    ['source: [push:a, push:b, push:a]', /^4:30 "source": this stands in the list a second time → Remove/],
    ['source: []', /^4:13 "source": a list of sources has 1 to 8/],
    [`source: [${'abcdefghi'.replace(/./g, 'push:$&,')}]`, /^4:13 "source": a list of sources has 1 to 8/],
    ['source: { a: b }', /^4:13 "source": this is no source/],
    ['source:', /^4:5 "source": this is no source/],
    ['source: push:a\nvideo: h264', /^5:12 "video": this is neither copy, none, auto nor an encoding/],
    ['source: push:a\nvideo: [copy]', /^5:12 "video": this is neither/],
    ['source: push:a\nvideo: {}', /^5:5 "codec" is missing → Write "codec: h264"/],
    ['source: push:a\nvideo: { codec: x265 }', /^5:21 "codec": .* → Write h264 or h265/],
    [
      'source: push:a\nvideo: { codec: h264, bitrat: 2M }',
      /^5:27 "bitrat" is not known here → Did you mean "bitrate"/,
    ],
    [
      'source: push:a\nvideo: { codec: h264, bitrate: 800 }',
      /^5:36 "bitrate": this is no bit rate from 10k to 500M/,
    ],
    ['source: push:a\nvideo: { codec: h264, bitrate: 5k }', /^5:36 "bitrate": this is no bit rate/],
    ['source: push:a\nvideo: { codec: h264, fps: 0.5 }', /^5:32 "fps": this is no number of frames/],
    ['source: push:a\nvideo: { codec: h264, fps: "25" }', /^5:32 "fps": this is no number of frames/],
    ['source: push:a\nvideo: { codec: h264, size: 1280x721 }', /^5:33 "size": .*even/],
    ['source: push:a\nvideo: { codec: h264, preset: -x }', /^5:35 "preset": this is no name of a preset/],
    [
      'source: push:a\nvideo: { codec: h264, encoder: ../x }',
      /^5:36 "encoder": this is no name of an encoder/,
    ],
    ['source: push:a\nvideo: { codec: h264, gop: 0 }', /^5:32 "gop": /],
    ['source: push:a\nvideo: none\naudio: none', /^6:12 without video and without audio nothing is left/],
    ['source: push:a\naudio: { codec: mp3 }', /^5:21 "codec": .* → Write aac, opus/],
    ['source: push:a\naudio: { codec: opus, sampleRate: 44100 }', /^5:39 "sampleRate": Opus knows/],
    ['source: push:a\naudio: { codec: pcm_alaw, bitrate: 64k }', /^5:40 "bitrate": pcm_alaw has none/],
    ['source: push:a\naudio: { codec: opus, channels: 6 }', /^5:37 "channels": Opus/],
    [
      'source: push:a\nfirstFrameTimeout: 25h',
      /^5:24 "firstFrameTimeout": this is no duration from 1s to 24h/,
    ],
    ['source: push:a\nfailback: false', /^5:15 "failback": this is neither off nor a duration/],
    [
      'source: push:a\nbackoff: { initial: 1m }',
      /^5:25 "backoff": .*\(1m\) is longer than .*\(30s by default\)/,
    ],
    [
      'source: push:a\nbackoff: { max: 500ms }',
      /^5:21 "backoff": .*\(1s by default\) is longer than .*\(500ms\)/,
    ],
    ['source: push:a\nbackoff: { initial: 10ms }', /^5:25 "initial": this is no duration from 100ms/],
    ['source: push:a\nbackoff: 5s', /^5:14 "backoff": this is no mapping/],
    ['source: push:a\nlimits: { nice: -1 }', /^5:21 "nice": this is no whole number from 0 to 19/],
    ['source: push:a\nlimits: { memory: 1M }', /^5:23 "memory": this is neither off nor a size/],
    ['source: push:a\nffmpeg: { inputArgs: -y }', /^5:26 "inputArgs": this is no list/],
    ['source: push:a\nffmpeg: [-y]', /^5:13 "ffmpeg": this is no mapping/],
    [inputArgs('true, 1'), /^5:27 "inputArgs", number 1: this is no text or number/],
    [inputArgs('out.mp4'), /^5:27 "inputArgs", number 1: here an option is needed/],
    [outputArgs('-pkt_size, 1200, out.mp4'), /^5:45 "outputArgs", number 3: here an option is needed/],
    [inputArgs('-probsize, 1000'), /^5:27 .*-probsize is not among the options .* → Did you mean -probesize/],
    [inputArgs('-probesize'), /^5:27 .*-probesize has no value → .*such as 1000000/],
    [inputArgs('-fflags, -probesize, 5'), /^5:27 "inputArgs", number 1: -fflags has no value/],
    [inputArgs('-re, -probesize, 5'), /^5:27 .*this is not among/],
    [inputArgs('-probesize, 5, -probesize, 6'), /^5:42 .*-probesize stands here a second time/],
    [inputArgs('-probesize, -x'), /"inputArgs", number 2: this is no value for -probesize/],
    [inputArgs('-probesize, x'), /^5:39 "inputArgs", number 2: this is no value for -probesize/],
    [inputArgs('-pkt_size, 5'), /^5:27 .*does not belong here → Move it to "outputArgs"/],
    [inputArgs('-i, /etc/passwd'), /^5:27 .*-i is set by the router itself → Give the address by "source"/],
    [outputArgs('-f, tee'), /-f is set by the router itself/],
    [outputArgs('"-b:v", 2M'), /-b:v is set by the router itself → Write "video/],
    [outputArgs('-vf, "movie=/etc/passwd"'), /-vf is set by the router itself → Filters can open files/],
    [outputArgs('"-x264-params", "stats=/tmp/x"'), /this is not among the options/],
    [outputArgs('"hunter2"'), /^\S+ "outputArgs", number 1: here an option is needed, such as -\w+ → [^2]*$/],
  ])('%s', (keys, told) => {
    const found = problems(keys);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(told);
  });

  it('what is written for all streams', () => {
    const text =
      'version: 1\ndefaults: { video: none, audio: none, ffmpeg: { inputArgs: [x] }, backoff: { max: 200ms } }\nstreams: { a: { source: push:a }, b: { source: push:b } }\n';
    const read = readConfiguration('f', text);
    expect(read.ok ? [] : read.diagnostics.map(({ code, place }) => `${place.line} ${code}`)).toEqual([
      '2 no-track',
      '2 refused-argument',
      '2 invalid-value',
    ]);
  });

  it('a stream that takes what is left by the defaults', () => {
    const text =
      'version: 1\ndefaults: { audio: none }\nstreams: { a: { source: push:a }, b: { source: push:b, video: none } }\n';
    const read = readConfiguration('f', text);
    expect(
      read.ok ? [] : read.diagnostics.map(({ code, place }) => `${place.line}:${place.column} ${code}`),
    ).toEqual(['3:63 no-track']);
  });
});

it('options are given as texts or numbers, and values may begin with a dash where they are no options', () => {
  expect(problems(inputArgs('-probesize, 1000000, -fflags, "-nobuffer", -itsoffset, -0.5'))).toEqual([]);
  expect(problems(inputArgs('-headers, "A: b\\r\\nC: d"'))).toEqual([]);
});
