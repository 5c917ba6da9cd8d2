import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { FilesToEdit } from '../../../src/config/edit/edit-configuration.js';
import { type ImportResult, importStreams } from '../../../src/config/import/import-streams.js';
import { recogniseFormat } from '../../../src/config/import/recognise-format.js';
import { readConfiguration } from '../../../src/config/read-configuration.js';
import type { ReferenceValues } from '../../../src/config/references.js';
import type { SourceText } from '../../../src/config/source-files.js';
import { sourceFiles } from '../found-files.js';

const NOTHING: ReferenceValues = { variable: () => undefined, file: () => ({ ok: false, code: 'ENOENT' }) };
const EMPTY = 'version: 1\nstreams: {}\n';
const FIXTURES = fileURLToPath(new URL('../../fixtures/imports/', import.meta.url));

/** The file, and the configuration that it is. */
function sourceTarget(text: string): [FilesToEdit, SourceText] {
  const found = sourceFiles(text);
  return [found, found.files[0] ?? { file: '', text: '' }];
}

type Imported = Extract<ImportResult, { readonly ok: true }>;

function imported(
  file: string,
  text: string,
  into = EMPTY,
  variables: Map<string, string> | null = null,
): Imported {
  const format = recogniseFormat(file, text);
  if (format === null) throw new Error('not recognised');
  const result = importStreams(...sourceTarget(into), [{ file, format, text }], {
    values: NOTHING,
    variables,
  });
  if (!result.ok) throw new Error(result.problem);
  return result;
}

function streamsOf({ text }: Imported): Record<string, unknown> {
  return (parse(text) as { streams: Record<string, unknown> }).streams;
}

/** Such as `3: message`. */
function notesOf({ notes }: Imported): string[] {
  return notes.map(({ line, message }) => `${line}: ${message}`);
}

describe('a CSV file', () => {
  it('has a stream in each row, with names that can be names', () => {
    const read = imported(
      'cameras.csv',
      `\u{FEFF}Name;URL;Path;label:site;labels;enabled;stallTimeout;Model
Ворота 1;rtsp://admin:pa#ss@10.0.0.1/stream1;north/gate;north;floor=2, kind=dome;yes;20s;X
Ворота 1;rtsp://admin:secret@10.0.0.2/stream1;;north;;no;;X
;rtsp://10.0.0.3:554/a rtsp://10.0.0.4/b
"quoted; ""name""
in two lines";push:live/q
bad;file:///etc/passwd
dup;rtmp://h/live/a;north/gate
`,
    );
    expect(streamsOf(read)).toEqual({
      'Vorota-1': {
        source: 'rtsp://admin:pa%23ss@10.0.0.1/stream1',
        path: 'north/gate',
        enabled: true,
        stallTimeout: '20s',
        labels: { site: 'north', floor: '2', kind: 'dome' },
      },
      'Vorota-1-2': {
        source: 'rtsp://admin:secret@10.0.0.2/stream1',
        enabled: false,
        labels: { site: 'north' },
      },
      '10.0.0.3': { source: ['rtsp://10.0.0.3:554/a', 'rtsp://10.0.0.4/b'] },
      'quoted-name-in-two-lines': { source: 'push:live/q' },
    });
    expect(notesOf(read)).toEqual([
      '1: the column "Model" is not known and left out',
      '2: "Ворота 1" is called "Vorota-1" here',
      '3: "Ворота 1" is called "Vorota-1-2" here',
      '5: "quoted; "name"\nin two lines" is called "quoted-name-in-two-lines" here',
      '7: "bad" is left out: sources of the kind "file:" are not known here',
      '8: "dup" is left out: "dup" would be published at the path "north/gate", as "Vorota-1" already is',
    ]);
    expect(read.holdsSecrets).toBe(2);
  });

  it.each([
    ['name,path\na,b\n', '1: the first row names no column "source"'],
    ['name,source\na,"b\n', expect.stringMatching(/^\d: it cannot be read as CSV \(CSV_QUOTE_NOT_CLOSED\)$/)],
    ['name,source,pth\na,push:a,x\n', '1: the column "pth" is not known and left out'],
    ['name,source\na,\n', '2: "a" is left out: it has no source'],
  ])('%j', (text, note) => {
    expect(notesOf(imported('a.csv', text))).toEqual([note]);
  });

  it('gives its credentials to variables', () => {
    const text = 'name,source\n1 a,rtsp://u:p$w@h/x?token=abc\nb,"rtmp://h/live/x rtsp://u:${B}@h/y"\n';
    const read = imported('a.csv', text, EMPTY, new Map([['_1_A_PASSWORD', 'other']]));
    expect(streamsOf(read)).toEqual({
      '1-a': { source: 'rtsp://u:${_1_A_PASSWORD_2}@h/x?token=${_1_A_PASSWORD_3}' },
      b: { source: ['rtmp://h/live/x', 'rtsp://u:${B}@h/y'] },
    });
    expect([...read.variables]).toEqual([
      ['_1_A_PASSWORD_2', 'p%24w'],
      ['_1_A_PASSWORD_3', 'abc'],
    ]);
    expect(read.holdsSecrets).toBe(0);
  });
});

