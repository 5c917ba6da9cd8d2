import { isAlias, isNode, isPair, isScalar, visit } from 'yaml';
import type { Diagnostic } from '../state/diagnostic.js';
import { keyText, type YamlSource } from './yaml-source.js';

/** Keys that are no texts, and keys that stand twice in one mapping: the later one would silently win. */
export function checkKeys(source: YamlSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  visit(source.document, {
    Map(_key, map) {
      const first = new Map<string, unknown>();
      for (const pair of map.items) {
        if (!isPair(pair)) continue;
        if (!isScalar(pair.key) && !isAlias(pair.key)) {
          diagnostics.push(noText(source, pair.key));
          continue;
        }
        const text = keyText(pair.key);
        if (!first.has(text)) first.set(text, pair.key);
        else if (text !== '<<') diagnostics.push(secondTime(source, text, pair.key, first.get(text)));
      }
    },
  });
  return diagnostics;
}

function noText(source: YamlSource, key: unknown): Diagnostic {
  return {
    code: 'wrong-type',
    severity: 'error',
    message: 'this key is no text',
    remedy: 'Write a name before the colon; "?", "[" and "{" begin something else.',
    place: placeOfKey(source, key),
    related: null,
  };
}

function secondTime(source: YamlSource, text: string, key: unknown, firstKey: unknown): Diagnostic {
  return {
    code: 'duplicate-key',
    severity: 'error',
    message: `"${text}" stands here a second time`,
    remedy: 'Remove or rename one of the two.',
    place: placeOfKey(source, key),
    related: { message: 'the first one', place: placeOfKey(source, firstKey) },
  };
}

function placeOfKey(source: YamlSource, key: unknown) {
  return source.placeOf(isNode(key) ? key : null);
}
