import { contentHash } from '../config/configuration-state.js';
import { maskExcerpt } from '../config/mask-excerpt.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import type { SourceText } from '../config/source-files.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { lineDiff } from './edit-diff.js';
import type { CommonOptions } from './options.js';
import { type Colours, colours, printProblem } from './terminal.js';

/** Says what an edit changed in which files; answers the exit code. */
export function reportEdit(
  { format }: Pick<CommonOptions, 'format'>,
  edited: readonly DoneEdit[],
  { isWritten }: { readonly isWritten: boolean },
): number {
  const changed = edited.some(({ file, text }) => text !== file.text);
  if (format === 'json') {
    const files = edited.map(({ file, text }) => ({ file: file.file, hash: contentHash(text) }));
    printJson({ changed, files });
  } else if (changed) {
    const paint = colours(process.stdout);
    const diff = edited.flatMap(({ file, text }) => lineDiff(file.file, file.text, text));
    const lines = diff.map((line) => painted(masked(line), paint));
    if (!isWritten) lines.push(paint.faint('Nothing was written (--dry-run).'));
    process.stdout.write(`${lines.join('\n')}\n`);
  } else process.stdout.write('No change.\n');
  return 0;
}

export interface DoneEdit {
  readonly file: SourceText;
  /** Afterwards. */
  readonly text: string;
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
