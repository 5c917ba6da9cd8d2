import { lineHunks } from '../edit/line-hunks.js';
import type { MaskedText } from './masked-text.js';

/** A line of what differs between two texts of the file, for people. Credentials stand in it as `***`. */
export interface DiffLine {
  /** `gap`: lines in between that stay as they are; its text is empty. */
  readonly kind: 'same' | 'removed' | 'added' | 'gap';
  /** Numbers from 1; null where it has none. */
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly text: string;
}

/** What differs, with some lines around it; nothing when nothing does. A line of which only a credential changed shows as changed. */
export function maskedDiff(before: DiffSide, after: DiffSide): DiffLine[] {
  const old = linesOf(before.masked.starred);
  const now = linesOf(after.masked.starred);
  const lines: DiffLine[] = [];
  // Offsets from 0: up to where both are told.
  let at = { old: 0, now: 0 };
  const same = (count: number): void => {
    for (let i = 0; i < count; i += 1)
      lines.push({
        kind: 'same',
        oldLine: at.old + i + 1,
        newLine: at.now + i + 1,
        text: old[at.old + i] ?? '',
      });
    at = { old: at.old + count, now: at.now + count };
  };
  const hunks = lineHunks(before.original, after.original);
  for (const [index, { oldStart, newStart, removed, added }] of hunks.entries()) {
    const between = oldStart - at.old;
    const isFirst = index === 0;
    if (between > (isFirst ? CONTEXT : 2 * CONTEXT)) {
      if (!isFirst) same(CONTEXT);
      lines.push(GAP);
      at = { old: oldStart - CONTEXT, now: newStart - CONTEXT };
    }
    same(oldStart - at.old);
    lines.push(
      ...removed.map((_, i): DiffLine => {
        return { kind: 'removed', oldLine: oldStart + i + 1, newLine: null, text: old[oldStart + i] ?? '' };
      }),
      ...added.map((_, i): DiffLine => {
        return { kind: 'added', oldLine: null, newLine: newStart + i + 1, text: now[newStart + i] ?? '' };
      }),
    );
    at = { old: oldStart + removed.length, now: newStart + added.length };
  }
  if (hunks.length === 0) return [];
  const left = old.length - at.old;
  same(Math.min(left, CONTEXT));
  return left > CONTEXT ? [...lines, GAP] : lines;
}

export interface DiffSide {
  readonly original: string;
  readonly masked: MaskedText;
}

const CONTEXT = 3;
const GAP: DiffLine = { kind: 'gap', oldLine: null, newLine: null, text: '' };

/** Without their line breaks. */
function linesOf(text: string): string[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => line.replace(/\r?\n$/, ''));
}
