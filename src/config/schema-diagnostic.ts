import type { ErrorObject } from 'ajv';
import type { Diagnostic, DiagnosticCode } from '../state/diagnostic.js';
import { nearest } from './nearest.js';
import { asMapping, unescapePointer } from './plain-data.js';
import { shownKey } from './shown-key.js';
import type { YamlSource } from './yaml-source.js';

/**
 * An error of the schema in words, with its place.
 * @param value what was checked
 */
export function toDiagnostic(source: YamlSource, value: unknown, error: ErrorObject): Diagnostic {
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

interface Texts {
  readonly problem?: string;
  readonly remedy?: string;
  readonly type?: string;
  readonly description?: string;
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

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : withArticle(typeof value);
}

function withArticle(type: string): string {
  return type === 'object' ? 'a mapping' : `a ${type === 'string' ? 'text' : type}`;
}
