import { type Hunk, lineHunks } from '../config/edit/line-hunks.js';

/** The lines that differ between two texts, as a unified diff without context; empty when nothing does. */
export function lineDiff(file: string, before: string, after: string): string[] {
  const hunks = lineHunks(before, after);
  if (hunks.length === 0) return [];
  return [`--- ${file}`, `+++ ${file}`, ...hunks.flatMap(renderHunk)];
}

function renderHunk({ oldStart, newStart, removed, added }: Hunk): string[] {
  return [
    `@@ -${rangeText(oldStart, removed.length)} +${rangeText(newStart, added.length)} @@`,
    ...removed.flatMap((line) => lineTexts('-', line)),
    ...added.flatMap((line) => lineTexts('+', line)),
  ];
}

/** A range of no lines is named by the line before it. */
function rangeText(start: number, count: number): string {
  const first = count === 0 ? start : start + 1;
  return count === 1 ? String(first) : `${first},${count}`;
}

function lineTexts(sign: string, line: string): string[] {
  const shown = sign + line.replace(/\r?\n$/, '');
  return line.endsWith('\n') ? [shown] : [shown, '\\ No newline at end of file'];
}
