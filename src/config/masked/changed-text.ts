import type { Diagnostic } from '../../state/diagnostic.js';
import { applyEdit } from '../edit/apply-edit.js';
import { editConfiguration, type FilesToEdit } from '../edit/edit-configuration.js';
import { holdsStream, isBroken } from '../edit/open-streams.js';
import type { PlainValue, StreamEdit } from '../edit/stream-edit.js';
import { includesOf } from '../includes.js';
import { readConfigurationFiles } from '../read-configuration.js';
import type { SourceFile } from '../source-files.js';
import { fieldProblems } from './field-problems.js';
import { isHiddenAgain } from './hidden-again.js';
import type { MaskedText, NotRestored } from './masked-text.js';
import { newReference } from './new-reference.js';

/** A change of a file by somebody who sees placeholders in place of its credentials. */
export type FileChange =
  /** `file`: which one, where there are several; the first where it is left out. */
  | { readonly kind: 'text'; readonly text: string; readonly file?: string | undefined }
  /** Values by key as in the file; null takes a key out. A stream that is not there is added, to `file`. */
  | {
      readonly kind: 'stream';
      readonly name: string;
      readonly stream: Readonly<Record<string, unknown>>;
      readonly file?: string | undefined;
    }
  | { readonly kind: 'remove'; readonly name: string };

/**
 * The text that a change makes of that of a file, from a valid whole to a valid whole.
 * @param found the files of the configuration, the one that is changed among them
 * @param foundWith the files as they would be found with another text of that one, which includes nothing new
 */
export function changedText(
  found: FilesToEdit,
  file: SourceFile,
  masked: MaskedText,
  change: FileChange,
  foundWith: (text: string) => FilesToEdit,
): ChangedText {
  switch (change.kind) {
    case 'text': {
      const restored = masked.restore(change.text);
      if (!restored.ok) return misplaced(restored);
      const { text } = restored;
      const reference = newReference(file.text, text);
      if (reference !== null) return foreignReference(reference);
      if (bringsInFiles(file, text)) return FOREIGN_FILE;
      const read = readConfigurationFiles(foundWith(text));
      if (read.ok) return { ok: true, text };
      return { ...INVALID, diagnostics: read.diagnostics, text };
    }
    case 'remove': {
      if (!holdsStream(file.text, change.name) && !isBroken(file.text)) return NO_STREAM;
      return edited(found, file, change.name, { kind: 'remove', names: [change.name] });
    }
    case 'stream':
      return changedStream(found, file, masked, change);
  }
}

/** By `include` as well the router reads files of its machine: from elsewhere no other ones can be asked for. */
function bringsInFiles({ file, text: before }: SourceFile, after: string): boolean {
  const known = includesOf(file, before).map(({ pattern }) => pattern);
  return includesOf(file, after).some(({ pattern }) => !known.includes(pattern));
}

const FOREIGN_FILE: NotChanged = {
  ok: false,
  reason: 'refused',
  problem:
    'Another "include" cannot be put there from here, since the router would read other files of its machine by it.',
  remedy: 'Write it into the file by hand.',
  diagnostics: [],
};

export type ChangedText = { readonly ok: true; readonly text: string } | NotChanged;

export interface NotChanged {
  readonly ok: false;
  readonly reason: 'invalid' | 'refused' | 'misplaced-secret' | 'no-stream' | 'no-file';
  readonly problem: string;
  readonly remedy: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with which key of the stream. */
  readonly fields?: Readonly<Record<string, string>>;
  /** What it would be, if that is more than no text. */
  readonly text?: string;
}

const INVALID = {
  ok: false,
  reason: 'invalid',
  problem: 'The file would not be valid with this change, so it stays as it is.',
  remedy: 'Mend what is named and try again.',
} as const;

export const NO_STREAM: NotChanged = {
  ok: false,
  reason: 'no-stream',
  problem: 'There is no stream of this name in the file.',
  remedy: 'Somebody may have removed it meanwhile.',
  diagnostics: [],
};

function changedStream(
  found: FilesToEdit,
  file: SourceFile,
  masked: MaskedText,
  { name, stream }: Extract<FileChange, { readonly kind: 'stream' }>,
): ChangedText {
  const restored = masked.restoreValue(stream);
  if (!restored.ok) return misplaced(restored);
  const entries = Object.entries(restored.value as Record<string, unknown>);
  const values = Object.fromEntries(entries.filter(([, value]) => value !== null)) as Record<
    string,
    PlainValue
  >;
  const unset = entries.filter(([, value]) => value === null).map(([key]) => key);
  const edit: StreamEdit = holdsStream(file.text, name)
    ? { kind: 'set', names: [name], values, unset }
    : { kind: 'add', streams: new Map([[name, values]]) };
  const result = edited(found, file, name, edit);
  if (!result.ok || isHiddenAgain(masked, stream, result.text, name)) return result;
  return misplaced({ ok: false, problem: 'visible' });
}

function edited(found: FilesToEdit, file: SourceFile, name: string, edit: StreamEdit): ChangedText {
  const { text: original } = file;
  // Before anything looks at what it refers to.
  const draft = applyEdit(original, edit);
  const reference = draft.ok ? newReference(original, draft.text) : null;
  if (reference !== null) return foreignReference(reference);
  const result = editConfiguration(found, edit, { newIn: file.file });
  const text = draft.ok ? draft.text : original;
  if (result.ok) return { ok: true, text };
  const { problem, remedy, diagnostics } = result;
  if (diagnostics.length === 0) return { ok: false, reason: 'refused', problem, remedy, diagnostics };
  const fields = text === original ? {} : fieldProblems({ ...file, text }, name, diagnostics);
  return { ok: false, reason: 'invalid', problem, remedy, diagnostics, fields, text };
}

function foreignReference(reference: string): NotChanged {
  return {
    ok: false,
    reason: 'refused',
    problem: `${reference} cannot be put there from here, since its value could be read by that.`,
    remedy: 'Write it into the file by hand.',
    diagnostics: [],
  };
}

function misplaced({ problem }: NotRestored): NotChanged {
  return {
    ok: false,
    reason: 'misplaced-secret',
    problem: MISPLACED[problem],
    remedy: 'Leave placeholders where they are, or write the credential itself.',
    diagnostics: [],
  };
}

const MISPLACED: Readonly<Record<NotRestored['problem'], string>> = {
  unknown: 'A placeholder stands for nothing that is in the file.',
  visible: 'A credential would be seen where its placeholder was put.',
  'text-only':
    'A placeholder stands in a text that is folded or escaped: that is changed in the text of the file only.',
};
