import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';
import type { StreamSpec } from '../../src/state/stream.js';

const FILE = `version: 1
defaults: { stallTimeout: 5s, hold: 5s, failback: 5s, labels: { owner: anna, site: none } }
profiles:
  camera: { stallTimeout: 20s, hold: 20s, video: copy, labels: { kind: camera, site: south } }
  north: { stallTimeout: 30s, server: "rtsp://nvr:8554", labels: { site: north } }
streams:
  none: { source: push:a }
  one: { source: push:a, path: b, profile: camera }
  both: { source: push:a, path: c, profile: [camera, north], hold: off, labels: { room: "7" } }
  reverse: { source: push:a, path: d, profile: [north, camera] }
`;

describe('the keys of a stream', () => {
  const read = readConfiguration('f', FILE);
  const stream = (name: string): StreamSpec => {
    const spec = read.ok ? read.desired.streams.get(name) : undefined;
    if (spec === undefined) throw new Error(JSON.stringify(read));
    return spec;
  };

  it('come from the stream, else the later of its profiles, else the defaults', () => {
    const policies = ['none', 'one', 'both', 'reverse'].map((name) => {
      const { stallTimeoutMs, holdMs, failbackMs } = stream(name).policy;
      return [stallTimeoutMs, holdMs, failbackMs];
    });
    expect(policies).toEqual([
      [5_000, 5_000, 5_000],
      [20_000, 20_000, 5_000],
      [30_000, null, 5_000],
      [20_000, 20_000, 5_000],
    ]);
    expect(stream('one').server).toEqual({ kind: 'embedded' });
    expect(stream('both').server).toEqual({ kind: 'remote', url: 'rtsp://nvr:8554' });
  });

  it('labels add up', () => {
    expect(stream('none').labels).toEqual({ owner: 'anna', site: 'none' });
    expect(stream('one').labels).toEqual({ owner: 'anna', kind: 'camera', site: 'south' });
    expect(stream('both').labels).toEqual({ owner: 'anna', kind: 'camera', site: 'north', room: '7' });
    expect(stream('reverse').labels).toEqual({ owner: 'anna', kind: 'camera', site: 'south' });
  });
});

describe('mistakes', () => {
  it.each([
    [
      'profiles: { camera: {} }\nstreams: { a: { source: push:a, profile: camrea } }',
      '3:42 unknown-profile Did you mean "camera"?',
    ],
    ['streams: { a: { source: push:a, profile: [x] } }', '2:43 unknown-profile Write it below'],
    ['streams: { a: { source: push:a, profile: toString } }', '2:42 unknown-profile'],
    [
      'profiles: { x: { video: none }, y: { audio: none } }\nstreams: { a: { source: push:a, profile: [x, y] } }',
      '3:42 no-track',
    ],
    ['profiles: { x: { path: a } }\nstreams: { a: { source: push:a, profile: x } }', '2:18 unknown-key'],
    [
      'profiles: { x: { stallTimeout: soon } }\nstreams: { a: { source: push:a, profile: x } }',
      '2:32 invalid-value',
    ],
    ['profiles: { x: { ffmpeg: { inputArgs: [-i, b] } } }\nstreams: {}', '2:40 refused-argument'],
    ['profiles: { x: 5 }\nstreams: { a: { source: push:a, profile: x } }', '2:16 wrong-type'],
    ['streams: { a: { source: push:a, profile: [] } }', '2:42 invalid-value'],
  ])('%s', (text, expected) => {
    const read = readConfiguration('f', `version: 1\n${text}\n`);
    const told = read.ok
      ? []
      : read.diagnostics.map(({ code, place, remedy }) => `${place.line}:${place.column} ${code} ${remedy}`);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(expected);
  });
});
