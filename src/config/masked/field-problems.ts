import { type Document, isMap, isNode, isSeq } from 'yaml';
import type { Diagnostic, DiagnosticCode } from '../../state/diagnostic.js';
import { type EntryInText, entryOf, mapInText } from '../edit/map-in-text.js';
import { openStreams } from '../edit/open-streams.js';
import { EditRefused } from '../edit/stream-edit.js';
import { lineNumber, lineStart } from '../edit/text-lines.js';
import type { SourceText } from '../source-files.js';

/**
 * What is wrong with which key of a stream, in a sentence and what to do: `path`, `video.bitrate`, `source.1` of a list; `name` stands for
 * the stream as a whole.
 */
export function fieldProblems(
  { file, text }: SourceText,
  name: string,
  diagnostics: readonly Diagnostic[],
): Record<string, string> {
  const keys = placesOfKeys(text, name);
  const fields: Record<string, string> = {};
  for (const { code, message, remedy, place } of diagnostics) {
    if (place.file !== file) continue;
    const found = keys.find(({ start, end }) => isWithin(text, place, start, end))?.key;
    const key = found === 'name' ? (keyMeant(code, message) ?? found) : found;
    if (key !== undefined) fields[key] ??= `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${remedy}`;
  }
  return fields;
}

/** A key that is not there has no place of its own. */
function keyMeant(code: DiagnosticCode, message: string): string | undefined {
  if (code === 'path-conflict') return 'path';
  return code === 'missing-key' ? /^"(\w+)" is missing/.exec(message)?.[1] : undefined;
}

interface KeyPlace {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The keys, each behind what is inside of it, and behind them the stream itself. */
function placesOfKeys(text: string, name: string): KeyPlace[] {
  try {
    const { document, streams } = openStreams(text);
    const entry = entryOf(streams, name);
    if (entry === undefined) return [];
    return [...placesWithin(text, document, entry, ''), { ...entry, key: 'name' }];
  } catch (error) {
    if (error instanceof EditRefused) return [];
    throw error;
  }
}

function placesWithin(
  text: string,
  document: Document,
  { pair, keyEnd }: EntryInText,
  prefix: string,
): KeyPlace[] {
  const { value } = pair;
  if (isSeq(value)) {
    return value.items.flatMap((item, index) => {
      const [start, end] = (isNode(item) ? item.range : null) ?? [];
      return start === undefined || end === undefined ? [] : [{ key: `${prefix}${index}`, start, end }];
    });
  }
  if (!isMap(value)) return [];
  return mapInText(text, document, value, keyEnd).entries.flatMap((entry) => {
    const key = prefix + entry.key;
    return [...placesWithin(text, document, entry, `${key}.`), { ...entry, key }];
  });
}

function isWithin(text: string, { line, column }: Diagnostic['place'], start: number, end: number): boolean {
  const firstLine = lineNumber(text, start);
  const lastLine = lineNumber(text, end);
  const columnOf = (offset: number): number => offset - lineStart(text, offset) + 1;
  if (line < firstLine || line > lastLine) return false;
  return (line > firstLine || column >= columnOf(start)) && (line < lastLine || column <= columnOf(end));
}
