import { resolve } from 'node:path';
import { gatherFiles } from '../config/gather-files.js';
import { readConfigurationFiles } from '../config/read-configuration.js';
import { systemReferenceValues } from '../config/reference-values.js';
import type { ReferenceValues } from '../config/references.js';
import type { SourceFiles } from '../config/source-files.js';
import { withStandIns } from '../config/stand-ins.js';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';

/** Reads the configuration for a command: what it asks for, or what is wrong with it. */
export function loadConfiguration(path: string, options: ReferenceOptions = {}): LoadedConfiguration {
  const found = findFiles(path);
  const read = readConfigurationFiles(found, valuesFor(options));
  return {
    desired: read.ok ? read.desired : null,
    diagnostics: read.ok ? [] : read.diagnostics,
    textOf: (file) => found.files.find((one) => one.file === file)?.text,
    hash: found.hash,
  };
}

/** What references stand for, for a command. */
export function valuesFor({ allowUnresolved = false }: ReferenceOptions): ReferenceValues {
  const values = systemReferenceValues(process.env);
  return allowUnresolved ? withStandIns(values) : values;
}

/** The files of the configuration that a command is for, called as they are reached from where it is typed. */
export function findFiles(path: string): SourceFiles {
  return gatherFiles(resolve(path), path);
}

export interface LoadedConfiguration {
  /** Null when it is not valid. */
  readonly desired: DesiredState | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly textOf: (file: string) => string | undefined;
  /** By which a router tells the content that is live; the system's error code where there is none. */
  readonly hash: string;
}

export interface ReferenceOptions {
  /** References to variables and files that have no value here are no problem. */
  readonly allowUnresolved?: boolean;
}
