import fc from 'fast-check';
import type { StreamEdit, StreamValues } from '../../../src/config/edit/stream-edit.js';

/** Valid configuration files in random styles, and random edits of them. */
export const anyFile: fc.Arbitrary<string> = fc
  .record({
    streams: fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b-1', 'c.2', '12', 'true', '0x1F') }), {
      selector: ({ name }) => name,
      maxLength: 5,
    }),
    looks: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
    indent: fc.integer({ min: 1, max: 5 }),
    step: fc.integer({ min: 1, max: 6 }),
    lineBreak: fc.constantFrom('\n', '\n', '\r\n'),
    isEnded: fc.boolean(),
    hasMark: fc.boolean(),
    tail: fc.constantFrom('', '\n# tail\n', '\nlisten:\n  http: off\n', '...\n'),
  })
  .map(({ streams, looks, indent, step, lineBreak, isEnded, hasMark, tail }) => {
    const pick = numbers(looks);
    const names = streams.map(({ name }) => name);
    const body = names.length === 0 ? 'streams: {}\n' : streamsText(names, pick, indent, step);
    const text = `${hasMark ? '\u{FEFF}' : ''}version: 1${comment(pick)}\n${body}${tail}`;
    return (isEnded ? text : text.replace(/\n+$/, '')).replaceAll('\n', lineBreak);
  });

export const anyEdit: fc.Arbitrary<StreamEdit> = fc
  .oneof(
    fc.record({ name: anyName(), values: anyValues(true) }).map(({ name, values }) => {
      return { kind: 'add' as const, streams: new Map([[name, values]]) };
    }),
    fc.record({
      kind: fc.constant('set' as const),
      names: anyNames(),
      values: anyValues(false),
      unset: fc.subarray(['path', 'server', 'video', 'failback']),
    }),
    fc.record({ kind: fc.constant('remove' as const), names: anyNames() }),
  )
  .map((edit) =>
    edit.kind === 'set' ? { ...edit, unset: edit.unset.filter((key) => !(key in edit.values)) } : edit,
  );

function anyNames(): fc.Arbitrary<string[]> {
  return fc.uniqueArray(anyName(), { minLength: 1, maxLength: 3 });
}

function anyName(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'b-1', 'c.2', '12', 'true', '31') },
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/),
  );
}

function anyValues(hasSource: boolean): fc.Arbitrary<StreamValues> {
  // What a source may hold beside white space; `$` begins a reference.
  const rest = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replace(/[\s$\p{C}\u{FFFD}]/gu, ''));
  const source = fc.oneof(
    fc.constantFrom(
      'push:live/x',
      'srt://h:1?a=b,c',
      'rtmp://u:p@h/live/{x}',
      "rtsp://[::1]:8/'q'",
      'rtmp://h/a:',
    ),
    rest.map((text) => `rtmp://h/${text}`),
  );
  const path = fc.oneof(
    fc.constantFrom('site/x', '007', '1e3', 'null', 'no', '~', '-', '0.5'),
    fc.stringMatching(/^[a-z0-9~_-]{1,6}(\/[a-z0-9~_-]{1,6})?$/),
  );
  return fc.record(
    {
      source: fc.oneof(
        { weight: 3, arbitrary: source },
        fc.uniqueArray(source, { minLength: 1, maxLength: 4 }),
      ),
      path,
      video: fc.constantFrom('copy', 'none', { codec: 'h264', bitrate: '2M' }),
      failback: fc.constantFrom('off', '30s'),
      server: fc.constantFrom('embedded', 'rtsp://nvr:8554', 'rtsp://[::1]:1'),
      enabled: fc.boolean(),
    },
    { requiredKeys: hasSource ? ['source'] : [] },
  );
}

type Pick = (below: number) => number;

/** Numbers from a list, over and over. */
function numbers(list: readonly number[]): Pick {
  let at = 0;
  return (below) => {
    at += 1;
    return (list[at % list.length] ?? 0) % below;
  };
}

function streamsText(names: readonly string[], pick: Pick, indent: number, step: number): string {
  const flow = pick(5);
  if (flow === 0)
    return `streams: { ${names.map((name) => `${name}: ${flowStream(name, pick)}`).join(', ')} }${comment(pick)}\n`;
  if (flow === 1) {
    const items = names.map((name) => `  ${name}: ${flowStream(name, pick)}`);
    return `streams: {\n${items.join(`,${comment(pick)}\n`)}${pick(2) === 0 ? ',' : ''}\n}\n`;
  }
  const between = ['', '', '\n', '  # between\n', '\n# left\n\n'][pick(5)] ?? '';
  const entries = names.map((name, index) => {
    const margin = ' '.repeat(indent);
    const above = pick(3) === 0 ? `${margin}# about it\n` : '';
    return `${above}${margin}${blockStream(name, index, pick, margin, step)}`;
  });
  return `streams:${comment(pick)}\n${entries.join(between)}`;
}

function blockStream(name: string, index: number, pick: Pick, margin: string, step: number): string {
  const key = [name, `"${name}"`, `'${name}'`][pick(3)] ?? name;
  const anchor = index === 0 && pick(2) === 0 ? ' &first' : '';
  if (pick(3) === 0) return `${key}:${anchor} ${flowStream(name, pick)}${comment(pick)}\n`;
  const inner = margin + ' '.repeat(step);
  const source =
    [
      `source: push:live/${index}${comment(pick)}`,
      `source: "push:live/${index}"${comment(pick)}`,
      `source: >-\n${inner}  push:live/${index}`,
      `source:\n${inner} push:live/${index}${comment(pick)}`,
      `source: # two\n${inner}  - push:live/${index} # best\n${inner}  # then\n${inner}  - srt://h:${index}`,
      `source: [push:live/${index}, srt://h:1]${comment(pick)}`,
    ][pick(6)] ?? '';
  const others = [
    `path: site/${index}`,
    `enabled: ${['true', 'False', 'FALSE'][pick(3)]}${comment(pick)}`,
    '# taken: out',
  ];
  const lines = [source, ...others.filter(() => pick(2) === 0)];
  if (pick(2) === 0) lines.reverse();
  return `${key}:${anchor}${comment(pick)}\n${lines.map((line) => `${inner}${line}\n`).join(pick(4) === 0 ? '\n' : '')}`;
}

function flowStream(name: string, pick: Pick): string {
  const pairs = [`source: push:flow/${name}`, `path: flow/${name}`, 'enabled: false'].slice(0, 1 + pick(3));
  const text = pairs.join(', ') + (pick(4) === 0 ? ',' : '');
  return pick(2) === 0 ? `{ ${text} }` : `{${text}}`;
}

function comment(pick: Pick): string {
  return ['', '', ' # why', '   # {a: b}', '\t# tab: x'][pick(5)] ?? '';
}
