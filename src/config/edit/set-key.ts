import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar } from 'yaml';
import { refuseWhenUsed } from './anchor-users.js';
import { appendToBlock } from './block-lines.js';
import { appendToFlow, isJsonLike } from './flow-items.js';
import { knownStream } from './known-stream.js';
import { type EntryInText, entryOf, handOnly, type MapInText, mapInText } from './map-in-text.js';
import { mergeAlias } from './merge-alias.js';
import { type OpenedStreams, openStreams, plainData } from './open-streams.js';
import { removeEntry } from './remove-stream.js';
import { replaceValue } from './replace-value.js';
import type { PlainValue } from './stream-edit.js';
import { type Splice, splice } from './text-lines.js';
import { pairText, valueText } from './value-text.js';

/**
 * Gives streams one key: its own value replaced, or a pair of its own added behind the others. A stream stays as it is when it has
 * that value already, by itself or by an alias or merge key. Throws `EditRefused`.
 */
export function setKey(text: string, names: readonly string[], key: string, value: PlainValue): string {
  const opened = openStreams(text);
  const { streams } = plainData(opened);
  const others = names.filter((name) => !isDeepStrictEqual(streams[name]?.[key], value));
  return splice(text, ...others.flatMap((name) => settingOf(opened, name, key, value)));
}

/** Takes a key of their own from streams; one that has none stays as it is. Throws `EditRefused`. */
export function unsetKey(text: string, names: readonly string[], key: string): string {
  const opened = openStreams(text);
  return splice(text, ...names.flatMap((name) => unsettingOf(opened, name, key)));
}

function settingOf(opened: OpenedStreams, name: string, key: string, value: PlainValue): Splice[] {
  const { text, document } = opened;
  const stream = knownStream(opened, name);
  const node = stream.pair.value;
  if (isAlias(node)) return mergeAlias(opened, stream, key, value);
  if (!isMap(node)) throw handOnly(text, stream.start, `"${name}"`);
  const map = mapInText(text, document, node, stream.keyEnd);
  const own = entryOf(map, key);
  if (own !== undefined) return replaceValue(text, own, newValueText(own, value, map));
  const inFlow = map.token.type === 'flow-collection';
  const pair = pairText(key, value, { inFlow, asJson: isJsonLike(map) });
  return inFlow ? appendToFlow(map, pair) : [appendToBlock(map, [pair])];
}

function unsettingOf(opened: OpenedStreams, name: string, key: string): Splice[] {
  const stream = knownStream(opened, name);
  const node = stream.pair.value;
  if (!isMap(node)) return [];
  const map = mapInText(opened.text, opened.document, node, stream.keyEnd);
  const own = entryOf(map, key);
  if (own === undefined) return [];
  refuseWhenUsed(opened, own);
  return removeEntry(map, own, stream);
}

function newValueText({ pair }: EntryInText, value: PlainValue, map: MapInText): string {
  const { value: node } = pair;
  const inFlow = map.token.type === 'flow-collection';
  const place = { inFlow, asJson: isJsonLike(map) };
  if (!isScalar(node)) return valueText(value, place);
  const before = { type: node.type, source: node.source ?? '' };
  return valueText(value, { ...place, before });
}
