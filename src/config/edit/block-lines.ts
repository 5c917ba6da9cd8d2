import { type EntryInText, handOnly, type MapInText } from './map-in-text.js';
import {
  insertLines,
  isFirstOnLine,
  lineEnd,
  lineStart,
  nextLine,
  removeLines,
  type Splice,
} from './text-lines.js';

/** Adds lines, given without their indentation, behind the last entry of a block mapping. */
export function appendToBlock(map: MapInText, lines: readonly string[]): Splice {
  const last = map.entries.at(-1);
  if (last === undefined) throw handOnly(map.text, map.floor, 'This mapping');
  const indentation = ' '.repeat(columnOf(map));
  const indented = lines.map((line) => (line === '' ? '' : indentation + line));
  return insertLines(map.text, endOfLines(map.text, last), indented);
}

/**
 * Removes an entry of a block mapping that holds others, with its comments: those on its lines, those below it that are
 * indented deeper, and those right above it (see `ownCommentsAbove`). A blank line above goes as well where two
 * blank lines would meet, and with the last entry, which it set apart from the one before.
 */
export function removeFromBlock(map: MapInText, entry: EntryInText): Splice {
  const { text } = map;
  if (!isFirstOnLine(text, entry.start)) throw handOnly(text, entry.start, `"${entry.key}"`);
  const floor = Math.max(
    map.floor,
    ...map.entries.filter(({ end }) => end <= entry.start).map(({ end }) => end),
  );
  const end = endOfLines(text, entry);
  let start = ownCommentsAbove(text, entry.start, nextLine(text, floor));
  const above = lineStart(text, start - 1);
  const isBlankAbove = above >= nextLine(text, floor) && isBlank(text, above);
  const isLast = map.entries.length > 1 && entry === map.entries.at(-1);
  if (isBlankAbove && (isLast || end === text.length || isBlank(text, end))) start = above;
  return removeLines(text, start, end);
}

/** Column of the entries of a block mapping, from 0. */
export function columnOf({ text, entries }: MapInText): number {
  const start = entries[0]?.start ?? 0;
  return start - lineStart(text, start);
}

/** Behind the lines of an entry and the comments below it that are indented deeper than it. */
export function endOfLines(text: string, { start, end }: EntryInText): number {
  const column = start - lineStart(text, start);
  let result = nextLine(text, end);
  for (let line = result; line < text.length; line = nextLine(text, line)) {
    if (isBlank(text, line)) continue;
    const comment = commentAt(text, line);
    if (comment === undefined || widthOf(comment.indentation) <= column) break;
    result = nextLine(text, line);
  }
  return result;
}

/**
 * Where the comments begin that belong to what stands at `offset`: whole lines right above it, at the same indentation.
 * A line that looks like configuration taken out (`# path: x`) stands for itself and stays, as does what is above it.
 * @param floor where lines begin that can belong to it
 */
export function ownCommentsAbove(text: string, offset: number, floor: number): number {
  let start = lineStart(text, offset);
  const indentation = text.slice(start, offset);
  while (start > floor) {
    const above = lineStart(text, start - 1);
    const comment = commentAt(text, above);
    if (above < floor || comment?.indentation !== indentation) break;
    if (/^#\s*(?:[\w.<"'-]+:(?:\s|$)|- )/.test(comment.text)) break;
    start = above;
  }
  return start;
}

/** True when an entry has a blank line above it (or above its comments). */
export function isApart(map: MapInText, entry: EntryInText): boolean {
  const start = ownCommentsAbove(map.text, entry.start, map.floor);
  return start > 0 && isBlank(map.text, lineStart(map.text, start - 1));
}

function isBlank(text: string, line: number): boolean {
  return line < text.length && text.slice(line, lineEnd(text, line)).trim() === '';
}

function commentAt(text: string, line: number): { indentation: string; text: string } | undefined {
  const match = /^([ \t]*)(#.*)$/.exec(text.slice(line, lineEnd(text, line)));
  return match === null ? undefined : { indentation: match[1] ?? '', text: match[2] ?? '' };
}

/** Tabs may stand before a comment, though nowhere else; editors show them up to eight columns wide. */
function widthOf(indentation: string): number {
  return indentation.replaceAll('\t', ' '.repeat(8)).length;
}
