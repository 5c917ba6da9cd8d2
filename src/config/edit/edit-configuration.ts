import type { DesiredState } from '../../state/desired-state.js';
import type { Diagnostic } from '../../state/diagnostic.js';
import { readConfigurationFiles } from '../read-configuration.js';
import type { SourceFile, SourceFiles } from '../source-files.js';
import { applyEdit } from './apply-edit.js';
import { fileToEdit } from './file-to-edit.js';
import type { StreamEdit } from './stream-edit.js';

/**
 * Edits the file of a configuration that holds the stream: from a valid whole to a valid whole, or a refusal with what is wrong.
 */
export function editConfiguration(
  found: FilesToEdit,
  edit: StreamEdit,
  { newIn, isDone = () => false }: EditOptions = {},
): EditedConfiguration {
  const { name, files } = found;
  const before = readConfigurationFiles(found);
  if (!before.ok) {
    return {
      ok: false,
      problem: `${name} is not valid as it is, so it is not edited.`,
      remedy: 'Mend it first; "kazstreamlink validate" shows what is wrong.',
      diagnostics: before.diagnostics,
      files,
    };
  }
  const chosen = fileToEdit(files, edit, before.streamFiles, newIn);
  if (!chosen.ok) return { ...chosen, diagnostics: [], files };
  const { file } = chosen;
  if (isDone(before.desired))
    return { ok: true, file, text: file.text, before: before.desired, after: before.desired };
  const edited = applyEdit(file.text, edit);
  if (!edited.ok) return { ...edited, diagnostics: [], files };
  const newFiles = withText(files, file, edited.text);
  const after = edited.text === file.text ? before : readConfigurationFiles({ ...found, files: newFiles });
  if (after.ok) return { ok: true, file, text: edited.text, before: before.desired, after: after.desired };
  return {
    ok: false,
    problem: `${name} would not be valid with this change, so it stays as it is.`,
    remedy: 'Mend what is named above and try again.',
    diagnostics: after.diagnostics,
    files: newFiles,
    text: edited.text,
  };
}

/** The same files, one of them with another text. */
function withText(files: readonly SourceFile[], { file }: SourceFile, text: string): SourceFile[] {
  return files.map((one) => (one.file === file ? { ...one, text } : one));
}

export type FilesToEdit = Pick<SourceFiles, 'name' | 'files' | 'problems'>;

export interface EditOptions {
  /** Which file a new stream is to go to, by its path or name; the first one that has streams where it is left out. */
  readonly newIn?: string | undefined;
  /** True when what is wanted holds already, whatever the text of the stream says about it. */
  readonly isDone?: ((before: DesiredState) => boolean) | undefined;
}

export type EditedConfiguration =
  | {
      readonly ok: true;
      /** The one that is edited, as it was. */
      readonly file: SourceFile;
      /** The same as before when there is nothing to change. */
      readonly text: string;
      readonly before: DesiredState;
      readonly after: DesiredState;
    }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly remedy: string;
      readonly diagnostics: readonly Diagnostic[];
      /** With the texts that the diagnostics are about. */
      readonly files: readonly SourceFile[];
      /** What the edited file would be. */
      readonly text?: string;
    };
