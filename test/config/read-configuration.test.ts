import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { renderDiagnostics } from '../../src/config/render-diagnostics.js';
import { DEFAULT_ACCESS } from '../../src/state/access.js';

/** What `validate` would print, or nothing when the text is valid. */
function problems(text: string): string {
  const read = readConfiguration('streams.yaml', text);
  return read.ok ? '' : renderDiagnostics(read.diagnostics, () => text);
}

describe('a valid file', () => {
  it('gets its defaults', () => {
    const read = readConfiguration(
      'streams.yaml',
      'version: 1\nstreams:\n  cam: { source: rtmp://h/live/cam }\n',
    );
    expect(read).toEqual({
      ok: true,
      references: new Map(),
      streamFiles: new Map([['cam', 'streams.yaml']]),
      // The same, while there are no patterns.
      entries: read.ok ? read.desired.streams : null,
      desired: {
        patterns: [],
        guard: { maxStopShare: null },
        unsettled: null,
        listen: {
          rtsp: { host: '127.0.0.1', port: 8554 },
          rtsps: null,
          rtmp: { host: '127.0.0.1', port: 1935 },
          rtmps: null,
          http: { host: '127.0.0.1', port: 8501 },
        },
        rtsp: { udpPorts: null },
        access: DEFAULT_ACCESS,
        streams: new Map([
          [
            'cam',
            {
              name: 'cam',
              enabled: true,
              sources: [{ kind: 'pull', url: 'rtmp://h/live/cam' }],
              path: 'cam',
              server: { kind: 'embedded' },
              video: 'copy',
              audio: 'copy',
              ffmpeg: { inputArgs: [], outputArgs: [] },
              policy: {
                stallTimeoutMs: 10_000,
                firstFrameTimeoutMs: 20_000,
                backoff: { initialMs: 1_000, maxMs: 30_000 },
                failbackMs: 10_000,
                holdMs: 60_000,
                limits: { nice: 0, memoryBytes: null },
              },
              labels: {},
            },
          ],
        ]),
      },
    });
  });

  it('may use anchors, aliases, merge keys, flow and other servers', () => {
    const read = readConfiguration(
      'streams.yaml',
      `version: 1
output: { server: "rtsp://u:p@mediamtx:8554/" }
listen: { rtsp: off, rtmp: ":1935", http: "[::1]:0" }
streams:
  a: &a
    source: push:live/a.1/x
    enabled: false
  b: { <<: *a, <<: *a, path: site/b }
  c: { source: srt://h:9000?streamid=x, server: embedded }
`,
    );
    if (!read.ok) throw new Error('not valid');
    expect(read.desired.listen).toEqual({
      rtsp: null,
      rtsps: null,
      rtmp: { host: '0.0.0.0', port: 1935 },
      rtmps: null,
      http: { host: '::1', port: 0 },
    });
    expect([...read.desired.streams.values()]).toMatchObject([
      {
        name: 'a',
        path: 'a',
        enabled: false,
        sources: [{ kind: 'push', path: 'live/a.1/x' }],
        server: { url: 'rtsp://u:p@mediamtx:8554' },
      },
      { name: 'b', path: 'site/b', enabled: false, sources: [{ kind: 'push' }] },
      { name: 'c', enabled: true, server: { kind: 'embedded' } },
    ]);
  });

  it('gives its defaults to the streams that have no such key of their own', () => {
    const read = readConfiguration(
      'streams.yaml',
      `version: 1
defaults: { stallTimeout: 1.5s, enabled: false, server: "rtsp://nvr" }
streams: { a: { source: push:a }, b: { source: push:b, stallTimeout: 2m, enabled: true, server: embedded } }
`,
    );
    expect(read.ok ? [...read.desired.streams.values()] : []).toMatchObject([
      { enabled: false, server: { url: 'rtsp://nvr' }, policy: { stallTimeoutMs: 1_500 } },
      { enabled: true, server: { kind: 'embedded' }, policy: { stallTimeoutMs: 120_000 } },
    ]);
  });

  it('may say more of a stream, and a mapping of its own wins as a whole', () => {
    const read = readConfiguration(
      'streams.yaml',
      `version: 1
defaults: { backoff: { initial: 5s, max: 10s }, audio: none, limits: { nice: 5 }, ffmpeg: { inputArgs: [-fflags, +genpts] } }
streams:
  a:
    source:
      - rtmp://h/live/a
      - push:live/a
    video: { codec: h264, bitrate: 1.5M, fps: 29.97, size: 1280x720, preset: fast, gop: 50, encoder: h264_vaapi }
    firstFrameTimeout: 1m
    backoff: { max: 1m }
    failback: off
    hold: 5m
    limits: { memory: 256M }
    ffmpeg: { outputArgs: [-pkt_size, 1200] }
  b: { source: [push:b], audio: { codec: opus, bitrate: 64k, sampleRate: 48000, channels: 2 } }
`,
    );
    if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics, () => undefined));
    expect([...read.desired.streams.values()]).toMatchObject([
      {
        sources: [
          { kind: 'pull', url: 'rtmp://h/live/a' },
          { kind: 'push', path: 'live/a' },
        ],
        video: {
          codec: 'h264',
          bitsPerSecond: 1_500_000,
          framesPerSecond: 29.97,
          size: { width: 1280, height: 720 },
          preset: 'fast',
          gop: 50,
          encoder: 'h264_vaapi',
        },
        audio: 'none',
        ffmpeg: { inputArgs: [], outputArgs: ['-pkt_size', '1200'] },
        policy: {
          firstFrameTimeoutMs: 60_000,
          backoff: { initialMs: 1_000, maxMs: 60_000 },
          failbackMs: null,
          holdMs: 300_000,
          limits: { nice: 0, memoryBytes: 256 * 2 ** 20 },
        },
      },
      {
        sources: [{ kind: 'push', path: 'b' }],
        video: 'copy',
        audio: { codec: 'opus', bitsPerSecond: 64_000, sampleRate: 48_000, channels: 2 },
        ffmpeg: { inputArgs: ['-fflags', '+genpts'], outputArgs: [] },
        policy: { backoff: { initialMs: 5_000, maxMs: 10_000 }, limits: { nice: 5, memoryBytes: null } },
      },
    ]);
  });

  it.each([
    'version: 1\nstreams: {}\n',
    'version: 1\r\nstreams: {}',
    '%YAML 1.2\n---\nversion: 1\nstreams: {}\n...\n',
  ])('may want nothing: %j', (text) => {
    expect(problems(text)).toBe('');
  });
});

