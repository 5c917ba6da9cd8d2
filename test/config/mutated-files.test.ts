import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigurationState, nextConfigurationState } from '../../src/config/configuration-state.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import type { ReferenceValues } from '../../src/config/references.js';
import { renderDiagnostics } from '../../src/config/render-diagnostics.js';
import { plan } from '../../src/plan/plan.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import type { Place } from '../../src/state/diagnostic.js';
import type { ObservedState } from '../../src/state/observed-state.js';
import { NOW_MS, observed, observedStream, STATES } from '../state-samples.js';
import { foundText } from './found-files.js';

const VALUES: ReferenceValues = {
  variable: (name) => (name === 'HOST' ? 'cam' : undefined),
  file: (path) => (path === '/run/secrets/key' ? { ok: true, text: 'key\n' } : { ok: false, code: 'ENOENT' }),
};

const BLOCK = `version: 1
streams:
  drone-1:
    source: push:live/drone-1
  gate:
    # the old camera
    source: rtmp://user:pass@cam.example:1935/live/gate?token=x
    path: site/gate
    server: rtsp://nvr.example:8554
    enabled: false
  yard: { source: "rtsp://cam:554/1" }
`;

const FILES: Readonly<Record<string, string>> = {
  'the example': readFileSync(new URL('../../streams.example.yaml', import.meta.url), 'utf8'),
  'block style': BLOCK,
  'four spaces': BLOCK.replaceAll('  ', '    '),
  'line ends of Windows': BLOCK.replaceAll('\n', '\r\n'),
  'a byte order mark': `\uFEFF${BLOCK}`,
  'no final newline': BLOCK.trimEnd(),
  'flow style':
    '{ version: 1, listen: { rtsp: ":8554", rtmp: off }, streams: { a: { source: push:a }, b: { source: "srt://h:9000?streamid=x" } } }\n',
  'anchors and merge keys': `version: 1
streams:
  a: &a
    source: push:live/a
    enabled: false
  b: { <<: *a, path: site/b }
  c:
    <<: *a
    path: &path site/c
`,
  'quotes, long texts and other characters': `%YAML 1.2
---
"version": 1
'streams':
  "öffentlich-1":
    source: 'push:live/x'
  a: # камера 📷
    source: >-
      rtmp://cam/live/a
    path: "site\\x2fa"
...
`.replace('öffentlich-1', 'public-1'),
  references: `version: 1
listen: { http: "127.0.0.1:\${PORT:-8501}" }
streams:
  a: { source: "rtmp://\${HOST}/live/\${file:/run/secrets/key}" }
`,
  'lists, encodings and further options': `version: 1
defaults: { audio: auto, ffmpeg: { inputArgs: [-fflags, +genpts] } }
streams:
  a:
    source:
      - rtmp://cam/live/a
      - push:live/a
    video: { codec: h264, bitrate: 2M, fps: 25, size: 1280x720 }
    audio: none
  b:
    source: [ push:live/b, "srt://h:9000" ]
    audio:
      codec: opus
      sampleRate: 48000
    ffmpeg:
      outputArgs:
        - -pkt_size
        - 1200
`,
  'sections behind the streams': `version: 1
streams:
  a: { source: push:live/a }
  b: { source: push:live/b }
output:
  server: rtsp://nvr.example:8554
listen:
  rtsp: 0.0.0.0:8554
  http: 127.0.0.1:8502
`,
};

describe('valid files', () => {
  it.each(Object.entries(FILES))('are valid to begin with: %s', (_style, text) => {
    const read = readConfiguration('f', text, VALUES);
    expect(read.ok ? [] : renderDiagnostics(read.diagnostics, () => text)).toEqual([]);
  });
});

