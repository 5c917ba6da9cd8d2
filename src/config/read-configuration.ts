import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { checkConflicts } from './check-conflicts.js';
import { checkKeys } from './check-keys.js';
import { checkPatterns, checkStars } from './check-patterns.js';
import { checkProfiles } from './check-profiles.js';
import { checkSchema } from './check-schema.js';
import { checkStreams } from './check-streams.js';
import { checkUsers } from './check-users.js';
import { systemReferenceValues } from './reference-values.js';
import { type ReferenceValues, resolveReferences } from './references.js';
import { toDesiredState } from './to-desired-state.js';
import { YamlSource } from './yaml-source.js';

/**
 * Reads the text of a configuration file. Answers what it asks for, or else every problem of it in one run, in the
 * order of the text.
 * @param file how the file is to be called in diagnostics
 * @param values what references to variables and files stand for
 */
export function readConfiguration(
  file: string,
  text: string,
  values: ReferenceValues = systemReferenceValues(process.env),
): ReadConfiguration {
  const source = new YamlSource(file, text);
  const diagnostics = checkSyntax(source);
  const failed = (references: ReadConfiguration['references'] = new Map()): ReadConfiguration => {
    return { ok: false, diagnostics: inTextOrder(diagnostics), references };
  };
  if (diagnostics.length > 0) return failed();

  diagnostics.push(...checkKeys(source), ...checkUsers(source));
  // Without texts for keys, or with aliases that lead nowhere, there is no data that a schema could look at.
  if (diagnostics.some(({ code }) => code === 'wrong-type' || code === 'yaml-syntax')) return failed();
  const resolved = resolveReferences(source, values);
  const references = resolved.used;
  const { value, fitting, diagnostics: schemaDiagnostics } = checkSchema(source);
  diagnostics.push(
    ...resolved.diagnostics,
    ...schemaDiagnostics.filter((one) => !isCoveredBy(one, resolved.diagnostics)),
  );
  if (fitting !== null) {
    const desired = toDesiredState(fitting);
    diagnostics.push(
      ...checkProfiles(source, fitting),
      ...checkStars(source, fitting),
      ...checkStreams(source, fitting),
      ...checkPatterns(source, desired.patterns),
      ...checkConflicts(source, desired),
    );
  }
  if (value === null || diagnostics.length > 0) return failed(references);
  return { ok: true, desired: toDesiredState(value), references };
}

export type ReadConfiguration = (
  | { readonly ok: true; readonly desired: DesiredState }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
) & {
  /** What each reference gave; see {@link resolveReferences}. */
  readonly references: ReadonlyMap<string, string | undefined>;
};

/** A value that is wrong only because a reference in it has no value is one problem, not two. */
function isCoveredBy({ code, place }: Diagnostic, unresolved: readonly Diagnostic[]): boolean {
  if (code !== 'invalid-value') return false;
  return unresolved.some(({ place: other }) => {
    const isInside = other.column >= place.column && other.column < place.column + place.length;
    return other.line === place.line && isInside;
  });
}

function checkSyntax(source: YamlSource): Diagnostic[] {
  const { document } = source;
  const diagnostics = document.errors.map((error): Diagnostic => {
    const isSecondDocument = error.code === 'MULTIPLE_DOCS';
    return {
      code: 'yaml-syntax',
      severity: 'error',
      message: isSecondDocument ? 'a second document begins here' : withoutQuotedText(error.message),
      remedy: isSecondDocument
        ? 'Keep one document: remove the line with "---".'
        : 'Mend the YAML here or on the line above; indentation with spaces, a space after each colon.',
      place: source.placeAt(error.pos[0], error.pos[1]),
      related: null,
    };
  });
  if (diagnostics.length === 0 && document.contents === null) {
    diagnostics.push({
      code: 'empty-document',
      severity: 'error',
      message: 'the file is empty',
      remedy: 'Write "version: 1" and "streams: {}" to say that no stream is wanted.',
      place: source.placeAt(0, 1),
      related: null,
    });
  }
  return diagnostics;
}

/** The library quotes text of the file in some messages, which could be a credential. */
function withoutQuotedText(message: string): string {
  return message.replace(/(?:: | \\).*$/s, '').replace(/\.$/, '');
}

function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}
