import { isAlias, isNode } from 'yaml';
import type { Place } from '../state/diagnostic.js';
import { isMapping } from './plain-data.js';
import { YamlSource } from './yaml-source.js';

/** Other files that a file asks for. */
export interface Include {
  /** A path, or a pattern of paths, from the folder of the file on. */
  readonly pattern: string;
  /** There may be no such file. */
  readonly isOptional: boolean;
  readonly place: Place;
}

/** What stands below `include` of a file. What does not fit there is for the schema to tell, and is left out here. */
export function includesOf(file: string, text: string): Include[] {
  // Nearly all files: they need not be parsed a second time.
  if (!text.includes('include')) return [];
  const source = new YamlSource(file, text);
  const value = includeValue(source);
  if (!Array.isArray(value)) return includeOf(source, value, []);
  return value.flatMap((item, index) => includeOf(source, item, [String(index)]));
}

function includeValue({ document }: YamlSource): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    const node = document.get('include', true);
    const resolved = isAlias(node) ? node.resolve(document) : node;
    return isNode(resolved) ? (resolved.toJS(document) as unknown) : undefined;
  } catch {
    return undefined; // no mapping, or aliases that lead nowhere
  }
}

function includeOf(source: YamlSource, value: unknown, path: readonly string[]): Include[] {
  const place = source.placeOfPath(['include', ...path], 'value');
  if (typeof value === 'string') return value === '' ? [] : [{ pattern: value, isOptional: false, place }];
  const { path: pattern, optional } = isMapping(value) ? value : {};
  if (typeof pattern !== 'string' || pattern === '') return [];
  return [
    {
      pattern,
      isOptional: optional === true,
      place: source.placeOfPath(['include', ...path, 'path'], 'value'),
    },
  ];
}