describe('a mutated file', () => {
  it('is valid, or has a diagnostic that stands inside the text, and then changes nothing that is live', () => {
    const counts = { valid: 0, invalid: 0 };
    const live = liveState(BLOCK);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(FILES)),
        fc.array(MUTATION, { minLength: 1, maxLength: 4 }),
        (text, mutations) => {
          const mutated = mutations.reduce((before, mutation) => mutate(before, mutation), text);
          const read = readConfiguration('f', mutated, VALUES);
          const after = nextConfigurationState(live, foundText(mutated, 'f'), NOW_MS, VALUES);
          if (read.ok) {
            counts.valid += 1;
            expect(after.problem).toBeNull();
            return;
          }
          counts.invalid += 1;
          expect(read.diagnostics.length).toBeGreaterThan(0);
          for (const { place, related, message, remedy } of read.diagnostics) {
            expectInside(mutated, place);
            if (related !== null) expectInside(mutated, related.place);
            expect(message).not.toBe('');
            expect(remedy).not.toBe('');
          }
          expect(renderDiagnostics(read.diagnostics, () => mutated)).not.toBe('');
          expect(after.live).toBe(live.live);
          expect(after.problem?.diagnostics).toEqual(read.diagnostics);
        },
      ),
      { numRuns: process.env['KAZSTREAMLINK_SOAK'] ? 10_000 : 1_500, seed: 7 },
    );
    // Were all of one kind, half of this would test nothing.
    expect(Math.min(counts.valid, counts.invalid)).toBeGreaterThan(100);
  });
});

describe('a file that is still being written', () => {
  it.each(Object.entries(FILES))(
    'ends and moves nothing that runs, wherever it is cut: %s',
    (_style, text) => {
      const live = liveState(text);
      const desired = live.live?.desired;
      if (desired === undefined) throw new Error('not valid');
      const running = everythingRuns(desired);
      const harms: string[] = [];
      let valid = 0;
      for (let length = 0; length < text.length; length += 1) {
        const half = foundText(text.slice(0, length), 'f');
        const next = nextConfigurationState(live, half, NOW_MS, VALUES).live?.desired;
        if (next === undefined || next === desired) continue;
        valid += 1;
        for (const operation of plan(next, running).operations) {
          if (operation.kind !== 'start') harms.push(`cut at ${length}: ${operation.kind}`);
        }
      }
      expect(harms).toEqual([]);
      // A flow map is invalid wherever it is cut, and so is a file that ends with "...".
      if (text.includes('\n  ')) expect(valid).toBeGreaterThan(0);
    },
  );
});

describe('a file that is written in several pieces', () => {
  const first = BLOCK.slice(0, BLOCK.indexOf('  gate:'));
  const enabled = BLOCK.replace('enabled: false', 'enabled: true');
  const take = (state: ConfigurationState, text: string, afterMs: number): ConfigurationState =>
    nextConfigurationState(state, foundText(text, 'f'), NOW_MS + afterMs, VALUES);
  const plannedAt = (state: ConfigurationState, atMs: number, running: ObservedState): string[] => {
    const desired = state.live?.desired;
    if (desired === undefined) throw new Error('nothing is live');
    return plan(desired, { ...running, takenAtMs: NOW_MS + atMs }).operations.map(({ kind }) => kind);
  };
  const running = (state: ConfigurationState): ObservedState => {
    const desired = state.live?.desired;
    if (desired === undefined) throw new Error('nothing is live');
    return everythingRuns(desired);
  };

  it('ends nothing when a valid piece is followed by an invalid one, however long that one stays', () => {
    const live = liveState(enabled);
    const invalid = take(take(live, first, 0), `${first}  gate:\n`, 500);
    expect(invalid.problem).not.toBeNull();
    expect(plannedAt(invalid, 1_100, running(live))).toEqual([]);
    expect(plannedAt(invalid, 60_000, running(live))).toEqual([]);
    expect(plannedAt(take(invalid, enabled, 60_000), 60_000, running(live))).toEqual([]);
    // Only when it stands there unchanged is it meant.
    const meant = take(invalid, first, 60_000);
    expect(plannedAt(meant, 60_900, running(live))).toEqual([]);
    expect(plannedAt(meant, 61_000, running(live))).toEqual(['stop', 'stop']);
  });

  it('restarts nothing when a valid piece is followed by a longer one that ends with a line', () => {
    const live = liveState(enabled);
    const longer = enabled.slice(0, enabled.indexOf('    path: site/gate'));
    const lines = take(take(live, first, 0), longer, 500);
    expect(lines.live?.desired.streams.get('gate')?.path).toBe('gate');
    expect(plannedAt(lines, 600, running(live))).toEqual([]);
    expect(plannedAt(take(lines, enabled, 700), 700, running(live))).toEqual([]);
  });
});

