import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/config/edit/apply-edit.js';
import { editConfiguration } from '../../../src/config/edit/edit-configuration.js';
import { sourceFiles } from '../found-files.js';
import { anyEdit, anyFile } from './any-file.js';
import { desiredAfter, desiredIn } from './desired.js';

describe('any edit of any file', () => {
  it('gives exactly the state that is wanted, or the file as it was', () => {
    let done = 0;
    fc.assert(
      fc.property(anyFile, fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (file, edits) => {
        let text = file;
        for (const edit of edits) {
          const result = editConfiguration(sourceFiles(text), edit);
          if (!result.ok) {
            expect(result.problem).toMatch(/is there already|There is no stream|would not be valid|repeats/);
            continue;
          }
          done += 1;
          const edited = result.edited[0]?.text ?? '';
          expect(desiredIn(edited)).toEqual(desiredAfter(text, edit));
          expect(lines(edited).endsWith('\n')).toBe(lines(text).endsWith('\n'));
          if (text.includes('\r\n')) expect(edited).not.toMatch(/[^\r]\n/);
          text = edited;
        }
      }),
      { numRuns: 800 },
    );
    expect(done).toBeGreaterThan(500);
  });

  it('is undone by the opposite edit', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const added = applyEdit(file, { kind: 'add', streams: new Map([['zz', { source: 'push:zz' }]]) });
        if (!added.ok) throw new Error(added.problem);
        const isFirst = desiredIn(file).size === 0;
        if (!isFirst)
          expect(applyEdit(added.text, { kind: 'remove', names: ['zz'] })).toEqual({ ok: true, text: file });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a refusal', () => {
  const base = 'version: 1\nstreams:\n  gate: &g\n    source: push:gate\n  north: *g\n';

  function refusal(text: string, edit: Parameters<typeof applyEdit>[1]): string {
    const result = applyEdit(text, edit);
    return result.ok ? 'done' : `${result.problem} → ${result.remedy}`;
  }

  it('names what was probably meant', () => {
    expect(refusal(base, { kind: 'remove', names: ['gaet'] })).toBe(
      'There is no stream "gaet". → Did you mean "gate"?',
    );
    expect(refusal(base, { kind: 'set', names: ['something'], values: {}, unset: ['path'] })).toMatch(
      /There is no stream "something"\. → Add it with/,
    );
  });

  it('says that a name is taken, and where', () => {
    expect(refusal(base, { kind: 'add', streams: new Map([['gate', { source: 'push:x' }]]) })).toMatch(
      /"gate" is there already \(line 3\)/,
    );
  });

  it('names who uses an anchor', () => {
    expect(refusal(base, { kind: 'remove', names: ['gate'] })).toMatch(/"north" repeats .* \*g \(line 5\)/);
    expect(refusal(base, { kind: 'set', names: ['gate'], values: { enabled: false }, unset: [] })).toMatch(
      /"north" \(line 5\) repeats/,
    );
  });

  it('is not needed where the user of an anchor has a value of its own', () => {
    const text = 'version: 1\nstreams:\n  a: &a { source: push:a, path: x }\n  b: { <<: *a, path: y }\n';
    const result = applyEdit(text, { kind: 'set', names: ['a'], values: { path: 'z' }, unset: [] });
    expect(result).toEqual({ ok: true, text: text.replace('path: x', 'path: z') });
  });

  it('is given for streams that come from a merge key', () => {
    const text = 'version: 1\nstreams:\n  <<: { a: { source: push:a } }\n  b: { source: push:b }\n';
    expect(refusal(text, { kind: 'remove', names: ['a'] })).toMatch(/"a" comes from a merge key \(line 3\)/);
    expect(refusal(text, { kind: 'remove', names: ['b'] })).toBe('done');
  });

  it('is given for a text that is no UTF-8, and for one that is no configuration', () => {
    expect(refusal(`${base}# caf\u{FFFD}\n`, { kind: 'remove', names: ['north'] })).toMatch(/not UTF-8/);
    for (const text of ['', 'a: [', 'version: 1\n', 'streams: 5\n', '- x\n'])
      expect(refusal(text, { kind: 'remove', names: ['x'] })).toMatch(/^The file is not valid\./);
  });

  it('shows what would be wrong after the edit, or is wrong already', () => {
    const after = editConfiguration(sourceFiles(base.replace('  north: *g\n', '')), {
      kind: 'add',
      streams: new Map([['two', { source: 'nonsense', path: 'gate' }]]),
    });
    expect(after).toMatchObject({ ok: false, diagnostics: [{ code: 'invalid-value', place: { line: 6 } }] });
    const before = editConfiguration(sourceFiles('version: 2\nstreams: {}\n'), {
      kind: 'add',
      streams: new Map([['two', { source: 'push:x' }]]),
    });
    expect(before).toMatchObject({ ok: false, diagnostics: [{ place: { line: 1 } }] });
  });
});

describe('lists and mappings, as later keys will have them', () => {
  const text =
    'version: 1\nstreams:\n  a:\n    source: # why\n      - push:a # first\n      - push:b\n    path: x\n';

  it('are replaced with their lines, and written in flow style', () => {
    const plain = applyEdit(text, { kind: 'set', names: ['a'], values: { source: 'push:c' }, unset: [] });
    expect(plain).toEqual({
      ok: true,
      text: 'version: 1\nstreams:\n  a:\n    source: push:c # why\n    path: x\n',
    });
    const values = { source: ['push:c', 'srt://h?a,b'], video: { codec: 'h264', fps: 25 } };
    expect(applyEdit(text, { kind: 'set', names: ['a'], values, unset: [] })).toEqual({
      ok: true,
      text: `version: 1\nstreams:\n  a:\n    source: [ push:c, "srt://h?a,b" ] # why\n    path: x\n    video: { codec: h264, fps: 25 }\n`,
    });
  });

  it('count as equal when they hold the same', () => {
    const values = { source: ['push:a', 'push:b'] };
    expect(applyEdit(text, { kind: 'set', names: ['a'], values, unset: [] })).toEqual({ ok: true, text });
  });
});

/** With line feeds only. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
