import type { Range } from '../mask-excerpt.js';

/** What of a line is not among `harmless`, without the marks and spaces at its ends. */
export function secretsBeside(line: string, harmless: readonly Range[]): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  const add = (to: number): void => {
    const piece = line.slice(from, Math.max(from, to));
    const start = /^[\s:{[,"'-]*/.exec(piece)?.[0].length ?? 0;
    const end = piece.length - (/[\s}\],"':]*$/.exec(piece)?.[0].length ?? 0);
    if (start < end) ranges.push([from + start, from + end]);
  };
  for (const [start, end] of [...harmless].sort((a, b) => a[0] - b[0])) {
    add(start);
    from = Math.max(from, end);
  }
  add(line.length);
  return ranges;
}
