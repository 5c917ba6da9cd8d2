import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import type { StreamSpec } from '../state/stream.js';
import { checkConflicts } from './check-conflicts.js';
import { checkKeys } from './check-keys.js';
import { checkPatterns, checkStars } from './check-patterns.js';
import { checkProfiles } from './check-profiles.js';
import { checkSchema } from './check-schema.js';
import { checkStreams } from './check-streams.js';
import { checkSyntax } from './check-syntax.js';
import { checkRights, checkUsers } from './check-users.js';
import { mergeSources, type SourcePart } from './merge-sources.js';
import { systemReferenceValues } from './reference-values.js';
import { type ReferenceValues, resolveReferences } from './references.js';
import type { SourceText } from './source-files.js';
import { toDesiredState, toEntries } from './to-desired-state.js';
import { YamlSource } from './yaml-source.js';

/** Reads a configuration of one text; see {@link readConfigurationFiles}. */
export function readConfiguration(file: string, text: string, values?: ReferenceValues): ReadConfiguration {
  return readConfigurationFiles({ files: [{ file, text }], problems: [] }, values);
}

/**
 * Reads the files of a configuration. Answers what they ask for together, or else every problem of them in one run, in the order of
 * the files.
 * @param found `problems`: what keeps them from being the whole
 * @param values what references to variables and files stand for
 */
export function readConfigurationFiles(
  { files, problems }: FoundTexts,
  values: ReferenceValues = systemReferenceValues(process.env),
): ReadConfiguration {
  const sources = files.map(({ file, text }) => new YamlSource(file, text));
  const isWhole = problems.length === 0 && sources.every(({ document }) => document.errors.length === 0);
  const read = sources.map((source, index) => {
    // What nobody has is missed in the first file; while one cannot be read nobody knows what is missing.
    const isLent = (key: string): boolean =>
      !isWhole || index > 0 || sources.slice(1).some(({ document }) => hasKey(document, key));
    return readSource(source, values, { version: isLent('version'), streams: isLent('streams') });
  });
  const references = new Map(read.flatMap(({ references: used }) => [...used]));
  const parts = read.flatMap(({ part }) => part ?? []);
  const merged = mergeSources(parts);
  const diagnostics = [...problems, ...read.flatMap(({ diagnostics: own }) => own)];
  const { places, value } = merged;
  const entries = toEntries(value);
  const desired = toDesiredState(value, entries);
  diagnostics.push(
    ...merged.diagnostics,
    // While one cannot be read nobody knows which profiles there are.
    ...(isWhole && parts.length === files.length ? checkProfiles(places, value) : []),
    ...checkStars(places, value),
    ...checkStreams(places, value),
    ...checkPatterns(places, desired.patterns),
    ...checkConflicts(places, desired),
    ...checkRights(places, desired),
  );
  if (diagnostics.length > 0) return { ok: false, diagnostics: inTextOrder(diagnostics, files), references };
  return { ok: true, desired, entries, streamFiles: merged.streamFiles, references };
}

export interface FoundTexts {
  readonly files: readonly SourceText[];
  readonly problems: readonly Diagnostic[];
}

export type ReadConfiguration = (
  | {
      readonly ok: true;
      readonly desired: DesiredState;
      /** All entries of `streams` by name, patterns and what is not enabled included. */
      readonly entries: ReadonlyMap<string, StreamSpec>;
      /** Which file a stream stands in. */
      readonly streamFiles: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
) & {
  /** What each reference gave; see {@link resolveReferences}. */
  readonly references: ReadonlyMap<string, string | undefined>;
};

interface ReadSource {
  readonly diagnostics: readonly Diagnostic[];
  /** What of it fits; null when nothing can be said. */
  readonly part: SourcePart | null;
  readonly references: ReadConfiguration['references'];
}

/** @param isLent what other files may have in its place */
function readSource(
  source: YamlSource,
  values: ReferenceValues,
  isLent: Parameters<typeof checkSchema>[1],
): ReadSource {
  const syntax = checkSyntax(source);
  if (syntax.length > 0) return { diagnostics: syntax, part: null, references: new Map() };
  const diagnostics = [...checkKeys(source), ...checkUsers(source)];
  // Without texts for keys, or with aliases that lead nowhere, there is no data that a schema could look at.
  if (diagnostics.some(({ code }) => code === 'wrong-type' || code === 'yaml-syntax'))
    return { diagnostics, part: null, references: new Map() };
  const resolved = resolveReferences(source, values);
  const { keys, fitting, diagnostics: schemaDiagnostics } = checkSchema(source, isLent);
  diagnostics.push(
    ...resolved.diagnostics,
    ...schemaDiagnostics.filter((one) => !isCoveredBy(one, resolved.diagnostics)),
  );
  return {
    diagnostics,
    part: fitting === null ? null : { source, keys, value: fitting },
    references: resolved.used,
  };
}

/** A value that is wrong only because a reference in it has no value is one problem, not two. */
function isCoveredBy({ code, place }: Diagnostic, unresolved: readonly Diagnostic[]): boolean {
  if (code !== 'invalid-value') return false;
  return unresolved.some(({ place: other }) => {
    const isInside = other.column >= place.column && other.column < place.column + place.length;
    return other.line === place.line && isInside;
  });
}

function hasKey(document: YamlSource['document'], key: string): boolean {
  try {
    return document.has(key);
  } catch {
    return false; // no mapping
  }
}

function inTextOrder(diagnostics: readonly Diagnostic[], files: readonly SourceText[]): Diagnostic[] {
  const order = new Map(files.map(({ file }, index) => [file, index]));
  const rank = ({ place }: Diagnostic): number => order.get(place.file) ?? files.length;
  return [...diagnostics].sort(
    (a, b) => rank(a) - rank(b) || a.place.line - b.place.line || a.place.column - b.place.column,
  );
}
