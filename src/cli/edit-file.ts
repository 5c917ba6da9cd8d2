import { editConfiguration } from '../config/edit/edit-configuration.js';
import type { StreamEdit } from '../config/edit/stream-edit.js';
import { writeConfiguration } from '../config/edit/write-configuration.js';
import type { DesiredState } from '../state/desired-state.js';
import { reportEdit, reportRefusal } from './edit-report.js';
import { findFiles } from './load-configuration.js';
import type { CommonOptions } from './options.js';

export interface EditOptions extends CommonOptions {
  /** Shows what would change and writes nothing. */
  readonly dryRun?: boolean;
  /** Which file a new stream goes to, where there are several. */
  readonly file?: string;
}

/**
 * Reads the configuration, edits the file that holds the stream, writes it and says what changed. Exit code 0: done or nothing to do, 1:
 * refused.
 */
export function editFile(
  options: EditOptions,
  edit: StreamEdit,
  isDone?: (before: DesiredState) => boolean,
): number {
  const { dryRun = false, file: newIn } = options;
  const found = findFiles(options.config);
  const [unreadable] = found.problems;
  if (found.files.length === 0 && unreadable !== undefined) {
    const { message, remedy } = unreadable;
    const problem = `${options.config}: ${message}.`;
    return reportRefusal(options, { problem, remedy, diagnostics: [unreadable] });
  }
  const edited = editConfiguration(found, edit, { newIn, isDone });
  if (!edited.ok) return reportRefusal(options, edited);
  const { file, text } = edited;
  if (!dryRun && text !== file.text) {
    const written = writeConfiguration(file.path, text, file.hash);
    if (!written.ok) return reportRefusal(options, { ...written, diagnostics: [] });
  }
  return reportEdit(options, { file: file.file, before: file.text, after: text, isWritten: !dryRun });
}
