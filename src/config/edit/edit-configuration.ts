import type { Diagnostic } from '../../state/diagnostic.js';
import type { StreamSpec } from '../../state/stream.js';
import { readConfigurationFiles } from '../read-configuration.js';
import type { ReferenceValues } from '../references.js';
import type { SourceFile, SourceFiles } from '../source-files.js';
import { applyEdit } from './apply-edit.js';
import { filesToEdit } from './files-to-edit.js';
import { type EditProblem, namesOf, type StreamEdit } from './stream-edit.js';

/**
 * Edits the files of a configuration that hold the streams: from a valid whole to a valid whole, or a refusal with what is wrong.
 * @param edit or what makes it of the entries that there are
 */
export function editConfiguration(
  found: FilesToEdit,
  edit: StreamEdit | MadeEdit,
  { newIn, values }: EditOptions = {},
): EditedConfiguration {
  const { name, files } = found;
  const before = readConfigurationFiles(found, values);
  if (!before.ok) {
    return {
      ok: false,
      problem: `${name} is not valid as it is, so it is not edited.`,
      remedy: 'Mend it first; "kazstreamlink validate" shows what is wrong.',
      diagnostics: before.diagnostics,
      files,
    };
  }
  const wanted = typeof edit === 'function' ? edit(before.entries) : edit;
  if ('problem' in wanted) return { ...wanted, diagnostics: [], files };
  const chosen = filesToEdit(files, wanted, before.streamFiles, newIn);
  if (!chosen.ok) return { ...chosen, diagnostics: [], files };
  const edited: EditedFile[] = [];
  for (const { file, edit: part } of chosen.parts) {
    const { length } = namesOf(part);
    const done = length === 0 ? ({ ok: true, text: file.text } as const) : applyEdit(file.text, part);
    if (!done.ok) return { ...done, diagnostics: [], files };
    edited.push({ file, text: done.text });
  }
  const newFiles = files.map((file) => {
    const text = edited.find((one) => one.file === file)?.text ?? file.text;
    return text === file.text ? file : { ...file, text };
  });
  const isSame = newFiles.every((file, index) => file === files[index]);
  const after = isSame ? before : readConfigurationFiles({ ...found, files: newFiles }, values);
  if (after.ok) return { ok: true, edited };
  return {
    ok: false,
    problem: `${name} would not be valid with this change, so it stays as it is.`,
    remedy: 'Mend what is named above and try again.',
    diagnostics: after.diagnostics,
    files: newFiles,
  };
}

export type FilesToEdit = Pick<SourceFiles, 'name' | 'files' | 'problems'>;

/** @param entries all of the configuration by name, patterns included */
export type MadeEdit = (entries: ReadonlyMap<string, StreamSpec>) => StreamEdit | EditProblem;

export interface EditOptions {
  /** Which file new streams are to go to, by its path or name; the first one that has streams where it is left out. */
  readonly newIn?: string | undefined;
  /** What references stand for. */
  readonly values?: ReferenceValues | undefined;
}

export interface EditedFile {
  /** As it was. */
  readonly file: SourceFile;
  /** The same as before when there is nothing to change. */
  readonly text: string;
}

export type EditedConfiguration =
  | {
      readonly ok: true;
      /** Those that hold what is edited, in the order of the files. */
      readonly edited: readonly EditedFile[];
    }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly remedy: string;
      readonly diagnostics: readonly Diagnostic[];
      /** With the texts that the diagnostics are about. */
      readonly files: readonly SourceFile[];
    };
