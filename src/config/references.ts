import { dirname, isAbsolute, join } from 'node:path';
import { type Document, isPair, isScalar, type Node, type Pair, type Scalar, visit } from 'yaml';
import type { Diagnostic } from '../state/diagnostic.js';
import { keyText, type YamlSource } from './yaml-source.js';

/**
 * Replaces references in the string values of a parsed file, in place: `${VAR}`, `${VAR:-default}` (also for an empty
 * variable, as in a shell) and `${file:/run/secrets/x}` (its text without the final newline; from the folder of the configuration file
 * on where it is relative). `$${` stands for `${`.
 * Keys are left alone. What cannot be resolved is a diagnostic, never an empty text.
 */
export function resolveReferences(source: YamlSource, values: ReferenceValues): ResolvedReferences {
  const diagnostics: Diagnostic[] = [];
  const used = new Map<string, string | undefined>();
  visit(source.document, {
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const written = node.value;
      node.value = written.replace(REFERENCE, (whole: string, body: string | undefined) => {
        if (whole === '$${') return '${';
        const value = body === undefined ? null : resolve(fromFolderOf(source.file, body), values, used);
        if (typeof value === 'string') return value;
        const standIn =
          value === null || !value.isReference
            ? undefined
            : values.standIn?.(body ?? '', written === whole ? keyOf(path) : null);
        if (standIn !== undefined) return standIn;
        diagnostics.push(unresolved(source, node, whole, value?.problem));
        return whole;
      });
    },
  });
  return { diagnostics, used };
}

/**
 * The same in a text by itself; null when something in it cannot be resolved.
 * @param file that it is from
 */
export function resolveText(text: string, file: string, values: ReferenceValues): string | null {
  let isResolved = true;
  const resolved = text.replace(REFERENCE, (whole: string, body: string | undefined) => {
    if (whole === '$${') return '${';
    const value = body === undefined ? null : resolve(fromFolderOf(file, body), values, new Map());
    isResolved &&= typeof value === 'string';
    return typeof value === 'string' ? value : '';
  });
  return isResolved ? resolved : null;
}

export interface ReferenceValues {
  variable(name: string): string | undefined;
  /** The text of a file, or the system's error code. */
  file(
    path: string,
  ): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };
  /**
   * What stands in for a reference that has no value here. Without it that is a problem.
   * @param wholeValueOf the key of the value, when that is nothing but this reference
   */
  standIn?(reference: string, wholeValueOf: string | null): string;
}

export interface ResolvedReferences {
  readonly diagnostics: Diagnostic[];
  /** What each reference gave, so that a later change of it is noticed; undefined for what was not there. */
  readonly used: ReadonlyMap<string, string | undefined>;
}

/** Asks again for what was used. */
export function lookUp(reference: string, values: ReferenceValues): string | undefined {
  if (!reference.startsWith('file:')) return values.variable(reference);
  const read = values.file(reference.slice('file:'.length));
  return read.ok ? read.text : undefined;
}

/** A reference, `$${`, or a `${` that is never closed. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}|\$\{/g;
const VARIABLE = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?$/s;

/** A relative path in the body of a reference counts from the file that it stands in. */
function fromFolderOf(file: string, body: string): string {
  const path = body.startsWith('file:') ? body.slice('file:'.length) : '';
  return path === '' || isAbsolute(path) ? body : `file:${join(dirname(file), path)}`;
}

function resolve(
  body: string,
  values: ReferenceValues,
  used: Map<string, string | undefined>,
): string | Unresolved {
  if (body.startsWith('file:')) {
    const read = values.file(body.slice('file:'.length));
    used.set(body, read.ok ? read.text : undefined);
    return read.ok
      ? read.text.replace(/\r?\n$/, '')
      : { problem: `the file cannot be read (${read.code})`, isReference: true };
  }
  const groups = VARIABLE.exec(body)?.groups;
  const name = groups?.['name'];
  if (name === undefined) return { problem: 'this is no reference', isReference: false };
  const value = values.variable(name);
  used.set(name, value);
  const fallback = groups?.['fallback'];
  if (fallback !== undefined) return value || fallback;
  return value ?? { problem: 'the variable is not set', isReference: true };
}

interface Unresolved {
  readonly problem: string;
  /** It could have had a value. */
  readonly isReference: boolean;
}

function keyOf(path: readonly (Document | Node | Pair)[]): string | null {
  const pair = path.findLast(isPair);
  return pair === undefined ? null : keyText(pair.key);
}

function unresolved(
  source: YamlSource,
  node: Scalar,
  reference: string,
  problem = 'a "}" is missing',
): Diagnostic {
  const range = isScalar(node) ? node.range : undefined;
  const start = range?.[0] ?? 0;
  const at = source.text.indexOf(reference, start);
  const isInside = at !== -1 && at < (range?.[1] ?? 0);
  return {
    code: 'unresolved-reference',
    severity: 'error',
    message: `"${shownReference(reference)}": ${problem}`,
    remedy:
      'Set the variable for the router, write "${NAME:-default}" or "${file:/path}", or "$${" for the characters themselves.',
    place: isInside ? source.placeAt(at, at + reference.length) : source.placeOf(node),
    related: null,
  };
}

/** A default, or what a mistyped reference holds, may be a credential: only a name and the path of a file are shown. */
function shownReference(reference: string): string {
  if (/^\$\{file:[^}]*\}$/.test(reference)) return reference;
  const name = /^\$\{[A-Za-z_]\w*/.exec(reference)?.[0];
  if (name === undefined) return reference.startsWith('${') && reference.length > 2 ? '${…}' : reference;
  return reference === `${name}}` ? reference : `${name}…}`;
}