/** Positions are in thousandths, so that they fit a text of any length. */
interface Mutation {
  readonly at: number;
  readonly span: number;
  readonly to: number;
  readonly kind: (typeof KINDS)[number];
  readonly inserted: string;
}

const KINDS = ['insert', 'replace', 'delete', 'cut', 'move', 'double', 'indent', 'flip'] as const;

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1_000),
  span: fc.nat(30),
  to: fc.nat(1_000),
  kind: fc.constantFrom(...KINDS),
  inserted: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom(
      ...[
        '\t',
        '\r',
        '\n',
        '\0',
        '\uFEFF',
        '\u2028',
        ' ',
        '#',
        ': ',
        '- ',
        '? ',
        '|',
        '>',
        '"',
        "'",
        '`',
        '@',
        '%',
      ],
      ...['&x ', '*x', '*a', '<<: *a', '---\n', '...', '[', ']', '{', '}', ',', '!!binary ', '!!set ', '!x '],
      ...[
        '${',
        '${HOST}',
        '${NOWHERE}',
        '$${',
        '~',
        'null',
        'true',
        '1e999',
        '0x1F',
        '__proto__: 1\n',
        'streams:\n',
      ],
    ),
  ),
});

function mutate(text: string, { at, span, to, kind, inserted }: Mutation): string {
  const start = Math.floor((at / 1_000) * text.length);
  const target = Math.floor((to / 1_000) * text.length);
  const [before, piece, after] = [
    text.slice(0, start),
    text.slice(start, start + span),
    text.slice(start + span),
  ];
  switch (kind) {
    case 'insert':
      return before + inserted + text.slice(start);
    case 'replace':
      return before + inserted + after;
    case 'delete':
      return before + after;
    case 'cut':
      return before;
    case 'move':
      return (before + after).slice(0, target) + piece + (before + after).slice(target);
    case 'double':
      return text.slice(0, target) + piece + text.slice(target);
    case 'indent': {
      const lineStart = text.lastIndexOf('\n', start) + 1;
      return `${text.slice(0, lineStart)}${' '.repeat(span % 5)}${text.slice(lineStart).replace(/^ {0,2}/, '')}`;
    }
    case 'flip':
      return (
        before + String.fromCharCode((piece.charCodeAt(0) || 32) ^ (1 << (span % 7))) + text.slice(start + 1)
      );
  }
}

/** A caret below an existing line, not further than just behind its end. */
function expectInside(text: string, { line, column, length }: Place): void {
  const lines = text.split('\n');
  expect(line).toBeGreaterThanOrEqual(1);
  expect(line).toBeLessThanOrEqual(lines.length);
  const width = lines[line - 1]?.length ?? 0;
  expect(column).toBeGreaterThanOrEqual(1);
  expect(column).toBeLessThanOrEqual(width + 1);
  expect(length).toBeGreaterThanOrEqual(1);
  expect(column - 1 + length).toBeLessThanOrEqual(Math.max(width, column));
}

function liveState(text: string): ConfigurationState {
  const nothing: ConfigurationState = { file: 'f', live: null, problem: null, held: null };
  return nextConfigurationState(nothing, foundText(text, 'f'), NOW_MS - 60_000, VALUES);
}

/** All that is wanted runs, and all listeners are where they are wanted. */
function everythingRuns(desired: DesiredState): ObservedState {
  const enabled = [...desired.streams.values()].filter((spec) => spec.enabled);
  const listeners = Object.entries(desired.listen).map(([name, address]) => [
    name,
    address === null ? { phase: 'off' } : { phase: 'open', requested: address, address, sinceMs: 1 },
  ]);
  return {
    ...observed(enabled.map((spec) => observedStream(spec, STATES.running))),
    listeners: Object.fromEntries(listeners) as ObservedState['listeners'],
  };
}
