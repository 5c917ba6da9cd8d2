import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CATALOGUE } from '../../../src/config/diagnostic-catalogue.js';
import { gatherFiles } from '../../../src/config/gather-files.js';
import { fieldProblems } from '../../../src/config/masked/field-problems.js';
import { readConfiguration } from '../../../src/config/read-configuration.js';
import { streamsSchema } from '../../../src/config/schema.js';
import { unreadableFile } from '../../../src/config/unreadable-file.js';
import { ROUTER_OPTIONS } from '../../../src/state/allowed-options.js';
import type { Diagnostic } from '../../../src/state/diagnostic.js';
import { describeListenProblem } from '../../../src/state/listen-problem.js';
import { describeRefusal } from '../../../src/state/refused-publisher.js';
import { PhraseBook } from '../../../web/i18n/phrase-book.js';
import { russianPhrases } from '../../../web/i18n/ru-phrases.js';

const book = new PhraseBook(russianPhrases);
const withStreams = (streams: string, head = ''): string => `version: 1\n${head}streams:\n${streams}`;

const SCRYPT = `"$scrypt$ln=15,r=8,p=1$${'a'.repeat(22)}$${'b'.repeat(43)}"`;

/** Each mistaken in another way. */
const MISTAKEN: readonly string[] = [
  '',
  '# nothing',
  'version: 1\nstreams: {}\n---\nversion: 1\n',
  'version: 1\nstreams:\n\ta: 1\n',
  'version: 1\nstreams:\n  a: [1, 2\n',
  'version: 1\nstreams:\n  a: "open\n',
  'version: 1\n streams: 1\n',
  'version: 1\nstreams: { a: *nowhere }\n',
  'version: 2\nstreams: 7\n',
  'streams: {}\n',
  withStreams('  a: 5\n  b: {}\n  c:\n'),
  withStreams('  -x: { source: push:a }\n'),
  withStreams('  a: { sorce: push:a }\n  b: { source: push:b, something: 1 }\n'),
  withStreams('  a: { source: push:a, source: push:b }\n'),
  withStreams('  a: { source: nothing, path: /x, enabled: maybe, server: http://x }\n'),
  withStreams('  a: { source: [push:a, push:a] }\n  b: { source: [] }\n'),
  withStreams('  a: { source: push:a }\n  b: { source: push:b, path: a }\n'),
  withStreams('  a: { source: push:a, video: none, audio: none }\n'),
  withStreams('  a: { source: push:a, video: { codec: x }, audio: { codec: pcm_alaw, bitrate: 64k } }\n'),
  withStreams('  a: { source: push:a, video: { bitrate: 5 }, audio: { codec: opus, sampleRate: 44100 } }\n'),
  withStreams(
    '  a: { source: push:a, video: { codec: h264, bitrate: 1G, fps: 900, size: 3x3, preset: "!", gop: 0, encoder: "!" } }\n',
  ),
  withStreams('  a: { source: push:a, audio: { codec: opus, channels: 6, bitrate: 1 } }\n'),
  withStreams('  a: { source: push:a, audio: { codec: aac, sampleRate: 1, channels: 60 } }\n'),
  withStreams(
    '  a: { source: push:a, ffmpeg: { inputArgs: [-probesize, -probesize, -nope, 1, x, -c, copy] } }\n',
  ),
  withStreams(
    '  a: { source: push:a, ffmpeg: { inputArgs: [-pkt_size, 1200, -probesize], outputArgs: 1 } }\n',
  ),
  withStreams('  a: { source: push:a, backoff: { initial: 5m } }\n  b: { source: push:b, backoff: 1 }\n'),
  withStreams(
    '  a: { source: push:a, stallTimeout: 1, failback: 1, hold: 1, limits: { nice: 99, memory: 1 } }\n',
  ),
  withStreams('  a: { source: push:a, labels: { "1": x } }\n  b: { source: push:b, labels: { a: [1] } }\n'),
  withStreams(
    '  a: { source: "rtmp://${NOT_SET_ANYWHERE}/a" }\n  b: { source: "${file:/nowhere/at/all}" }\n',
  ),
  withStreams('  a: { source: "${" }\n  b: { source: "${open" }\n'),
  withStreams(
    '  a: { source: push:a, profile: nope }\n  b: { source: push:b, profile: [cm] }\n',
    'profiles: { cam: {} }\n',
  ),
  withStreams(
    '  "d-*": { source: push:live/d }\n  e: { source: push:e/* }\n  "f-*": { source: push:f/*, path: f }\n',
  ),
  withStreams('  "d-*": { source: push:live/d-* }\n  "*-e": { source: push:live/*-e }\n'),
  withStreams('  {}\n', 'listen: { rtsp: 127.0.0.1:9000, rtmp: 127.0.0.1:9000, http: x }\n'),
  withStreams('  {}\n', 'access: { token: short, hosts: ["http://x"], metrics: x }\nusers: { anna: {} }\n'),
  withStreams('  {}\n', 'users: { anna: { role: king, password: hunter2hunter2 }, -b: 1 }\ntls: 1\n'),
  withStreams('  {}\n', 'users: { anna: { role: viewer, password: hunter2hunter2 } }\n'),
  withStreams(
    '  {}\n',
    `users: { a: { read: ["*"], password: ${SCRYPT} }, b: { password: ${SCRYPT} } }\nlisten: { rtsp: off, rtsps: ":0" }\n`,
  ),
];

