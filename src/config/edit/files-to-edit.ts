import { dirname, resolve } from 'node:path';
import { nearest } from '../nearest.js';
import type { SourceFile, SourceText } from '../source-files.js';
import { isStreamOf } from './known-stream.js';
import { entryOf } from './map-in-text.js';
import { openStreams } from './open-streams.js';
import { type EditProblem, EditRefused, namesOf, type StreamEdit } from './stream-edit.js';
import { lineNumber } from './text-lines.js';

/**
 * The files of a valid configuration that an edit is for, each with its part of it: those that hold the streams; for new ones that which
 * was asked for, or the first that has streams.
 * @param streamFiles which file each stream stands in
 * @param newIn path or name of the file for new streams
 */
export function filesToEdit(
  files: readonly SourceFile[],
  edit: StreamEdit,
  streamFiles: ReadonlyMap<string, string>,
  newIn?: string,
): { readonly ok: true; readonly parts: readonly EditPart[] } | EditProblem {
  if (edit.kind === 'add') return fileForNew(files, edit, streamFiles, newIn);
  const [only] = files;
  if (files.length === 1 && only !== undefined) return { ok: true, parts: [{ file: only, edit }] };
  const unknown = edit.names.find((name) => !streamFiles.has(name));
  if (unknown !== undefined) return noStream(unknown, files, streamFiles);
  const parts = files.flatMap((file) => {
    const names = edit.names.filter((name) => streamFiles.get(name) === file.file);
    return names.length === 0 ? [] : [{ file, edit: { ...edit, names } }];
  });
  return { ok: true, parts };
}

export interface EditPart {
  readonly file: SourceFile;
  readonly edit: StreamEdit;
}

/** As the configuration calls it, or by its path: from where it is typed, or from the folder of the first file on. */
export function isCalled({ file, path }: SourceFile, name: string, [first]: readonly SourceFile[]): boolean {
  return (
    [file, path].includes(name) || [resolve(name), resolve(dirname(first?.path ?? ''), name)].includes(path)
  );
}

/** Where a new stream goes when nobody says where; undefined only when there is no file. */
export function firstWithStreams<File extends SourceText>(files: readonly File[]): File | undefined {
  return files.length === 1 ? files[0] : (files.find(({ text }) => hasStreams(text)) ?? files[0]);
}

function fileForNew(
  files: readonly SourceFile[],
  edit: Extract<StreamEdit, { readonly kind: 'add' }>,
  streamFiles: ReadonlyMap<string, string>,
  newIn: string | undefined,
): ReturnType<typeof filesToEdit> {
  const present = namesOf(edit).find((name) => streamFiles.has(name));
  const holder = files.find(({ file }) => present !== undefined && file === streamFiles.get(present));
  if (present !== undefined && holder !== undefined && files.length > 1) return thereAlready(present, holder);
  const file =
    newIn === undefined ? firstWithStreams(files) : files.find((one) => isCalled(one, newIn, files));
  if (file !== undefined) return { ok: true, parts: [{ file, edit }] };
  return noFile(newIn, files);
}

export function noFile(name: string | undefined, files: readonly SourceFile[]): EditProblem {
  const known = files.map((one) => one.file).join(', ');
  return {
    ok: false,
    problem: `${name ?? 'This'} is no file of this configuration.`,
    remedy: `Name one of these: ${known}. A new one needs "streams: {}" in it first.`,
  };
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

function thereAlready(name: string, file: SourceFile): EditProblem {
  return {
    ok: false,
    problem: `"${name}" is there already (${placeIn(file, name)}).`,
    remedy: `Change it with "kazstreamlink set ${name}", or choose another name.`,
  };
}

function noStream(
  name: string,
  files: readonly SourceFile[],
  streamFiles: ReadonlyMap<string, string>,
): EditProblem {
  const names = [...streamFiles.keys()];
  const pattern = names.find((one) => isStreamOf(one, name));
  const holder = files.find(({ file }) => pattern !== undefined && file === streamFiles.get(pattern));
  if (pattern !== undefined && holder !== undefined)
    return {
      ok: false,
      problem: `"${name}" is no entry of its own: it comes from "${pattern}" (${placeIn(holder, pattern)}).`,
      remedy: `Change "${pattern}", or add "${name}" as an entry of its own.`,
    };
  const meant = nearest(name, names);
  return {
    ok: false,
    problem: `There is no stream "${name}".`,
    remedy: meant === undefined ? `Add it with "kazstreamlink add ${name}".` : `Did you mean "${meant}"?`,
  };
}

function placeIn({ file, text }: SourceFile, name: string): string {
  const { streams } = openStreams(text);
  return `${file}:${lineNumber(text, entryOf(streams, name)?.start ?? 0)}`;
}
