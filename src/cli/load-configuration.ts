import { contentHash } from '../config/configuration-state.js';
import { readConfiguration } from '../config/read-configuration.js';
import { readFileContent } from '../config/read-file.js';
import { systemReferenceValues } from '../config/reference-values.js';
import { withStandIns } from '../config/stand-ins.js';
import { unreadableFile } from '../config/unreadable-file.js';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';

/** Reads a configuration file for a command: what it asks for, or what is wrong with it. */
export function loadConfiguration(
  path: string,
  { allowUnresolved = false }: ReferenceOptions = {},
): LoadedConfiguration {
  const content = readFileContent(path);
  if (!content.ok)
    return { desired: null, diagnostics: [unreadableFile(path, content.code)], text: undefined, hash: null };
  const { text } = content;
  const values = systemReferenceValues(process.env);
  const read = readConfiguration(path, text, allowUnresolved ? withStandIns(values) : values);
  const hash = contentHash(text);
  return read.ok
    ? { desired: read.desired, diagnostics: [], text, hash }
    : { desired: null, diagnostics: read.diagnostics, text, hash };
}

export interface LoadedConfiguration {
  /** Null when the file is not valid. */
  readonly desired: DesiredState | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly text: string | undefined;
  /** By which a router tells the content that is live; null when the file cannot be read. */
  readonly hash: string | null;
}

export interface ReferenceOptions {
  /** References to variables and files that have no value here are no problem. */
  readonly allowUnresolved?: boolean;
}