describe('the Russian phrases', () => {
  it('tell all that can be wrong with a value of the file', () => {
    expect(textsOf(streamsSchema).filter((text) => book.translate(text) === text)).toEqual([]);
    expect(Object.values(ROUTER_OPTIONS).filter((text) => book.translate(text) === text)).toEqual([]);
  });

  it('tell every kind of diagnostic, whole', () => {
    const told = MISTAKEN.flatMap((text) => {
      const read = readConfiguration('streams.yaml', text);
      return read.ok ? [] : read.diagnostics;
    }).concat(
      ['ENOENT', 'EACCES', 'EISDIR', 'NOT_A_FILE', 'TOO_LARGE'].map((code) => unreadableFile('x', code)),
      ...notFound(),
    );
    const left = told.flatMap(({ message, remedy, related }) =>
      [message, remedy, related?.message ?? ''].filter(
        (text) => /\w \w/.test(text) && !isRussian(book.translate(text)),
      ),
    );
    expect(left).toEqual([]);
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(Object.keys(DIAGNOSTIC_CATALOGUE)));
  });

  it('tell what stands beside a field of the form', () => {
    const text = withStreams(
      '  a: { source: nothing, path: /x, stallTimeout: 1, video: { codec: h264, bitrate: x } }\n',
    );
    const read = readConfiguration('streams.yaml', text);
    const fields = fieldProblems({ file: 'streams.yaml', text }, 'a', read.ok ? [] : read.diagnostics);
    expect(Object.keys(fields).sort()).toEqual(['path', 'source', 'stallTimeout', 'video.bitrate']);
    expect(Object.values(fields).filter((one) => !isRussian(book.translate(one)))).toEqual([]);
    expect(book.translate(fields['path'] ?? '')).toMatch(/^«path»: это не путь\. Используйте/);
  });

  it('tell why a listener cannot be opened', () => {
    for (const code of [
      'EADDRINUSE',
      'EADDRNOTAVAIL',
      'SERVER_ENDED',
      'TLS_FILES',
      'TLS_RENEWAL',
      'EACCES',
      'ENOTFOUND',
      'EMFILE',
    ]) {
      const { problem } = describeListenProblem('rtmp', { host: '127.0.0.1', port: 80 }, code);
      expect(book.translate(problem), code).toMatch(/^listen\.rtmp: .*127\.0\.0\.1:80.*[а-я]/);
    }
  });

  it('tell why a publisher becomes no stream', () => {
    for (const taken of ['name', 'path'] as const) {
      const names = { ingestPath: 'live/drone-a', pattern: 'drone-*', name: 'drone-a', path: 'drones/a' };
      const { message, remedy } = describeRefusal({ ...names, taken, takenBy: 'gate' });
      expect(
        [message, remedy].map((text) => book.translate(text)).filter((text) => !isRussian(text)),
      ).toEqual([]);
    }
  });

  it('are about what the router says, word for word', () => {
    const source =
      sourceText(fileURLToPath(new URL('../../../src/', import.meta.url)), '.ts') +
      // What its parser says of YAML.
      sourceText(dirname(createRequire(import.meta.url).resolve('yaml')), '.js');
    const unknown = Object.keys(russianPhrases).flatMap((english) =>
      english
        .split(/\{[a-z]+\}|<[a-z]+>/)
        .map((part) => part.replace(/^[\s:]+|[\s:]+$/g, ''))
        // Of short pieces it would say nothing.
        .filter((part) => part.length > 9 && !source.includes(part)),
    );
    expect(unknown).toEqual([]);
  });

  it('name the same keys, commands and examples', () => {
    for (const [english, russian] of Object.entries(russianPhrases)) {
      expect(codesOf(english), english).toEqual(expect.arrayContaining(codesOf(russian)));
      const examples = codesOf(english).filter((code) => !/^[{<]/.test(code));
      expect(codesOf(russian), english).toEqual(expect.arrayContaining(examples));
    }
  });
});

