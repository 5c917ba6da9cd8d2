import { type Alias, isAlias, isMap, isNode, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Diagnostic } from '../state/diagnostic.js';
import { shownKey } from './shown-key.js';
import { keyText, type YamlSource } from './yaml-source.js';

/** Keys that are no texts, and keys that stand twice in one mapping: the later one would silently win. */
export function checkKeys(source: YamlSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  visit(source.document, {
    Alias(_key, alias) {
      if (alias.resolve(source.document) === undefined) diagnostics.push(leadsNowhere(source, alias));
    },
    Map(_key, map) {
      const first = new Map<string, unknown>();
      for (const pair of map.items) {
        if (!isPair(pair)) continue;
        if (!isScalar(pair.key) && !isAlias(pair.key)) {
          diagnostics.push(noText(source, pair.key));
          continue;
        }
        const text = keyText(pair.key);
        if (text === '<<' && !isMergeable(source, pair.value))
          diagnostics.push(notMergeable(source, pair.value));
        if (!first.has(text)) first.set(text, pair.key);
        else if (text !== '<<') diagnostics.push(secondTime(source, text, pair.key, first.get(text)));
      }
    },
  });
  return diagnostics;
}

function leadsNowhere(source: YamlSource, alias: Alias): Diagnostic {
  return {
    code: 'yaml-syntax',
    severity: 'error',
    message: 'this alias has no anchor before it',
    remedy: 'Check the anchors (&name) and aliases (*name).',
    place: source.placeOf(alias),
    related: null,
  };
}

/** YAML 1.1 merge type: a mapping, an alias of one, or a list of such. */
function isMergeable(source: YamlSource, value: unknown): boolean {
  const resolved = isAlias(value) ? value.resolve(source.document) : value;
  if (isSeq(resolved)) return resolved.items.every((item) => isMergeable(source, item));
  // An alias that leads nowhere is told by itself.
  return resolved === undefined || isMap(resolved);
}

function notMergeable(source: YamlSource, value: unknown): Diagnostic {
  return {
    code: 'yaml-syntax',
    severity: 'error',
    message: 'only mappings can be merged with "<<"',
    remedy: 'Write an alias of a mapping, such as "<<: *camera".',
    place: placeOfKey(source, value),
    related: null,
  };
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
    message: `"${shownKey(text)}" stands here a second time`,
    remedy: 'Remove or rename one of the two.',
    place: placeOfKey(source, key),
    related: { message: 'the first one', place: placeOfKey(source, firstKey) },
  };
}

function placeOfKey(source: YamlSource, key: unknown) {
  return source.placeOf(isNode(key) ? key : null);
}