describe('into a file', () => {
  const into =
    'version: 1\nstreams:\n  # The gate.\n  a:\n    source: push:a # kept\n\n  b:\n    source: push:other\n';

  it('adds what is not there, and keeps what is', () => {
    const read = imported('x.csv', 'name,source\na,push:a\nb,push:b\nc,push:c\nd,push:d\n', into);
    expect(read.text).toBe(`${into}\n  c:\n    source: push:c\n\n  d:\n    source: push:d\n`);
    expect(notesOf(read)).toEqual(['3: "b" is left out: it is there already, with other keys']);
    expect([read.names, read.present]).toEqual([['c', 'd'], 1]);
  });

  it('adds nothing to one that is broken', () => {
    const source = { file: 'x', format: 'csv', text: 'name,source\na,push:a\n' } as const;
    const options = { values: NOTHING, variables: null };
    expect(importStreams(...sourceTarget('streams: 1'), [source], options)).toMatchObject({ ok: false });
  });

  it('of several heeds what stands in the others', () => {
    const [main, site] = [
      ['streams.yaml', 'version: 1\nprofiles: { cam: { stallTimeout: 20s }, wet: {} }\n'],
      ['sites/north.yaml', 'streams:\n  a: { source: push:a }\n  b: { source: push:b, path: north }\n'],
    ].map(([name = '', text = '']) => sourceFiles(text, name).files[0]);
    if (main === undefined || site === undefined) throw new Error('no files');
    const found = { name: main.file, files: [main, site], problems: [] };
    const text =
      'name,source,path,profile\na,push:a,,\nb,push:x,,\nc,push:c,north,\nd,push:d,,cam wet\ne,push:e,,none\n';
    const source = { file: 'x.csv', format: 'csv', text } as const;
    const options = { values: NOTHING, variables: null };
    const read = importStreams(found, main, [source], options);
    if (!read.ok) throw new Error(read.problem);
    expect(read.text).toBe(`${main.text}streams:\n  d:\n    source: push:d\n    profile: [ cam, wet ]\n`);
    expect(read.present).toBe(1);
    expect(notesOf(read)).toEqual([
      '3: "b" is left out: it is there already, with other keys',
      '4: "c" is left out: "b" would be published at the path "north", as "c" already is',
      '6: "e" is left out: there is no such profile',
    ]);
  });

  it('adds a thousand at once', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => `cam-${index},rtsp://10.0.0.1/${index}`);
    const read = imported('x.csv', `name,source\n${rows.join('\n')}\n`, into);
    expect(read.names).toHaveLength(1_000);
    expect(readConfiguration('s', read.text, NOTHING)).toMatchObject({ ok: true });
  });
});

