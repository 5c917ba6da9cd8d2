/** A part of a text, [start, end), and what is to stand there instead. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Carries out splices that do not overlap; of two at one place the one given first comes first. */
export function splice(text: string, ...splices: readonly Splice[]): string {
  let result = '';
  let position = 0;
  for (const { start, end, text: inserted } of [...splices].sort((a, b) => a.start - b.start)) {
    result += text.slice(position, start) + inserted;
    position = end;
  }
  return result + text.slice(position);
}

/** Where the line of `offset` begins; behind a byte order mark on the first line. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return offset > 0 && start === 0 && text.startsWith('\u{FEFF}') ? 1 : start;
}

/** Where the line of `offset` ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const next = nextLine(text, offset);
  return next - lineBreakBefore(text, next);
}

/** Where the line after that of `offset` begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Length of the line break that ends at `offset`: 0, 1 or, with a carriage return, 2. */
export function lineBreakBefore(text: string, offset: number): number {
  if (text[offset - 1] !== '\n') return 0;
  return text[offset - 2] === '\r' ? 2 : 1;
}

/** The line break that is used around `offset`: that of its line, else that of the first line. */
export function lineBreakAt(text: string, offset: number): string {
  for (const end of [nextLine(text, offset), nextLine(text, 0)]) {
    const length = lineBreakBefore(text, end);
    if (length > 0) return text.slice(end - length, end);
  }
  return '\n';
}

/** The number of the line of `offset`, from 1. */
export function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** True when only white space stands before `offset` on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** True when nothing but white space and a comment stands behind `offset` on its line. */
export function isLastOnLine(text: string, offset: number): boolean {
  return /^\s*$|^\s+#/.test(text.slice(offset, lineEnd(text, offset)));
}

/** Inserts whole lines where a line begins or at the end of the text, which may lack its last line break. */
export function insertLines(text: string, offset: number, lines: readonly string[]): Splice {
  const lineBreak = lineBreakAt(text, Math.max(0, offset - 1));
  const isUnended = offset === text.length && offset > 0 && lineBreakBefore(text, offset) === 0;
  const joined = lines.join(lineBreak);
  return { start: offset, end: offset, text: isUnended ? lineBreak + joined : joined + lineBreak };
}

/** Removes whole lines, [start, end); a text without a last line break stays one. */
export function removeLines(text: string, start: number, end: number): Splice {
  const isUnended = end === text.length && lineBreakBefore(text, end) === 0;
  return { start: isUnended ? start - lineBreakBefore(text, start) : start, end, text: '' };
}