describe('a phrase book', () => {
  const small = new PhraseBook({
    '"{key}": <problem>': '<problem> ({key})',
    'no such {thing}': 'нет такого: {thing}',
    'no such thing as {thing}': 'такого не бывает: {thing}',
    'See ${NAME}.': 'См. ${NAME}.',
  });

  it('prefers what says more itself', () => {
    expect(small.translate('no such thing as a.b')).toBe('такого не бывает: a.b');
    expect(small.translate('no such key')).toBe('нет такого: key');
  });

  it('translates what stands in a phrase, and leaves all of it when that is not known', () => {
    expect(small.translate('"a": no such key')).toBe('нет такого: key (a)');
    expect(small.translate('"a": something new')).toBe('"a": something new');
  });

  it('takes texts of the file for nothing but texts', () => {
    expect(small.translate('no such $& <problem> {key}')).toBe('нет такого: $& <problem> {key}');
    expect(small.translate('See ${NAME}.')).toBe('См. ${NAME}.');
  });

  it('finds a problem and a remedy that stand in one line', () => {
    expect(small.translate('No such a. b. See ${NAME}.')).toBe('Нет такого: a. b. См. ${NAME}.');
  });
});

/** A folder without files, and a file that includes what is not there. */
function notFound(): Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  try {
    const empty = gatherFiles(folder, 'folder');
    const file = join(folder, 'streams.yaml');
    writeFileSync(file, 'version: 1\ninclude: sites/*.yaml\nstreams: {}\n');
    return [...empty.problems, ...gatherFiles(file, 'streams.yaml').problems];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Problems and remedies of the schema, wherever they stand. */
function textsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    (key === 'problem' || key === 'remedy') && typeof value === 'string' ? [value] : textsOf(value),
  );
}

/** Nothing of it may have stayed English: no three words of it in a row. */
function isRussian(text: string): boolean {
  return /[а-яё]/i.test(text) && !/\b[a-z]+ [a-z]+ [a-z]+\b/i.test(text);
}

/** Parameters, and what has no language. */
function codesOf(text: string): string[] {
  const found = text.matchAll(
    /\{[a-z]+\}|<[a-z]+>|[a-z]+:\/\/[^\s"»]+|--[a-z]+|\$\{[^}]*\}|\b[a-z]+[A-Z]\w+/g,
  );
  return [...found].map(([code]) => code.replace(/[.,;)]+$/, ''));
}

function sourceText(folder: string, ending: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
