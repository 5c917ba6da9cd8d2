import type { Diagnostic } from '../state/diagnostic.js';

/** A text of a configuration, which may have several. */
export interface SourceText {
  /** How it is called in diagnostics. */
  readonly file: string;
  readonly text: string;
}

export interface SourceFile extends SourceText {
  /** Where it is read and written. */
  readonly path: string;
  /** Of its text. */
  readonly hash: string;
}

/** The files of a configuration as they were found at one moment. */
export interface SourceFiles {
  /** How the file with its includes, or the folder, is called. */
  readonly name: string;
  /** In the order in which they count: each before those that it includes. */
  readonly files: readonly SourceFile[];
  /** What cannot be read, or is included and not there. Then the files are not the whole. */
  readonly problems: readonly Diagnostic[];
  /**
   * Of one file that of its text; of several one that changes with every text and every name, wherever the folder stands; without
   * any file the system's error code.
   */
  readonly hash: string;
  /**
   * The hashes of the same without some of the files that may be absent (`optional`): a checkout that lacks what Git ignores has one of
   * these.
   */
  readonly alsoHashes: readonly string[];
  /** A file has no name any more: a mount of a single file that was replaced outside. */
  readonly isPinned: boolean;
  /** Absolute paths in whose folders a change would show: of the files, and with {@link ANY_FILE} where others would be found. */
  readonly places: readonly string[];
}

/** In the place of a name: any file of the folder. */
export const ANY_FILE = '*';
