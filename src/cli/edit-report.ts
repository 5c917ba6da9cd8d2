import { contentHash } from '../config/configuration-state.js';
import { maskExcerpt } from '../config/mask-excerpt.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import type { SourceText } from '../config/source-files.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { lineDiff } from './edit-diff.js';
import type { CommonOptions } from './options.js';
import { type Colours, colours, printProblem } from './terminal.js';

/** Says what an edit changed; answers the exit code. */
export function reportEdit({ format }: CommonOptions, edit: DoneEdit): number {
  const { file } = edit;
  const changed = edit.before !== edit.after;
  if (format === 'json') {
    printJson({ changed, file, hash: contentHash(edit.after) });
  } else if (changed) {
    const paint = colours(process.stdout);
    const lines = lineDiff(file, edit.before, edit.after).map((line) => painted(masked(line), paint));
    if (!edit.isWritten) lines.push(paint.faint('Nothing was written (--dry-run).'));
    process.stdout.write(`${lines.join('\n')}\n`);
  } else process.stdout.write('No change.\n');
  return 0;
}

export interface DoneEdit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly isWritten: boolean;
}

/** Says why nothing was changed, with diagnostics as `validate` shows them; answers the exit code. */
export function reportRefusal({ config, format }: CommonOptions, refusal: Refusal): number {
  const { problem, remedy, diagnostics, files = [] } = refusal;
  if (format === 'json') {
    printJson({ changed: false, file: config, problem, remedy, diagnostics });
    return 1;
  }
  const textOf = (file: string): string | undefined => files.find((one) => one.file === file)?.text;
  if (diagnostics.length > 0 && files.length > 0)
    process.stderr.write(`${renderDiagnostics(diagnostics, textOf, colours(process.stderr))}\n\n`);
  printProblem(problem, remedy);
  return 1;
}

export interface Refusal {
  readonly problem: string;
  readonly remedy: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that the diagnostics are about. */
  readonly files?: readonly SourceText[];
}

/** Lines of the file as diagnostics show them; the diff's own marks stay. */
function masked(line: string): string {
  if (/^(?:---|\+\+\+|@@) /.test(line)) return line;
  return line.slice(0, 1) + maskExcerpt(line.slice(1), 'invalid-value', 0, 0);
}

function painted(line: string, { strong, faint, good, error }: Colours): string {
  if (/^(?:---|\+\+\+) /.test(line)) return strong(line);
  if (line.startsWith('+')) return good(line);
  return line.startsWith('-') ? error(line) : faint(line);
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
