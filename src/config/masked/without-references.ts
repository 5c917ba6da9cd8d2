import type { SecretRange } from './secret-range.js';

/**
 * Takes out of a range what names a credential and is none: `${NAME}` and `${file:/run/secrets/x}`; of `${NAME:-default}` all but the
 * default. What is left and has only marks in it that stand between parts of a URL is no secret either.
 */
export function withoutReferences(text: string, start: number, end: number): SecretRange[] {
  const ranges: SecretRange[] = [];
  let from = start;
  const keep = (to: number): void => {
    if (/[^:/@&=?]/.test(text.slice(from, to)))
      ranges.push({ start: from, end: to, value: text.slice(from, to) });
  };
  for (const { index, 0: reference, groups } of text.slice(start, end).matchAll(REFERENCE)) {
    const at = start + index;
    keep(at);
    const fallback = groups?.['fallback'] ?? '';
    if (fallback !== '') {
      const close = at + reference.length - 1;
      ranges.push({ start: close - fallback.length, end: close, value: fallback });
    }
    from = at + reference.length;
  }
  keep(end);
  return ranges;
}

/** The text with each reference replaced by as many letters, so that it can be looked at as a value. */
export function withReferencesFilled(text: string): string {
  return text.replace(REFERENCE, (reference) => 'x'.repeat(reference.length));
}

/** As `resolveReferences` (config/references.ts) takes them. */
export const REFERENCE = /\$\{(?:file:[^}]*|[A-Za-z_][A-Za-z0-9_]*(?::-(?<fallback>[^}]*))?)\}/g;
