import { type EditedFile, editConfiguration, type MadeEdit } from '../config/edit/edit-configuration.js';
import type { StreamEdit } from '../config/edit/stream-edit.js';
import { whyReadOnly, writeConfiguration } from '../config/edit/write-configuration.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { reportEdit, reportRefusal } from './edit-report.js';
import { findFiles, type ReferenceOptions, valuesFor } from './load-configuration.js';
import type { CommonOptions } from './options.js';

export interface EditOptions extends CommonOptions, ReferenceOptions {
  /** Shows what would change and writes nothing. */
  readonly dryRun?: boolean;
  /** Which file a new stream goes to, where there are several. */
  readonly file?: string;
}

/**
 * Reads the configuration, edits the files that hold the streams, writes them and says what changed. Exit code 0: done or nothing to do,
 * 1: refused.
 */
export function editFiles(options: EditOptions, edit: StreamEdit | MadeEdit): number {
  const { dryRun = false, file: newIn } = options;
  const found = findFiles(options.config);
  const [unreadable] = found.problems;
  if (found.files.length === 0 && unreadable !== undefined) {
    const { message, remedy } = unreadable;
    const problem = `${options.config}: ${message}.`;
    return reportRefusal(options, { problem, remedy, diagnostics: [unreadable] });
  }
  const result = editConfiguration(found, edit, { newIn, values: valuesFor(options) });
  if (!result.ok)
    return reportRefusal(options, isUnresolved(result) ? { ...result, remedy: LENIENT } : result);
  const refusal = dryRun ? null : write(result.edited);
  if (refusal !== null) return reportRefusal(options, { ...refusal, diagnostics: [] });
  return reportEdit(options, result.edited, { isWritten: !dryRun });
}

/** In a checkout mostly nobody has the credentials. */
function isUnresolved({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): boolean {
  return diagnostics.length > 0 && diagnostics.every(({ code }) => code === 'unresolved-reference');
}

const LENIENT = 'Give it what it refers to, or --allow-unresolved where that is not at hand.';

/** One file after the other, so what is refused midway is told with what is done already. Null when all is. */
function write(edited: readonly EditedFile[]): { problem: string; remedy: string } | null {
  const changed = edited.filter(({ file, text }) => text !== file.text);
  // Those that cannot be written first: then nothing is.
  const isWritable = ({ file }: EditedFile): number => (whyReadOnly(file.path) === null ? 1 : 0);
  const inOrder = [...changed].sort((a, b) => isWritable(a) - isWritable(b));
  for (const [index, { file, text }] of inOrder.entries()) {
    const written = writeConfiguration(file.path, text, file.hash);
    if (written.ok) continue;
    const done = inOrder.slice(0, index).map((one) => one.file.file);
    const before = done.length === 0 ? '' : ` Changed before: ${done.join(', ')}.`;
    return { problem: `${written.problem}${before}`, remedy: written.remedy };
  }
  return null;
}
