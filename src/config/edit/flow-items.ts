import type { CST } from 'yaml';
import { ownCommentsAbove } from './block-lines.js';
import { type EntryInText, handOnly, type MapInText } from './map-in-text.js';
import {
  isFirstOnLine,
  isLastOnLine,
  lineBreakAt,
  lineEnd,
  lineStart,
  nextLine,
  removeLines,
  type Splice,
} from './text-lines.js';

/** Adds an entry behind the last one of a flow mapping: on a line of its own if the last one is, else beside it. */
export function appendToFlow(map: MapInText, entryText: string): Splice[] {
  const { text } = map;
  const last = map.entries.at(-1);
  if (last === undefined) return fillFlow(map, entryText);
  const comma = commaBehind(map, last);
  const behind = comma === undefined ? last.end : comma + 1;
  const separator = comma === undefined ? [insertion(last.end, ',')] : [];
  const ending = comma === undefined ? '' : ',';
  if (!hasOwnLines(map, last)) return [...separator, insertion(behind, ` ${entryText}${ending}`)];
  const indentation = text.slice(lineStart(text, last.start), last.start);
  const at = isLastOnLine(text, behind) ? lineEnd(text, behind) : behind;
  return [...separator, insertion(at, lineBreakAt(text, last.start) + indentation + entryText + ending)];
}

/** Removes an entry of a flow mapping and the comma that set it apart; with its lines where it has its own. */
export function removeFromFlow(map: MapInText, entry: EntryInText): Splice[] {
  const { text, entries } = map;
  const index = entries.indexOf(entry);
  const before = entries[index - 1];
  const isOnly = entries.length === 1;
  const comma = commaBehind(map, entry);
  const commaBefore = before === undefined || comma !== undefined ? undefined : commaBehind(map, before);
  const behind = comma === undefined ? entry.end : comma + 1;
  if (
    isOnly &&
    !text.slice(map.floor, entry.start).includes('#') &&
    !text.slice(behind, map.end).includes('#')
  )
    return [{ start: map.floor, end: map.end, text: '' }];
  const separator = commaBefore === undefined ? [] : [{ start: commaBefore, end: commaBefore + 1, text: '' }];
  if (hasOwnLines(map, entry) && isLastOnLine(text, behind) && map.end >= nextLine(text, behind)) {
    const floor = nextLine(text, before?.end ?? map.floor);
    return [
      ...separator,
      removeLines(text, ownCommentsAbove(text, entry.start, floor), nextLine(text, behind)),
    ];
  }
  if (commaBefore !== undefined && text.slice(commaBefore + 1, entry.start).trim() === '')
    return [withItsLine(text, commaBefore, entry.end)];
  if (index < entries.length - 1) {
    const spaces = /^[ \t]*/.exec(text.slice(behind, map.end))?.[0].length ?? 0;
    return [...separator, { start: entry.start, end: behind + spaces, text: '' }];
  }
  const spacesBefore = /[ \t]*$/.exec(text.slice(map.floor, entry.start))?.[0].length ?? 0;
  return [...separator, { start: entry.start - spacesBefore, end: behind, text: '' }];
}

/** The white space inside the braces: what the mapping has, for an empty one a space. */
export function paddingOf({ text, floor, entries }: MapInText): string {
  return entries.length > 0 && !/\s/.test(text.charAt(floor)) ? '' : ' ';
}

/** True when all keys of a mapping are quoted as in JSON. */
export function isJsonLike({ token, entries }: MapInText): boolean {
  return (
    token.type === 'flow-collection' &&
    entries.length > 0 &&
    entries.every(({ item }) => item.key?.type === 'double-quoted-scalar')
  );
}

function fillFlow(map: MapInText, entryText: string): Splice[] {
  const { text, floor, end } = map;
  if (text.slice(floor, end).trim() === '') return [{ start: floor, end, text: ` ${entryText} ` }];
  // There are comments inside, so the closing brace has a line of its own.
  const line = lineStart(text, end);
  if (line <= floor) throw handOnly(text, floor, 'This mapping');
  const indentation = `${text.slice(line, end)}  `;
  return [insertion(line, `${indentation}${entryText}${lineBreakAt(text, floor)}`)];
}

function hasOwnLines(map: MapInText, entry: EntryInText): boolean {
  return isFirstOnLine(map.text, entry.start) && lineStart(map.text, entry.start) >= map.floor;
}

/** The comma behind an entry stands in the token list before the next one. */
function commaBehind({ token }: MapInText, entry: EntryInText): number | undefined {
  const items: readonly CST.CollectionItem[] = token.items;
  const next = items[items.indexOf(entry.item) + 1];
  return next?.start.find(({ type }) => type === 'comma')?.offset;
}

function withItsLine(text: string, start: number, end: number): Splice {
  const isWhole = isFirstOnLine(text, start) && text.slice(end, lineEnd(text, end)).trim() === '';
  return isWhole ? removeLines(text, lineStart(text, start), nextLine(text, end)) : { start, end, text: '' };
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}
