import { describe, expect, it } from 'vitest';
import { type ConfigurationState, nextConfigurationState } from '../../src/config/configuration-state.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import type { ReferenceValues } from '../../src/config/references.js';
import { renderDiagnostics } from '../../src/config/render-diagnostics.js';
import { sourceText } from '../../src/state/stream.js';
import { foundText } from './found-files.js';

const VALUES: ReferenceValues = {
  variable: (name) => ({ HOST: 'cam', EMPTY: '', PASSWORD: 'hunter2 !' })[name],
  file: (path) =>
    path === '/run/secrets/key' ? { ok: true, text: 'k-e-y\n' } : { ok: false, code: 'ENOENT' },
};

const file = (source: string): string => `version: 1\nstreams:\n  a:\n    source: ${source}\n`;

function sourceOf(text: string): string | undefined {
  const read = readConfiguration('f', file(text), VALUES);
  const spec = read.ok ? read.desired.streams.get('a') : undefined;
  return spec && sourceText(spec.sources[0]);
}

describe('references', () => {
  it('to a file count from the folder of the file that they stand in', () => {
    const asked: string[] = [];
    const values: ReferenceValues = {
      ...VALUES,
      file: (path) => {
        asked.push(path);
        return { ok: true, text: 'k' };
      },
    };
    const read = readConfiguration(
      'conf/sites/north.yaml',
      file('"rtmp://h/live/${file:../keys/a}"'),
      values,
    );
    expect(asked).toEqual(['conf/keys/a']);
    expect(read.references).toEqual(new Map([['file:conf/keys/a', 'k']]));
  });

  it.each([
    ['rtmp://${HOST}/live/a', 'rtmp://cam/live/a'],
    ['"rtmp://${HOST}/live/${file:/run/secrets/key}"', 'rtmp://cam/live/k-e-y'],
    ['rtmp://${NOWHERE:-other}/live/${EMPTY:-x}', 'rtmp://other/live/x'],
    ['rtmp://h/live/${NOWHERE:-}a', 'rtmp://h/live/a'],
    ['rtmp://h/live/$a$', 'rtmp://h/live/$a$'],
  ])('%s', (text, source) => {
    expect(sourceOf(text)).toBe(source);
  });

  it('are not seen where the dollar is doubled', () => {
    const read = readConfiguration(
      'f',
      'version: 1\nstreams: { a: { source: push:a, path: "$${HOST}" } }\n',
      VALUES,
    );
    // The characters themselves are no path; had they been replaced, "cam" would be one.
    expect(read.ok ? [] : read.diagnostics.map(({ code }) => code)).toEqual(['invalid-value']);
  });

  it.each([
    ['rtmp://${NOWHERE}/live/a', /4:20: error: "\$\{NOWHERE\}": the variable is not set/],
    [
      'rtmp://h/live/${file:/nothing}',
      /4:27: error: "\$\{file:\/nothing\}": the file cannot be read \(ENOENT\)/,
    ],
    ['rtmp://h/live/${a-b}', /"\$\{a…\}": this is no reference/],
    ['rtmp://h/live/${HOST', /"\$\{": a "\}" is missing/],
  ])('%s is one problem, with its place', (text, problem) => {
    const read = readConfiguration('f', file(text), VALUES);
    if (read.ok) throw new Error('valid');
    expect(read.diagnostics.map(({ code }) => code)).toEqual(['unresolved-reference']);
    expect(renderDiagnostics(read.diagnostics, () => file(text))).toMatch(problem);
  });

  it('are told as they are written, never as what they stand for', () => {
    const text = file('${PASSWORD}');
    const read = readConfiguration('f', text, VALUES);
    if (read.ok) throw new Error('valid');
    const told = renderDiagnostics(read.diagnostics, () => text);
    expect(told).toContain('this is no source');
    expect(told).not.toContain('hunter2');
  });

  it('are looked up again, and what changed becomes live although the text did not', () => {
    const text = file('rtmp://${HOST}/live/a');
    const empty: ConfigurationState = { file: 'f', live: null, problem: null, held: null };
    const first = nextConfigurationState(empty, foundText(text), 1, VALUES);
    expect(nextConfigurationState(first, foundText(text), 2, VALUES)).toBe(first);
    const moved: ReferenceValues = { ...VALUES, variable: () => 'elsewhere' };
    const second = nextConfigurationState(first, foundText(text), 3, moved);
    expect(second.live).toMatchObject({ generation: 2, hash: first.live?.hash });
    expect(second.live?.desired.streams.get('a')?.sources[0]).toEqual({
      kind: 'pull',
      url: 'rtmp://elsewhere/live/a',
    });
    const gone = nextConfigurationState(second, foundText(text), 4, {
      ...VALUES,
      variable: () => undefined,
    });
    expect(gone.live).toMatchObject({ generation: 2, texts: second.live?.texts });
    expect(gone.problem?.diagnostics[0]?.code).toBe('unresolved-reference');
  });
});
