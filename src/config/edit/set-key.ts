import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar } from 'yaml';
import { refuseWhenUsed } from './anchor-users.js';
import { appendToBlock } from './block-lines.js';
import { appendToFlow, isJsonLike } from './flow-items.js';
import { knownStream } from './known-stream.js';
import { type EntryInText, entryOf, handOnly, type MapInText, mapInText } from './map-in-text.js';
import { mergeAlias } from './merge-alias.js';
import { openStreams, plainData } from './open-streams.js';
import { removeEntry } from './remove-stream.js';
import { replaceValue } from './replace-value.js';
import type { PlainValue } from './stream-edit.js';
import { splice } from './text-lines.js';
import { pairText, valueText } from './value-text.js';

/**
 * Gives a stream one key: its own value replaced, or a pair of its own added behind the others. The same text when
 * the stream has that value already, by itself or by an alias or merge key. Throws `EditRefused`.
 */
export function setKey(text: string, name: string, key: string, value: PlainValue): string {
  const opened = openStreams(text);
  const stream = knownStream(opened, name);
  if (isDeepStrictEqual(plainData(opened).streams[name]?.[key], value)) return text;
  const node = stream.pair.value;
  if (isAlias(node)) return mergeAlias(opened, stream, key, value);
  if (!isMap(node)) throw handOnly(text, stream.start, `"${name}"`);
  const map = mapInText(text, opened.document, node, stream.keyEnd);
  const own = entryOf(map, key);
  if (own !== undefined) return splice(text, ...replaceValue(text, own, newValueText(own, value, map)));
  const inFlow = map.token.type === 'flow-collection';
  const pair = pairText(key, value, { inFlow, asJson: isJsonLike(map) });
  return splice(text, ...(inFlow ? appendToFlow(map, pair) : [appendToBlock(map, [pair])]));
}

/** Takes a key of its own from a stream; the same text when it has none. Throws `EditRefused`. */
export function unsetKey(text: string, name: string, key: string): string {
  const opened = openStreams(text);
  const stream = knownStream(opened, name);
  const node = stream.pair.value;
  if (!isMap(node)) return text;
  const map = mapInText(text, opened.document, node, stream.keyEnd);
  const own = entryOf(map, key);
  if (own === undefined) return text;
  refuseWhenUsed(opened, own);
  return splice(text, ...removeEntry(map, own, stream));
}

function newValueText({ pair }: EntryInText, value: PlainValue, map: MapInText): string {
  const { value: node } = pair;
  const inFlow = map.token.type === 'flow-collection';
  const place = { inFlow, asJson: isJsonLike(map) };
  if (!isScalar(node)) return valueText(value, place);
  const before = { type: node.type, source: node.source ?? '' };
  return valueText(value, { ...place, before });
}
