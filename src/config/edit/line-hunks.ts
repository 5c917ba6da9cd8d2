/** The lines that differ between two texts, each with its line break, since these may differ as well. */
export function lineHunks(before: string, after: string): Hunk[] {
  return hunksOf(linesOf(before), linesOf(after));
}

export interface Hunk {
  /** From 0. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Beyond this many lines between the first and the last change, they are shown as one. */
const MAX_LINES = 2_000;

function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  if (old.length === 0 && now.length === 0) return [];
  if (old.length > MAX_LINES || now.length > MAX_LINES)
    return [{ oldStart: start, newStart: start, removed: old, added: now }];
  return hunksBetween(old, now, start);
}

/** By the longest common subsequence. */
function hunksBetween(old: readonly string[], now: readonly string[], offset: number): Hunk[] {
  const lengths = commonLengths(old, now);
  const hunks: Hunk[] = [];
  let from = { old: 0, now: 0 };
  let at = { old: 0, now: 0 };
  const flush = (): void => {
    const removed = old.slice(from.old, at.old);
    const added = now.slice(from.now, at.now);
    if (removed.length + added.length > 0)
      hunks.push({ oldStart: offset + from.old, newStart: offset + from.now, removed, added });
  };
  while (at.old < old.length || at.now < now.length) {
    const isSame = at.old < old.length && at.now < now.length && old[at.old] === now[at.now];
    if (isSame) {
      flush();
      at = { old: at.old + 1, now: at.now + 1 };
      from = at;
    } else {
      const withoutOld = lengths[at.old + 1]?.[at.now] ?? -1;
      const withoutNew = lengths[at.old]?.[at.now + 1] ?? -1;
      at = withoutOld >= withoutNew ? { ...at, old: at.old + 1 } : { ...at, now: at.now + 1 };
    }
  }
  flush();
  return hunks;
}

/** `[i][j]`: length of the longest common subsequence of the lines from i and from j on. */
function commonLengths(old: readonly string[], now: readonly string[]): Int32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Int32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = rows[i];
    const below = rows[i + 1];
    if (row === undefined || below === undefined) continue;
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
