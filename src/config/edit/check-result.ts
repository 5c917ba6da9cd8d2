import { isDeepStrictEqual } from 'node:util';
import { entryOf } from './map-in-text.js';
import { type OpenedStreams, openStreams, type PlainFile, plainData } from './open-streams.js';
import { EditRefused, namesOf, type StreamEdit } from './stream-edit.js';
import { lineNumber } from './text-lines.js';

/**
 * Holds an edited text to its promise: as data, it differs from the text before by the edit and nothing else. Throws
 * `EditRefused` where it does not, since anchors carry a change elsewhere, or the text is written in a way that
 * nobody thought of.
 */
export function checkResult(text: string, edited: string, edit: StreamEdit): void {
  const opened = openStreams(text);
  const before = plainData(opened);
  const after = dataOf(edited);
  if (isDeepStrictEqual(after, expectedData(before, edit))) return;
  if (after !== undefined) {
    refuseInherited(opened, after, edit);
    refuseShared(opened, before, after, edit);
  }
  throw new EditRefused(
    `"${namesOf(edit).join('", "')}" is written in a way that cannot be edited without touching what stands around it.`,
    'Change it by hand.',
  );
}

/** Undefined when the edit broke the text. */
function dataOf(text: string): PlainFile | undefined {
  try {
    return plainData(openStreams(text));
  } catch (error) {
    if (error instanceof EditRefused) return undefined;
    throw error;
  }
}

function expectedData(before: PlainFile, edit: StreamEdit): PlainFile {
  const streams = new Map(Object.entries(before.streams));
  switch (edit.kind) {
    case 'add':
      for (const [name, values] of edit.streams) streams.set(name, structuredClone(values));
      break;
    case 'remove':
      for (const name of edit.names) streams.delete(name);
      break;
    case 'set':
      for (const name of edit.names) {
        const values = Object.entries({ ...streams.get(name), ...structuredClone(edit.values) });
        streams.set(name, Object.fromEntries(values.filter(([key]) => !edit.unset.includes(key))));
      }
  }
  return { ...before, streams: Object.fromEntries(streams) };
}

/** A key that is still there without a line of its own. */
function refuseInherited({ text, streams }: OpenedStreams, after: PlainFile, edit: StreamEdit): void {
  if (edit.kind !== 'set') return;
  for (const name of edit.names) {
    const left = edit.unset.find((key) => after.streams[name]?.[key] !== undefined);
    if (left === undefined) continue;
    const line = lineNumber(text, entryOf(streams, name)?.start ?? 0);
    throw new EditRefused(
      `"${name}" (line ${line}) takes its "${left}" from elsewhere, by an alias or a merge key, so it cannot be left out.`,
      'Give it another value instead, or change it where it is written.',
    );
  }
}

/** Another part of the file that repeats what was edited. */
function refuseShared(
  { text, streams }: OpenedStreams,
  before: PlainFile,
  after: PlainFile,
  edit: StreamEdit,
): void {
  const names = namesOf(edit);
  const other = streams.entries.find(
    ({ key }) => !names.includes(key) && !isDeepStrictEqual(before.streams[key], after.streams[key]),
  );
  if (other === undefined) return;
  throw new EditRefused(
    `"${other.key}" (line ${lineNumber(text, other.start)}) repeats what "${names.join('", "')}" says, by an alias or a merge key, and would change as well.`,
    `Give "${other.key}" a value of its own first, or change the file by hand.`,
  );
}
