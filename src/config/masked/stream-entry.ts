import { endOfLines, ownCommentsAbove } from '../edit/block-lines.js';
import { entryOf } from '../edit/map-in-text.js';
import { openStreams, plainData } from '../edit/open-streams.js';
import { isFirstOnLine, lineNumber, lineStart, nextLine } from '../edit/text-lines.js';
import type { MaskedText } from './masked-text.js';

/** Where a stream stands in the file, and what. */
export interface EntryInFile {
  /** Its first and its last line, from 1, with its comments. */
  readonly line: number;
  readonly endLine: number;
  /** These lines, credentials as placeholders. */
  readonly text: string;
  /** The same as data, with what an alias or a merge key gives it. */
  readonly stream: Readonly<Record<string, unknown>>;
}

/** The same of a file, of which a change can be made. */
export interface EntryOfFile extends EntryInFile {
  /** How it is called. */
  readonly file: string;
  /** Of that file. */
  readonly hash: string;
  /** Names of the profiles of all files. */
  readonly profiles: readonly string[];
  /** Why the file cannot be changed, a sentence; null when it can. */
  readonly readOnlyReason: string | null;
}

/** Null when there is no such stream in the text. Throws `EditRefused` when the text is no YAML. */
export function entryInFile({ text }: MaskedText, name: string): EntryInFile | null {
  const opened = openStreams(text);
  const { streams } = plainData(opened);
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
  if (stream === undefined) return null;
  // One that comes from a merge key has the lines of that.
  const entry = entryOf(opened.streams, name) ?? entryOf(opened.streams, '<<');
  if (entry === undefined) return null;
  const isOwnLine = isFirstOnLine(text, entry.start);
  const floor = Math.max(
    opened.streams.floor,
    ...opened.streams.entries.filter(({ end }) => end <= entry.start).map(({ end }) => end),
  );
  const start = isOwnLine
    ? ownCommentsAbove(text, entry.start, nextLine(text, floor))
    : lineStart(text, entry.start);
  const end = isOwnLine ? endOfLines(text, entry) : nextLine(text, entry.end);
  const lines = text.slice(start, end).replace(/\r?\n$/, '');
  const line = lineNumber(text, start);
  return { line, endLine: line + lines.split('\n').length - 1, text: lines, stream };
}
