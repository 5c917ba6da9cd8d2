import { type CsvError, parse } from 'csv-parse/sync';
import type { PlainValue } from '../edit/stream-edit.js';
import { flagOf, STREAM_KEYS, type StreamOption } from '../edit/stream-keys.js';
import { nearest } from '../nearest.js';
import type { Imported, ImportedStream, ImportNote } from './imported.js';
import { importedSource } from './imported-source.js';

/**
 * Streams of a table: a row each, the first one names the columns. `name` and `source` are needed; `path`, `server`, `enabled`, `labels`
 * (`site=north; floor=2`), `label:site` and whatever else the command `add` takes may be there. Fields are separated by commas, semicolons
 * or tabs, whichever the first row has, and may be quoted (RFC 4180).
 */
export function readCsv(text: string): Imported {
  const notes: ImportNote[] = [];
  const rows = rowsOf(text, notes);
  const [header, ...body] = rows;
  if (header === undefined) return { streams: [], notes };
  const columns = header.fields.map((title) => columnOf(title));
  for (const [index, column] of columns.entries()) {
    const title = header.fields[index]?.trim() ?? '';
    if (column === null && title !== '') notes.push(unknownColumn(header.line, title));
  }
  if (!columns.some((column) => column?.kind === 'source')) {
    const message = 'the first row names no column "source"';
    notes.push({ line: header.line, message, remedy: 'Write one such as: name,source,path,label:site' });
    return { streams: [], notes };
  }
  const streams = body.flatMap((row) => {
    const stream = streamOf(row, columns, notes);
    return stream === null ? [] : [stream];
  });
  return { streams, notes };
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

type Column =
  | { readonly kind: 'name' | 'source' | 'enabled' | 'labels' }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'key'; readonly key: string; readonly option: StreamOption };

/** As people call them. */
const SYNONYMS: Readonly<Record<string, 'name' | 'source'>> = {
  name: 'name',
  stream: 'name',
  camera: 'name',
  id: 'name',
  source: 'source',
  url: 'source',
  address: 'source',
};

function rowsOf(text: string, notes: ImportNote[]): Row[] {
  try {
    const records = parse(text, {
      ...{ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true },
      delimiter: delimiterOf(text),
    }) as unknown as { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return records.map(({ record, info }) => ({
      // `lines` counts up to the end of the row.
      line: info.lines - record.join('').split('\n').length + 1,
      fields: record,
    }));
  } catch (error) {
    const { code, lines } = error as CsvError & { readonly lines?: number };
    const message = `it cannot be read as CSV (${code})`;
    notes.push({
      line: lines ?? null,
      message,
      remedy: 'Check the quotes of this row, and double those inside of quotes.',
    });
    return [];
  }
}

/** Of a spreadsheet it depends on the country. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

function columnOf(title: string): Column | null {
  const name = title.trim();
  const label = /^labels?[:.](.+)$/i.exec(name)?.[1];
  if (label !== undefined) return { kind: 'label', label: label.trim() };
  const word = name.toLowerCase();
  const synonym = SYNONYMS[word];
  if (synonym !== undefined) return { kind: synonym };
  if (word === 'enabled' || word === 'labels') return { kind: word };
  const known = STREAM_KEYS.find(({ key }) => key.toLowerCase() === word || flagOf(key) === word);
  return known?.option ? { kind: 'key', key: known.key, option: known.option } : null;
}

function unknownColumn(line: number, title: string): ImportNote {
  const meant = nearest(title, [...Object.keys(SYNONYMS), 'labels', ...STREAM_KEYS.map(({ key }) => key)]);
  return {
    line,
    message: `the column "${title}" is not known and left out`,
    remedy:
      meant === undefined ? `Call it "label:${title}" to keep it as a label.` : `Did you mean "${meant}"?`,
  };
}

function streamOf(
  { line, fields }: Row,
  columns: readonly (Column | null)[],
  notes: ImportNote[],
): ImportedStream | null {
  const values: Record<string, PlainValue> = {};
  const labels: Record<string, string> = {};
  const sources: string[] = [];
  let name = '';
  for (const [index, column] of columns.entries()) {
    const field = fields[index]?.trim() ?? '';
    if (column === null || field === '') continue;
    switch (column.kind) {
      case 'name':
        name ||= field;
        break;
      case 'source':
        sources.push(...field.split(/\s+/));
        break;
      case 'enabled':
        values['enabled'] = !/^(?:no|false|0|off|n|нет)$/i.test(field);
        break;
      case 'label':
        labels[column.label] = field;
        break;
      case 'labels':
        Object.assign(labels, labelsIn(field));
        break;
      case 'key':
        values[column.key] = keyValue(field, column.option);
        break;
    }
  }
  const taken = sources.map((source) => importedSource(source));
  const refused = taken.find((one) => !one.ok);
  if (taken.length === 0 || refused !== undefined) {
    const { message, remedy } =
      refused?.ok === false
        ? refused
        : { message: 'it has no source', remedy: 'Write one into the column "source".' };
    notes.push({ line, message: `"${name}" is left out: ${message}`, remedy });
    return null;
  }
  const written = taken.flatMap((one) => (one.ok ? [one.source] : []));
  const [first = ''] = written;
  values['source'] = written.length === 1 ? first : written;
  if (Object.keys(labels).length > 0) values['labels'] = labels;
  return { name: name || hostOf(first), line, values };
}

/** What may be given several times is separated by spaces, as sources are. */
function keyValue(field: string, { parse, isRepeatable = false }: StreamOption): PlainValue {
  const [first = field, ...others] = isRepeatable ? field.split(/\s+/) : [field];
  return others.length === 0 ? (parse(first) ?? first) : [first, ...others];
}

function labelsIn(field: string): Record<string, string> {
  const pairs = field.split(/[;,|]/).map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([key = '', ...rest]) => [key.trim(), rest.join('=').trim()]));
}

/** A row without a name is called after its camera. */
function hostOf(source: string): string {
  return /^[a-z]+:\/\/(?:[^@/]*@)?([^:/?]+)/i.exec(source)?.[1] ?? source.replace(/^push:/, '');
}
