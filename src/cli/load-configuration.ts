import { readConfiguration } from '../config/read-configuration.js';
import { readFileContent } from '../config/read-file.js';
import { unreadableFile } from '../config/unreadable-file.js';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';

/** Reads a configuration file for a command: what it asks for, or what is wrong with it. */
export function loadConfiguration(path: string): LoadedConfiguration {
  const content = readFileContent(path);
  if (!content.ok)
    return { desired: null, diagnostics: [unreadableFile(path, content.code)], text: undefined };
  const read = readConfiguration(path, content.text);
  return read.ok
    ? { desired: read.desired, diagnostics: [], text: content.text }
    : { desired: null, diagnostics: read.diagnostics, text: content.text };
}

export interface LoadedConfiguration {
  /** Null when the file is not valid. */
  readonly desired: DesiredState | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly text: string | undefined;
}
