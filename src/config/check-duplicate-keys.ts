import { isNode, isPair, visit } from 'yaml';
import type { Diagnostic } from '../state/diagnostic.js';
import { keyText, type YamlSource } from './yaml-source.js';

/** A key that stands twice in one mapping: the later one would silently win. Merge keys may repeat. */
export function checkDuplicateKeys(source: YamlSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  visit(source.document, {
    Map(_key, map) {
      const first = new Map<string, unknown>();
      for (const pair of map.items) {
        if (!isPair(pair)) continue;
        const text = keyText(pair.key);
        if (!first.has(text)) {
          first.set(text, pair.key);
          continue;
        }
        if (text === '<<') continue;
        diagnostics.push({
          code: 'duplicate-key',
          severity: 'error',
          message: `"${text}" stands here a second time`,
          remedy: 'Remove or rename one of the two.',
          place: placeOfKey(source, pair.key),
          related: { message: 'the first one', place: placeOfKey(source, first.get(text)) },
        });
      }
    },
  });
  return diagnostics;
}

function placeOfKey(source: YamlSource, key: unknown) {
  return source.placeOf(isNode(key) ? key : null);
}
