import { refuseWhenUsed } from './anchor-users.js';
import { removeFromBlock } from './block-lines.js';
import { removeFromFlow } from './flow-items.js';
import { knownStream } from './known-stream.js';
import { type EntryInText, handOnly, type MapInText } from './map-in-text.js';
import { openStreams } from './open-streams.js';
import { type Splice, splice } from './text-lines.js';

/** Takes a stream out of the text; of the last one `streams: {}` is left. Throws `EditRefused`. */
export function removeStream(text: string, name: string): string {
  const opened = openStreams(text);
  const { entry: parent, streams } = opened;
  const entry = knownStream(opened, name);
  refuseWhenUsed(opened, entry);
  return splice(text, ...removeEntry(streams, entry, parent));
}

/** @param parent whose value the mapping is */
export function removeEntry(map: MapInText, entry: EntryInText, parent: EntryInText): Splice[] {
  if (map.token.type === 'flow-collection') return removeFromFlow(map, entry);
  const removed = removeFromBlock(map, entry);
  if (map.entries.length > 1) return [removed];
  if (removed.start < parent.keyEnd) throw handOnly(map.text, entry.start, `"${entry.key}"`);
  return [{ start: parent.keyEnd, end: parent.keyEnd, text: ' {}' }, removed];
}
