import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { contentHash } from '../config/configuration-state.js';
import type { FilesToEdit } from '../config/edit/edit-configuration.js';
import { firstWithStreams, isCalled, noFile } from '../config/edit/files-to-edit.js';
import type { EditProblem } from '../config/edit/stream-edit.js';
import { isConfigurationName } from '../config/gather-files.js';
import type { SourceFile } from '../config/source-files.js';
import { findFiles } from './load-configuration.js';

/**
 * The file that an import adds to, and the configuration that it belongs to: by `--into` a file with all that it includes, or a folder; by
 * `--config` as well, any file of that, or a new one of a folder. Without either an empty one that is printed.
 */
export function importTarget({ into, config }: ImportTargetOptions): ImportInto | EditProblem {
  if (into === undefined) return newFile('streams.yaml', EMPTY);
  const whole = config ?? into;
  if (!existsSync(whole)) return config === undefined ? newFile(into, EMPTY) : noConfiguration(config);
  const found = findFiles(whole);
  const file =
    resolve(into) === resolve(whole)
      ? firstWithStreams(found.files)
      : found.files.find((one) => isCalled(one, into, found.files));
  if (file !== undefined) return { ok: true, found, file, isNew: false };
  if (isFolder(whole)) {
    // A folder without any file gets its first one.
    const path = isFolder(into) ? join(into, 'streams.yaml') : into;
    if (!existsSync(path) && isFileOf(whole, path)) return newIn(found, path);
  }
  const [unreadable] = found.problems;
  if (found.files.length > 0 || unreadable === undefined) return noFile(into, found.files);
  return { ok: false, problem: `${whole}: ${unreadable.message}.`, remedy: unreadable.remedy };
}

export interface ImportTargetOptions {
  readonly into?: string;
  readonly config?: string;
}

export interface ImportInto {
  readonly ok: true;
  readonly found: FilesToEdit;
  /** One of those that were found. */
  readonly file: SourceFile;
  /** It is not there yet. */
  readonly isNew: boolean;
}

const EMPTY = 'version: 1\n\nstreams: {}\n';

function newFile(name: string, text: string): ImportInto {
  return newIn({ name, files: [], problems: [] }, name, text);
}

/** Of a configuration that has files already the others have the version. */
function newIn(
  { name, files, problems }: FilesToEdit,
  path: string,
  text = files.length === 0 ? EMPTY : 'streams: {}\n',
): ImportInto {
  const file = { file: path, path: resolve(path), text, hash: contentHash(text) };
  // That a folder has no file is over then.
  const others = files.length === 0 ? [] : problems;
  return { ok: true, found: { name, files: [...files, file], problems: others }, file, isNew: true };
}

function noConfiguration(path: string): EditProblem {
  return { ok: false, problem: `There is no ${path}.`, remedy: 'Name the file or folder with --config.' };
}

/** Whether a folder takes a file of this name as one of its own. */
function isFileOf(folder: string, path: string): boolean {
  return resolve(dirname(path)) === resolve(folder) && isConfigurationName(basename(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
