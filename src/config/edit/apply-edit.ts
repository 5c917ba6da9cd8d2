import { addStreams, withStreams } from './add-stream.js';
import { checkResult } from './check-result.js';
import { knownStream } from './known-stream.js';
import { openStreams } from './open-streams.js';
import { removeStream } from './remove-stream.js';
import { setKey, unsetKey } from './set-key.js';
import { type EditedText, EditRefused, type StreamEdit } from './stream-edit.js';
import { inKeyOrder } from './stream-keys.js';

/**
 * Carries out an edit on the text of a valid configuration file and changes only the lines that it concerns: everything else
 * stays byte for byte, and means what it meant. Answers the same text when there is nothing to change, and a
 * problem where that cannot be done. Whether the new text is a valid configuration is for the caller to check.
 */
export function applyEdit(text: string, edit: StreamEdit): EditedText {
  try {
    if (text.includes('\u{FFFD}')) {
      throw new EditRefused(
        'The file holds characters that are not UTF-8, which would be lost.',
        'Save it as UTF-8 in an editor.',
      );
    }
    const base = edit.kind === 'add' ? withStreams(text) : text;
    const edited = carryOut(base, edit);
    if (edited !== text) checkResult(base, edited, edit);
    return { ok: true, text: edited };
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    return { ok: false, problem: error.message, remedy: error.remedy };
  }
}

function carryOut(text: string, edit: StreamEdit): string {
  switch (edit.kind) {
    case 'add':
      return addStreams(text, edit.streams);
    case 'remove':
      // The last first: what repeats another one stands behind it.
      return edit.names.reduceRight(removeStream, text);
    case 'set': {
      const opened = openStreams(text);
      for (const name of edit.names) knownStream(opened, name);
      let edited = text;
      // One key at a time, each on a text that is parsed anew: places never have to be carried over.
      for (const [key, value] of inKeyOrder(edit.values)) edited = setKey(edited, edit.names, key, value);
      for (const key of edit.unset) edited = unsetKey(edited, edit.names, key);
      return edited;
    }
  }
}
