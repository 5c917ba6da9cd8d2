import { describe, expect, it } from 'vitest';
import { lineDiff } from '../../../src/cli/edit-diff.js';
import { applyEdit } from '../../../src/config/edit/apply-edit.js';
import { openStreams } from '../../../src/config/edit/open-streams.js';
import { namesOf, type StreamEdit } from '../../../src/config/edit/stream-edit.js';
import { CORPUS } from './corpus.js';
import { desiredAfter, desiredIn } from './desired.js';

const styles = Object.entries(CORPUS);

/** Every kind of edit, of every stream. */
function editsOf(text: string): StreamEdit[] {
  const names = [...desiredIn(text).keys()];
  return [
    { kind: 'add', streams: new Map([['new-1', { source: 'rtmp://h/live/new' }]]) },
    {
      kind: 'add',
      streams: new Map([
        ['1.0', { source: 'push:x', path: '007', server: 'rtsp://[::1]:1', enabled: false }],
      ]),
    },
    ...names.flatMap((name): StreamEdit[] => [
      { kind: 'set', names: [name], values: { enabled: true }, unset: [] },
      { kind: 'set', names: [name], values: { enabled: false }, unset: [] },
      { kind: 'set', names: [name], values: { source: 'srt://h:1?a=b,c' }, unset: [] },
      { kind: 'set', names: [name], values: { source: ['push:z', 'srt://h:1?a=b,c'] }, unset: [] },
      { kind: 'set', names: [name], values: { path: 'other/path', server: 'rtsp://nvr:8554' }, unset: [] },
      { kind: 'set', names: [name], values: { source: 'push:z' }, unset: ['path', 'server'] },
      { kind: 'remove', names: [name] },
    ]),
  ];
}

describe.each(styles)('%s', (_style, text) => {
  it.each(editsOf(text).map((edit) => [JSON.stringify(shownEdit(edit)), edit] as const))(
    '%s',
    (_title, edit) => {
      const result = applyEdit(text, edit);
      if (!result.ok) {
        // What these are, the snapshot of differences holds; they name a line and a way out.
        expect(result.problem).toMatch(/\(line \d+\)/);
        expect(result.remedy).not.toBe('');
        return;
      }
      expect(desiredIn(result.text)).toEqual(desiredAfter(text, edit));

      const [name = ''] = namesOf(edit);
      const own = `of ${name}`;
      const comments = text.match(/#.*(?:keep|of \w+).*$/gm) ?? [];
      // With a line that goes its comment goes.
      const mayGo = edit.kind === 'remove' || (edit.kind === 'set' && edit.unset.length > 0);
      const left = comments.filter((comment) => !mayGo || !comment.includes(own));
      for (const comment of left) expect(result.text).toContain(comment);
      if (edit.kind === 'remove') expect(result.text).not.toContain(own);

      const slices = openStreams(text).streams.entries.filter(({ key }) => key !== name);
      for (const { start, end } of slices) expect(result.text).toContain(text.slice(start, end));

      expect(result.text.endsWith('\n')).toBe(text.endsWith('\n'));
      expect(result.text.startsWith('\u{FEFF}')).toBe(text.startsWith('\u{FEFF}'));
      if (text.includes('\r\n')) expect(result.text).not.toMatch(/[^\r]\n/);
    },
  );

  it('is the same after enabling and disabling where the key was', () => {
    for (const [name, { enabled }] of desiredIn(text)) {
      const there = applyEdit(text, { kind: 'set', names: [name], values: { enabled: !enabled }, unset: [] });
      if (!there.ok) continue;
      const back = applyEdit(there.text, { kind: 'set', names: [name], values: { enabled }, unset: [] });
      const own = openStreams(text).streams.entries.find(({ key }) => key === name);
      const hadKey = own !== undefined && text.slice(own.start, own.end).includes('enabled');
      if (hadKey) expect(back).toEqual({ ok: true, text });
      else expect(back).toMatchObject({ ok: true });
    }
  });

  it('is the same after adding and removing a stream', () => {
    const there = applyEdit(text, { kind: 'add', streams: new Map([['n', { source: 'push:n' }]]) });
    if (!there.ok) throw new Error(there.problem);
    const back = applyEdit(there.text, { kind: 'remove', names: ['n'] });
    expect(back).toEqual({ ok: true, text });
  });
});

it('changes these lines and no other', async () => {
  const shown = styles.map(([style, text]) => {
    const diffs = editsOf(text).map((edit) => {
      const result = applyEdit(text, edit);
      const { kind, ...rest } = shownEdit(edit);
      const lines = result.ok
        ? lineDiff('', text, result.text).slice(2)
        : [`refused: ${result.problem}`, `→ ${result.remedy}`];
      return [`$ ${kind} ${JSON.stringify(rest)}`, ...(lines.length === 0 ? ['no change'] : lines)].join(
        '\n',
      );
    });
    return `===== ${style}\n\n${text.replaceAll('\r', '␍')}\n${diffs.join('\n\n')}`;
  });
  await expect(`${shown.join('\n\n')}\n`).toMatchFileSnapshot('corpus.diffs.txt');
});

/** As one of one stream. */
function shownEdit(edit: StreamEdit) {
  if (edit.kind === 'add') {
    const [[name, values] = []] = edit.streams;
    return { kind: edit.kind, name, values };
  }
  const {
    kind,
    names: [name],
    ...rest
  } = edit;
  return { kind, name, ...rest };
}
