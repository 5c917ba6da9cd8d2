import { EditRefused } from '../edit/stream-edit.js';
import { mapTexts } from './map-texts.js';
import { areWithin, MaskedText } from './masked-text.js';
import { entryInFile } from './stream-entry.js';

/**
 * Whether each credential that was put back for a placeholder stands where it is masked again: somebody who may not see it could
 * read it from the path of a stream.
 * @param submitted keys of the stream, with placeholders of `before`
 */
export function isHiddenAgain(
  before: MaskedText,
  submitted: unknown,
  newText: string,
  name: string,
): boolean {
  const after = new MaskedText(newText);
  const shown = entryOf(after, name);
  let isHidden = true;
  mapTexts(submitted, (text, path) => {
    const restored = before.expand(text);
    if (!restored.ok || restored.places.length === 0) return text;
    const now = path.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      shown,
    );
    const masked = typeof now === 'string' ? after.expand(now) : null;
    isHidden &&=
      masked?.ok === true && masked.text === restored.text && areWithin(restored.places, masked.places);
    return text;
  });
  return isHidden;
}

function entryOf(masked: MaskedText, name: string): unknown {
  try {
    return entryInFile(masked, name)?.stream;
  } catch (error) {
    if (error instanceof EditRefused) return undefined;
    throw error;
  }
}
