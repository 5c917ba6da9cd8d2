import { contentHash, type FoundFiles } from '../../src/config/configuration-state.js';
import type { FilesToEdit } from '../../src/config/edit/edit-configuration.js';
import { unreadableFile } from '../../src/config/unreadable-file.js';

/** A configuration of one file with this text, as it is found. */
export function foundText(text: string, file = 'streams.yaml'): FoundFiles {
  return { files: [{ file, text }], problems: [], hash: contentHash(text) };
}

/** One that cannot be read. */
export function foundNothing(code: string, file = 'streams.yaml'): FoundFiles {
  return { files: [], problems: [unreadableFile(file, code)], hash: code };
}

/** The same as files on a disk. */
export function sourceFiles(text: string, name = 'streams.yaml'): FilesToEdit {
  const path = `/${name}`;
  return { name, files: [{ file: name, text, path, hash: contentHash(text) }], problems: [] };
}