describe("MediaMTX's configuration", () => {
  it('as it is shipped', () => {
    const read = imported('mediamtx.yml', readFileSync(`${FIXTURES}mediamtx.yml`, 'utf8'));
    expect(streamsOf(read)).toEqual({
      my_camera: { source: 'rtsp://my_camera' },
      '*': { source: 'push:*' },
    });
    expect(notesOf(read).map((note) => note.replace(/^\d+: /, ''))).toEqual([
      '"rtspAddress" is not carried over: this machine alone reaches the servers here unless you say otherwise',
      '"rtmpAddress" is not carried over: this machine alone reaches the servers here unless you say otherwise',
      'there is no HLS server here',
      'there is no WebRTC server here',
      'there is no SRT server here',
      '"all_others" becomes a pattern, for names without a slash',
      'null: publishers are taken by RTMP here, not by RTSP, SRT or WebRTC',
    ]);
    expect(read.notes.find(({ message }) => message.startsWith('"rtspAddress"'))?.remedy).toBe(
      'Write below "listen": rtsp: ":8554"',
    );
  });

  it('with what people write into it', () => {
    const read = imported(
      'rtsp.yml',
      `authInternalUsers: [{ user: anna, pass: hunter2 }]
pathDefaults: { record: yes }
paths:
  site/gate: { source: "rtmp://h/live#key", sourceOnDemand: yes, maxReaders: 5 }
  drone: {}
  "~^cam-(.+)$": {}
  "~^(a|b)$": {}
  "~^x(.+)$": { source: "rtsp://h/$G1" }
  test:
    runOnInit: ffmpeg -i rtsp://u:hunter2@h/a -f rtsp rtsp://localhost:8554/test
    runOnInitRestart: yes
  pi: { source: rpiCamera }
  old: { source: "udp://238.0.0.1:1234" }
`,
    );
    expect(streamsOf(read)).toEqual({
      'site-gate': { source: 'rtmp://h/live/key', path: 'site/gate' },
      drone: { source: 'push:drone' },
      'cam-*': { source: 'push:cam-*' },
    });
    expect(notesOf(read)).toEqual([
      '1: who may publish and read is not carried over',
      '2: "record" of all paths is not carried over',
      '4: "sourceOnDemand" of "site/gate" is not carried over',
      '4: "maxReaders" of "site/gate" is not carried over',
      '4: "site/gate" is called "site-gate" here',
      '7: "~^(a|b)$" is left out: a regular expression of this kind cannot be carried over',
      '8: "~^x(.+)$" is left out: it is a regular expression with a source',
      '10: "test" is left out: its publisher is a command ("runOnInit"), which is not run here',
      '12: "pi" is left out: it has no address of a source',
      '13: "old" is left out: sources of the kind "udp:" are not known here',
      'null: publishers are taken by RTMP here, not by RTSP, SRT or WebRTC',
    ]);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});

describe("go2rtc's configuration", () => {
  it('with all that it shows', () => {
    const read = imported('go2rtc.yaml', readFileSync(`${FIXTURES}go2rtc.yaml`, 'utf8'));
    expect(streamsOf(read)).toMatchObject({
      amcrest_doorbell: {
        source: 'rtsp://username:password@192.168.1.123:554/cam/realmonitor?channel=1&subtype=0',
      },
      unifi_camera: { source: 'rtsps://192.168.1.123:7441/fD6ouM72bWoFijxK' },
      camera3: { source: 'rtsp://192.168.1.102/h265stream' },
      audio_transcode: { source: 'rtsp://user:pass@192.168.1.123/stream1', audio: { codec: 'aac' } },
      hls: { audio: 'none' },
      rotate: {
        source: 'rtsp://12345678@192.168.1.123/av_stream/ch0',
        video: { codec: 'h264' },
        audio: 'none',
      },
    });
    expect(read.names).toEqual([
      ...['sonoff_camera', 'dahua_camera', 'amcrest_doorbell', 'unifi_camera', 'rtmp_stream', 'http_flv'],
      ...['custom_header', 'rtmp-reolink1', 'camera3', 'audio_transcode', 'hls', 'rotate'],
    ]);
    const left = notesOf(read).filter((note) => note.includes('is left out'));
    expect(left.map((note) => /"([\w-]+)" is left out: (.*)/.exec(note)?.slice(1))).toEqual([
      ['glichy_camera', 'sources of the kind "rstp:" are not known here'],
      ['tcp_magic', 'sources of the kind "tcp:" are not known here'],
      ['reolink1', 'sources of the kind "onvif:" are not known here'],
      ['exec-flv-pipe', 'sources of the kind "exec:" are not known here'],
      ['ffmpeg-video-h264', 'it has no address of a source'],
      ['file1', 'it has no address of a source'],
    ]);
    expect(notesOf(read)).toEqual(
      expect.arrayContaining([
        '1: pushing streams on to other services ("publish") is not carried over',
        expect.stringContaining('"camera3" is not encoded a second time'),
        expect.stringContaining('"#header" of "custom_header" is not carried over'),
        expect.stringContaining('"#rotate" of "rotate" is not carried over'),
      ]),
    );
  });

  it('with names of other streams, references and streams for publishers', () => {
    const read = imported(
      'x.yaml',
      `streams:
  a: rtsp://\${USER:admin}:\${PASS}@h/a#media=video
  b: ffmpeg:a#audio=pcmu/16000
  c:
  d: { url: rtsp://h/d }
`,
    );
    expect(streamsOf(read)).toEqual({
      a: { source: 'rtsp://${USER:-admin}:${PASS}@h/a', audio: 'none' },
      b: {
        source: 'rtsp://${USER:-admin}:${PASS}@h/a',
        video: 'none',
        audio: { codec: 'pcm_mulaw', sampleRate: 16_000 },
      },
      c: { source: 'push:c' },
      d: { source: 'rtsp://h/d' },
    });
  });
});

describe('recogniseFormat', () => {
  it.each([
    ['x.csv', '', 'csv'],
    ['-', 'name,source\n', 'csv'],
    ['-', 'paths:\n  a:\n', 'mediamtx'],
    ['-', 'streams:\n  a:\n', 'go2rtc'],
    ['streams.yaml', 'version: 1\nstreams: {}\n', null],
    ['x.txt', 'hello', null],
  ])('%s %j: %s', (file, text, format) => {
    expect(recogniseFormat(file, text)).toBe(format);
  });
});
