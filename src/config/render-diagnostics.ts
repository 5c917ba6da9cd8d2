import type { Diagnostic, Place } from '../state/diagnostic.js';
import { maskExcerpt } from './mask-excerpt.js';

/**
 * Diagnostics for people: place, sentence, the line with a caret below it, remedy. Credentials in the shown line
 * are starred out.
 * @param textOf the text of a file named in a place, if it can be had
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
  paint: Paint = PLAIN,
): string {
  return diagnostics.map((diagnostic) => renderOne(diagnostic, textOf, paint)).join('\n\n');
}

export interface Paint {
  error(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export const PLAIN: Paint = { error: (text) => text, strong: (text) => text, faint: (text) => text };

function renderOne(
  diagnostic: Diagnostic,
  textOf: (file: string) => string | undefined,
  paint: Paint,
): string {
  const { place, related } = diagnostic;
  const lines = [
    `${paint.strong(placeText(place))}: ${paint.error(diagnostic.severity)}: ${diagnostic.message} ${paint.faint(`[${diagnostic.code}]`)}`,
    ...excerpt(diagnostic, place, textOf(place.file), paint),
  ];
  if (related !== null) {
    lines.push(`  ${placeText(related.place)}: ${related.message}`);
    lines.push(...excerpt(diagnostic, related.place, textOf(related.place.file), paint));
  }
  lines.push(`  ${paint.strong('→')} ${diagnostic.remedy}`);
  return lines.join('\n');
}

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function excerpt({ code }: Diagnostic, place: Place, text: string | undefined, paint: Paint): string[] {
  const line = text?.split('\n')[place.line - 1]?.replace(/\r$/, '');
  if (line === undefined || line.trim() === '') return [];
  const start = place.column - 1;
  const gutter = String(place.line).padStart(5);
  // Of a long line (a whole file can be one) the part around the caret.
  const from = Math.max(0, start - BEFORE_CARET);
  const shown = maskExcerpt(line, code, start, start + place.length).slice(from, from + MAX_EXCERPT);
  const indent = line.slice(from, start).replace(/[^\t]/g, ' ');
  const caret = '^'.repeat(Math.max(1, Math.min(place.length, shown.length - indent.length)));
  return [
    `${paint.faint(`${gutter} |`)} ${shown}`,
    `${paint.faint('      |')} ${indent}${paint.error(caret)}`,
  ];
}

const BEFORE_CARET = 80;
const MAX_EXCERPT = 160;
