import { Ajv, type ErrorObject } from 'ajv';
import type { Diagnostic, DiagnosticCode } from '../state/diagnostic.js';
import { nearest } from './nearest.js';
import type { RawConfiguration } from './raw-configuration.js';
import { streamsSchema } from './schema.js';
import { SCHEMA_FORMATS } from './schema-formats.js';
import { shownKey } from './shown-key.js';
import type { YamlSource } from './yaml-source.js';

/**
 * Checks the file against the schema. `value` is null when it does not fit; `fitting` is then what is left without
 * the streams and listeners that don't, so that these can be checked further in the same run.
 */
export function checkSchema(source: YamlSource): CheckedSchema {
  let value: unknown;
  try {
    value = source.document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    // A document that grows without bound by aliases of aliases, or is nested too deeply.
    return { value: null, fitting: null, diagnostics: [aliasProblem(source, cause)] };
  }
  if (fitsSchema(value)) return { value, fitting: value, diagnostics: [] };
  const errors = (fitsSchema.errors ?? [])
    .filter(({ keyword }) => !SUMMARIES.includes(keyword))
    .filter((error, index, all) => all.findIndex((other) => isSameProblem(error, other)) === index);
  const diagnostics = errors.map((error) => toDiagnostic(source, value, error));
  return { value: null, fitting: withoutFaults(value, errors), diagnostics };
}

/** Keywords whose error only says that there are errors below it. */
const SUMMARIES: readonly string[] = ['propertyNames', 'if'];

interface CheckedSchema {
  readonly value: RawConfiguration | null;
  readonly fitting: RawConfiguration | null;
  readonly diagnostics: Diagnostic[];
}

/** Null when what is left does not fit either. */
function withoutFaults(value: unknown, errors: readonly ErrorObject[]): RawConfiguration | null {
  if (!isMapping(value)) return null;
  const left = {
    version: 1,
    listen: { ...asMapping(value['listen']) },
    defaults: { ...asMapping(value['defaults']) },
    streams: { ...asMapping(value['streams']) },
  };
  for (const { instancePath, propertyName } of errors) {
    const [section, name] = instancePath.split('/').slice(1).map(unescapePointer);
    const faulty = name ?? propertyName;
    if (section === 'streams' || section === 'listen' || section === 'defaults') {
      if (faulty === undefined) left[section] = {};
      else delete left[section][faulty];
    }
  }
  return fitsSchema(left) ? left : null;
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ajv = new Ajv({ allErrors: true, verbose: true });
for (const [name, fits] of Object.entries(SCHEMA_FORMATS)) ajv.addFormat(name, fits);
for (const keyword of ['problem', 'remedy', 'onChange']) ajv.addKeyword({ keyword, schemaType: 'string' });
const fitsSchema = ajv.compile<RawConfiguration>(streamsSchema);

/** A value that fits neither pattern nor format is one problem to a person. */
function isSameProblem(a: ErrorObject, b: ErrorObject): boolean {
  const keywords = ['pattern', 'format', 'maxLength', 'minLength', 'minimum', 'maximum', 'type', 'enum'];
  return (
    a === b ||
    (a.instancePath === b.instancePath &&
      a.propertyName === b.propertyName &&
      keywords.includes(a.keyword) &&
      keywords.includes(b.keyword))
  );
}

interface Texts {
  readonly problem?: string;
  readonly remedy?: string;
  readonly type?: string;
  readonly description?: string;
}

function toDiagnostic(source: YamlSource, value: unknown, error: ErrorObject): Diagnostic {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const name = nameOf(value, path);
  const texts = (error.parentSchema ?? {}) as Texts;
  const make = (
    code: DiagnosticCode,
    message: string,
    remedy: string,
    at = source.placeOfPath(path, 'value'),
  ) => ({
    code,
    severity: 'error' as const,
    message,
    remedy,
    place: at,
    related: null,
  });
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      const meant = nearest(key, known);
      const remedy =
        meant === undefined
          ? `Known here: ${known.join(', ')}. Remove it, or see the reference.`
          : `Did you mean "${meant}"?`;
      return make(
        'unknown-key',
        `"${shownKey(key)}" is not known here`,
        remedy,
        source.placeOfPath([...path, key], 'key'),
      );
    }
    case 'required': {
      const key = String(error.params['missingProperty']);
      const remedy =
        key === 'version' ? 'Write "version: 1" as the first line.' : (texts.remedy ?? `Add "${key}:".`);
      return make('missing-key', `"${key}" is missing`, remedy, source.placeOfPath(path, 'key'));
    }
    case 'uniqueItems': {
      const [first = 0, second = 0] = [Number(error.params['i']), Number(error.params['j'])].sort(
        (a, b) => a - b,
      );
      const placeOfItem = (index: number) => source.placeOfPath([...path, String(index)], 'value');
      return {
        ...make(
          'invalid-value',
          `${name}: this stands in the list a second time`,
          'Remove one of the two.',
          placeOfItem(second),
        ),
        related: { message: 'the first one', place: placeOfItem(first) },
      };
    }
    case 'type':
      return make(
        'wrong-type',
        `${name}: ${texts.problem ?? `this is ${kindOf(error.data)}, not ${withArticle(String(texts.type))}`}`,
        texts.remedy ?? `Write ${withArticle(String(texts.type))}.`,
        source.placeOfPath(path, error.data === null ? 'key' : 'value'),
      );
    default: {
      // Names of streams are checked as keys: the data of the error is the key itself.
      const key = error.propertyName;
      const place = key === undefined ? undefined : source.placeOfPath([...path, key], 'key');
      // Values are never told in messages: one that does not fit may be a credential at the wrong place.
      return make(
        'invalid-value',
        `${key === undefined ? `${name}: ` : ''}${texts.problem ?? 'this does not fit'}`,
        texts.remedy ?? 'See the reference of the file format.',
        place,
      );
    }
  }
}

/** In quotes, as it stands in the file: the key, or the key of a list and which of its items. */
function nameOf(value: unknown, path: readonly string[]): string {
  const last = path.at(-1);
  if (last === undefined) return '"the file"';
  let parent = value;
  for (const segment of path.slice(0, -1))
    parent = Array.isArray(parent) ? (parent[Number(segment)] as unknown) : asMapping(parent)[segment];
  if (!Array.isArray(parent)) return `"${shownKey(last)}"`;
  return `"${shownKey(path.at(-2) ?? '')}", number ${Number(last) + 1}`;
}

function aliasProblem(source: YamlSource, cause: unknown): Diagnostic {
  return {
    code: 'yaml-syntax',
    severity: 'error',
    message: cause instanceof Error ? cause.message.replace(/ \(.*$/s, '') : 'the aliases cannot be resolved',
    remedy: 'Check the anchors (&name) and aliases (*name).',
    place: source.placeAt(0, 1),
    related: null,
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : withArticle(typeof value);
}

function withArticle(type: string): string {
  return type === 'object' ? 'a mapping' : `a ${type === 'string' ? 'text' : type}`;
}

/** RFC 6901 section 4. */
function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
