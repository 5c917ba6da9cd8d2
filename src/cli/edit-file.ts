import { contentHash } from '../config/configuration-state.js';
import { editConfiguration } from '../config/edit/edit-configuration.js';
import type { StreamEdit } from '../config/edit/stream-edit.js';
import { writeConfiguration } from '../config/edit/write-configuration.js';
import { readFileContent } from '../config/read-file.js';
import { unreadableFile } from '../config/unreadable-file.js';
import type { DesiredState } from '../state/desired-state.js';
import { reportEdit, reportRefusal } from './edit-report.js';
import type { CommonOptions } from './options.js';

export interface EditOptions extends CommonOptions {
  /** Shows what would change and writes nothing. */
  readonly dryRun?: boolean;
}

/** Reads the file, edits it, writes it and says what changed. Exit code 0: done or nothing to do, 1: refused. */
export function editFile(
  options: EditOptions,
  edit: StreamEdit,
  isDone?: (before: DesiredState) => boolean,
): number {
  const { config, dryRun = false } = options;
  const content = readFileContent(config);
  if (!content.ok) {
    const diagnostic = unreadableFile(config, content.code);
    return reportRefusal(options, {
      problem: `${config}: ${diagnostic.message}.`,
      remedy: diagnostic.remedy,
      diagnostics: [diagnostic],
    });
  }
  const { text } = content;
  const edited = editConfiguration(config, text, edit, isDone);
  if (!edited.ok) return reportRefusal(options, edited);
  if (!dryRun && edited.text !== text) {
    const written = writeConfiguration(config, edited.text, contentHash(text));
    if (!written.ok) return reportRefusal(options, { ...written, diagnostics: [] });
  }
  return reportEdit(options, { before: text, after: edited.text, isWritten: !dryRun });
}
