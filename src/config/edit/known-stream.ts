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
  const meant = nearest(name, names);
  throw new EditRefused(
    `There is no stream "${name}".`,
    meant === undefined ? `Add it with "kazstreamlink add ${name}".` : `Did you mean "${meant}"?`,
  );
}
