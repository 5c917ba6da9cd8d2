import type { Diagnostic } from '../../state/diagnostic.js';
import { applyEdit } from '../edit/apply-edit.js';
import { editConfiguration } from '../edit/edit-configuration.js';
import { openStreams, plainData } from '../edit/open-streams.js';
import { EditRefused, type PlainValue, type StreamEdit } from '../edit/stream-edit.js';
import { readConfiguration } from '../read-configuration.js';
import { fieldProblems } from './field-problems.js';
import { isHiddenAgain } from './hidden-again.js';
import type { MaskedText, NotRestored } from './masked-text.js';
import { newReference } from './new-reference.js';

/** A change of the file by somebody who sees placeholders in place of its credentials. */
export type FileChange =
  | { readonly kind: 'text'; readonly text: string }
  /** Values by key as in the file; null takes a key out. A stream that is not there is added. */
  | { readonly kind: 'stream'; readonly name: string; readonly stream: Readonly<Record<string, unknown>> }
  | { readonly kind: 'remove'; readonly name: string };

/**
 * The text that a change makes of another one, from a valid one to a valid one.
 * @param file how the file is to be called in diagnostics
 */
export function changedText(
  file: string,
  original: string,
  masked: MaskedText,
  change: FileChange,
): ChangedText {
  switch (change.kind) {
    case 'text': {
      const restored = masked.restore(change.text);
      if (!restored.ok) return misplaced(restored);
      const reference = newReference(original, restored.text);
      if (reference !== null) return foreignReference(reference);
      const read = readConfiguration(file, restored.text);
      if (read.ok) return { ok: true, text: restored.text };
      return { ...INVALID, diagnostics: read.diagnostics, text: restored.text };
    }
    case 'remove': {
      if (!hasStream(original, change.name)) return NO_STREAM;
      return edited(file, original, change);
    }
    case 'stream':
      return changedStream(file, original, masked, change);
  }
}

export type ChangedText = { readonly ok: true; readonly text: string } | NotChanged;

export interface NotChanged {
  readonly ok: false;
  readonly reason: 'invalid' | 'refused' | 'misplaced-secret' | 'no-stream';
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

const NO_STREAM: NotChanged = {
  ok: false,
  reason: 'no-stream',
  problem: 'There is no stream of this name in the file.',
  remedy: 'Somebody may have removed it meanwhile.',
  diagnostics: [],
};

function changedStream(
  file: string,
  original: string,
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
  const edit: StreamEdit = hasStream(original, name)
    ? { kind: 'set', name, values, unset }
    : { kind: 'add', name, values };
  const result = edited(file, original, edit);
  if (!result.ok || isHiddenAgain(masked, stream, result.text, name)) return result;
  return misplaced({ ok: false, problem: 'visible' });
}

function edited(file: string, original: string, edit: StreamEdit): ChangedText {
  // Before anything looks at what it refers to.
  const draft = applyEdit(original, edit);
  const reference = draft.ok ? newReference(original, draft.text) : null;
  if (reference !== null) return foreignReference(reference);
  const result = editConfiguration(file, original, edit);
  if (result.ok) return { ok: true, text: result.text };
  const { problem, remedy, diagnostics, text } = result;
  if (diagnostics.length === 0) return { ok: false, reason: 'refused', problem, remedy, diagnostics };
  const fields = text === original ? {} : fieldProblems(text, edit.name, diagnostics);
  return { ok: false, reason: 'invalid', problem, remedy, diagnostics, fields, text };
}

function hasStream(text: string, name: string): boolean {
  try {
    return Object.hasOwn(plainData(openStreams(text)).streams, name);
  } catch (error) {
    // What is wrong with the text is told by whoever edits it.
    if (error instanceof EditRefused) return true;
    throw error;
  }
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
