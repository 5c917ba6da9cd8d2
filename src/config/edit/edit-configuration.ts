import type { DesiredState } from '../../state/desired-state.js';
import type { Diagnostic } from '../../state/diagnostic.js';
import { readConfiguration } from '../read-configuration.js';
import { applyEdit } from './apply-edit.js';
import type { StreamEdit } from './stream-edit.js';

/**
 * Edits the text of a configuration file: from a valid one to a valid one, or a refusal with what is wrong.
 * @param file how the file is to be called in diagnostics
 * @param isDone true when what is wanted holds already, whatever the text of the stream says about it
 */
export function editConfiguration(
  file: string,
  text: string,
  edit: StreamEdit,
  isDone: (before: DesiredState) => boolean = () => false,
): EditedConfiguration {
  const before = readConfiguration(file, text);
  if (!before.ok) {
    return {
      ok: false,
      problem: `${file} is not valid as it is, so it is not edited.`,
      remedy: 'Mend it first; "kazstreamlink validate" shows what is wrong.',
      diagnostics: before.diagnostics,
      text,
    };
  }
  if (isDone(before.desired)) return { ok: true, text, before: before.desired, after: before.desired };
  const edited = applyEdit(text, edit);
  if (!edited.ok) return { ...edited, diagnostics: [], text };
  const after = edited.text === text ? before : readConfiguration(file, edited.text);
  if (after.ok) return { ok: true, text: edited.text, before: before.desired, after: after.desired };
  return {
    ok: false,
    problem: `${file} would not be valid with this change, so it stays as it is.`,
    remedy: 'Mend what is named above and try again.',
    diagnostics: after.diagnostics,
    text: edited.text,
  };
}

export type EditedConfiguration =
  | {
      readonly ok: true;
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
      /** The text that the diagnostics are about. */
      readonly text: string;
    };
