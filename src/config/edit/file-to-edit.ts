import { dirname, resolve } from 'node:path';
import { nearest } from '../nearest.js';
import type { SourceFile, SourceText } from '../source-files.js';
import { entryOf } from './map-in-text.js';
import { openStreams } from './open-streams.js';
import { type EditProblem, EditRefused, type StreamEdit } from './stream-edit.js';
import { lineNumber } from './text-lines.js';

/**
 * The file of a valid configuration that an edit is for: the one that holds the stream; for a new one that which was asked for, or
 * the first that has streams.
 * @param streamFiles which file each stream stands in
 * @param newIn path or name of the file for a new stream
 */
export function fileToEdit(
  files: readonly SourceFile[],
  { kind, name }: StreamEdit,
  streamFiles: ReadonlyMap<string, string>,
  newIn?: string,
): { readonly ok: true; readonly file: SourceFile } | EditProblem {
  const holder = files.find(({ file }) => file === streamFiles.get(name));
  if (kind === 'add' && holder !== undefined && files.length > 1) return thereAlready(name, holder);
  const wanted =
    newIn === undefined ? firstWithStreams(files) : files.find((one) => isCalled(one, newIn, files));
  const file = holder ?? (kind === 'add' || files.length === 1 ? wanted : undefined);
  if (file !== undefined) return { ok: true, file };
  if (kind !== 'add') return noStream(name, [...streamFiles.keys()]);
  const known = files.map((one) => one.file).join(', ');
  return {
    ok: false,
    problem: `${newIn ?? 'This'} is no file of this configuration.`,
    remedy: `Name one of these: ${known}. A new one needs "streams: {}" in it first.`,
  };
}

/** As the configuration calls it, or by its path: from where it is typed, or from the folder of the first file on. */
function isCalled({ file, path }: SourceFile, name: string, [first]: readonly SourceFile[]): boolean {
  return (
    [file, path].includes(name) || [resolve(name), resolve(dirname(first?.path ?? ''), name)].includes(path)
  );
}

/** Where a new stream goes when nobody says where; undefined only when there is no file. */
export function firstWithStreams<File extends SourceText>(files: readonly File[]): File | undefined {
  return files.length === 1 ? files[0] : (files.find(({ text }) => hasStreams(text)) ?? files[0]);
}

function hasStreams(text: string): boolean {
  try {
    openStreams(text);
    return true;
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}

function thereAlready(name: string, { file, text }: SourceFile): EditProblem {
  const { streams } = openStreams(text);
  const line = lineNumber(text, entryOf(streams, name)?.start ?? 0);
  return {
    ok: false,
    problem: `"${name}" is there already (${file}:${line}).`,
    remedy: `Change it with "kazstreamlink set ${name}", or choose another name.`,
  };
}

function noStream(name: string, names: readonly string[]): EditProblem {
  const meant = nearest(name, names);
  return {
    ok: false,
    problem: `There is no stream "${name}".`,
    remedy: meant === undefined ? `Add it with "kazstreamlink add ${name}".` : `Did you mean "${meant}"?`,
  };
}
