import { nearest } from '../nearest.js';
import { type EntryInText, entryOf } from './map-in-text.js';
import { type OpenedStreams, plainData } from './open-streams.js';
import { EditRefused } from './stream-edit.js';
import { lineNumber } from './text-lines.js';

/** The entry of a stream. Throws `EditRefused` when there is none, with the name that may have been meant. */
export function knownStream(opened: OpenedStreams, name: string): EntryInText {
  const { streams, text } = opened;
  const entry = entryOf(streams, name);
  if (entry !== undefined && name !== '<<') return entry;
  const names = Object.keys(plainData(opened).streams);
  const merge = entryOf(streams, '<<');
  if (merge !== undefined && names.includes(name)) {
    throw new EditRefused(
      `"${name}" comes from a merge key (line ${lineNumber(text, merge.start)}), not from a text of its own.`,
      'Change it where it is written, or write it out below "streams".',
    );
  }
  const pattern = names.find((one) => isStreamOf(one, name));
  if (pattern !== undefined) {
    throw new EditRefused(
      `"${name}" is no entry of its own: it comes from "${pattern}" (line ${lineNumber(text, entryOf(streams, pattern)?.start ?? 0)}).`,
      `Change "${pattern}", or add "${name}" as an entry of its own.`,
    );
  }
  const meant = nearest(name, names);
  throw new EditRefused(
    `There is no stream "${name}".`,
    meant === undefined ? `Add it with "kazstreamlink add ${name}".` : `Did you mean "${meant}"?`,
  );
}

/** Whether a name with a star makes streams of such names. */
export function isStreamOf(pattern: string, name: string): boolean {
  const [before = '', after] = pattern.split('*');
  return after !== undefined && name.startsWith(before) && name.endsWith(after);
}