describe('a mistake is told with place, caret and remedy:', () => {
  it('a misspelt key', () => {
    expect(problems('version: 1\nstreams:\n  gate:\n    sorce: rtmp://u:pw@cam/live/gate\n')).toBe(
      `streams.yaml:3:3: error: "source" is missing [missing-key]
    3 |   gate:
      |   ^^^^
  → Write "source: rtmp://host/app/name" or "source: push:live/name" below the name.

streams.yaml:4:5: error: "sorce" is not known here [unknown-key]
    4 |     sorce: ****://*:**@***/****/****
      |     ^^^^^
  → Did you mean "source"?`,
    );
  });

  it('two streams on one path', () => {
    expect(
      problems('version: 1\nstreams:\n  a: { source: push:x }\n  b: { source: push:y, path: a }\n'),
    ).toBe(
      `streams.yaml:4:3: error: "b" would be published at the path "a", as "a" already is [path-conflict]
    4 |   b: { source: push:y, path: a }
      |   ^
  streams.yaml:3:3: "a" takes the path
    3 |   a: { source: push:x }
      |   ^
  → Give one of the two another "path".`,
    );
  });

  it.each([
    ['nothing at all', '', /1:1: error: the file is empty/, /streams: \{\}/],
    ['only a comment', '# nothing\n', /the file is empty/, /streams: \{\}/],
    ['no YAML', 'streams: [', /2:1: error: |1:\d+: error: /, /Mend the YAML/],
    ['a tab', 'version: 1\nstreams:\n\ta: {}\n', /3:1: error/, /spaces/],
    ['two documents', 'version: 1\nstreams: {}\n---\nversion: 1\n', /a second document/, /one document/],
    [
      'another version',
      'version: 2\nstreams: {}\n',
      /1:10: error: "version": this version of the format is not known/,
      /version: 1/,
    ],
    ['no version', 'streams: {}\n', /"version" is missing/, /"version: 1" as the first line/],
    [
      'streams without anything',
      'version: 1\nstreams:\n',
      /2:1: error: "streams": there are no streams/,
      /"streams: \{\}"/,
    ],
    [
      'a stream without anything',
      'version: 1\nstreams: { a: }\n',
      /2:12: error: "a": a stream is a mapping/,
      /source/,
    ],
    ['a list for streams', 'version: 1\nstreams: [a]\n', /"streams"/, /streams: \{\}/],
    [
      'a source that is none',
      'version: 1\nstreams: { a: { source: cam } }\n',
      /2:25: error: "source": this is no source/,
      /rtmp:\/\/host/,
    ],
    [
      'a source of another kind',
      'version: 1\nstreams: { a: { source: 5 } }\n',
      /"source": this is no source/,
      /rtmp:\/\/host/,
    ],
    [
      'a push that climbs',
      'version: 1\nstreams: { a: { source: push:live/../x } }\n',
      /this is no source/,
      /push:live/,
    ],
    [
      'a source that is an option',
      'version: 1\nstreams: { a: { source: -y } }\n',
      /this is no source/,
      /rtmp/,
    ],
    [
      'yes for true',
      'version: 1\nstreams: { a: { source: push:a, enabled: yes } }\n',
      /neither true nor false/,
      /true or false/,
    ],
    [
      'a path with a space',
      'version: 1\nstreams: { a: { source: push:a, path: a b } }\n',
      /this is no path/,
      /letters/,
    ],
    [
      'a path that climbs',
      'version: 1\nstreams: { a: { source: push:a, path: ../b } }\n',
      /this is no path/,
      /letters/,
    ],
    [
      'a name with a slash',
      'version: 1\nstreams: { a/b: { source: push:a } }\n',
      /2:12: error: a name starts with/,
      /Rename/,
    ],
    [
      'a server with a path',
      'version: 1\noutput: { server: "rtsp://u:pw@h/x" }\nstreams: {}\n',
      /this is no RTSP server/,
      /without a path/,
    ],
    [
      'a port that is none',
      'version: 1\nlisten: { rtsp: "1.2.3.4:70000" }\nstreams: {}\n',
      /2:17: error: "rtsp": this is no address/,
      /host:port/,
    ],
    ['false for off', 'version: 1\nlisten: { rtsp: false }\nstreams: {}\n', /this is no address/, /or off/],
    [
      'one port twice',
      'version: 1\nlisten: { rtsp: ":80", http: ":80" }\nstreams: {}\n',
      /"listen.http" takes 0.0.0.0:80, as "listen.rtsp" already does/,
      /another port/,
    ],
    [
      'one output in other words',
      'version: 1\nstreams: { a: { source: push:a, path: x, server: "rtsp://u:1@NVR" }, b: { source: push:b, path: x, server: "rtsp://v:2@nvr:554/" } }\n',
      /"b" would be published at the path "x", as "a" already is/,
      /another "path"/,
    ],
    [
      'a key twice',
      'version: 1\nstreams:\n  a: { source: push:a }\n  a: { source: push:b }\n',
      /4:3: error: "a" stands here a second time/,
      /Remove or rename/,
    ],
    ['an alias to nothing', 'version: 1\nstreams: { a: *b }\n', /error: /, /anchors|YAML/],
  ])('%s', (_what, text, problem, remedy) => {
    const told = problems(text);
    expect(told).toMatch(problem);
    expect(
      told
        .split('\n')
        .filter((line) => line.startsWith('  →'))
        .join('\n'),
    ).toMatch(remedy);
    expect(told).not.toContain('pw');
  });

  it('conflicts beside other mistakes', () => {
    const read = readConfiguration(
      'streams.yaml',
      'version: 1\nlisten: { rtsp: ":80", rtmp: x, http: ":80" }\nstreams:\n  a: { source: x }\n  b: { source: push:b, path: z }\n  c: { source: push:c, path: z }\n',
    );
    expect(read.ok ? [] : read.diagnostics.map(({ code, place }) => `${place.line} ${code}`)).toEqual([
      '2 invalid-value',
      '2 address-conflict',
      '4 invalid-value',
      '6 path-conflict',
    ]);
  });

  it.each([
    ['streams: *x', 1],
    ['streams:\n  a: { source: push:a }\n  b: *nope', 3],
    ['streams:\n  a:\n    <<: 5\n    source: push:a', 3],
    ['streams:\n  a: { source: push:a }\n  null: { source: x }', 3],
  ])('at its own line: %j', (text, line) => {
    const read = readConfiguration('streams.yaml', `${text}\nversion: 1\n`);
    expect(read.ok ? [] : read.diagnostics.map(({ place }) => place.line)).toContain(line);
    expect(read.ok ? [] : read.diagnostics.filter(({ place }) => place.line !== line)).toEqual([]);
  });

  it.each(['0s', '0.5s', '999999999h', '25h'])('a stallTimeout of %s', (stallTimeout) => {
    expect(
      problems(`version: 1\nstreams: { a: { source: push:a, stallTimeout: ${stallTimeout} } }\n`),
    ).toMatch(/this is no duration from 1s to 24h/);
  });

  it('all of them in one run', () => {
    const read = readConfiguration(
      'streams.yaml',
      'version: 3\nlissten: {}\nstreams:\n  a: { source: x }\n  b: { enabled: 1 }\n  c: { source: push:c, path: / }\n',
    );
    expect(read.ok ? [] : read.diagnostics.map(({ code, place }) => `${place.line} ${code}`)).toEqual([
      '1 invalid-value',
      '2 unknown-key',
      '4 invalid-value',
      '5 missing-key',
      '5 wrong-type',
      '6 invalid-value',
    ]);
  });
});

describe('whatever stands in the file', () => {
  const valid = `version: 1\noutput: { server: embedded }\nlisten: { rtsp: ":8554" }\nstreams:\n  a: &x { source: "push:live/a" }\n  b: { <<: *x, path: b }\n`;

  it('is valid or has a problem with a place', () => {
    fc.assert(
      fc.property(
        fc.nat(valid.length),
        fc.nat(10),
        fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom('\t', '\r', '&x', '*x', '<<', '---', '[', '{', ': ', '\0', '\n', '? ', '!!binary'),
        ),
        (start, length, inserted) => {
          const text = valid.slice(0, start) + inserted + valid.slice(start + length);
          const read = readConfiguration('f', text);
          if (read.ok) return true;
          const lines = text.split('\n').length;
          expect(renderDiagnostics(read.diagnostics, () => text)).not.toBe('');
          return (
            read.diagnostics.length > 0 &&
            read.diagnostics.every(({ place }) => place.line >= 1 && place.line <= lines && place.column >= 1)
          );
        },
      ),
      { numRuns: process.env['KAZSTREAMLINK_SOAK'] ? 20_000 : 2_000, seed: 1 },
    );
  });
});
