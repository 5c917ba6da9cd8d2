import { type CST, type Document, isAlias, isScalar, type Pair, type YAMLMap } from 'yaml';
import { EditRefused } from './stream-edit.js';
import { lineNumber } from './text-lines.js';
import { endOfItem, endOfKey, endOfToken, startOfItem } from './token-range.js';

/** A mapping with the places of its entries in the text (offsets). */
export interface MapInText {
  readonly text: string;
  readonly node: YAMLMap;
  readonly token: CST.BlockMap | CST.FlowCollection;
  /** Behind what stands before it: `streams:` of a block, `{` of a flow mapping. */
  readonly floor: number;
  /** Behind its last content, or before `}`. */
  readonly end: number;
  /** In the order of the text; merge keys are among them. */
  readonly entries: readonly EntryInText[];
}

export interface EntryInText {
  /** As JSON sees it; of a merge key `<<`. */
  readonly key: string;
  readonly pair: Pair;
  readonly item: CST.CollectionItem;
  readonly start: number;
  /** Behind the colon, or behind anchor and tag of the value. */
  readonly keyEnd: number;
  /** Behind the last content, before white space, comments and a comma. */
  readonly end: number;
}

/** @param floor where the text before a block mapping ends */
export function mapInText(text: string, document: Document, node: YAMLMap, floor: number): MapInText {
  const token = node.srcToken;
  if (token === undefined || (token.type !== 'block-map' && token.type !== 'flow-collection'))
    throw new Error('a mapping without its tokens');
  const isFlow = token.type === 'flow-collection';
  return {
    text,
    node,
    token,
    floor: isFlow ? token.offset + 1 : floor,
    end: isFlow ? endOfToken(token) - 1 : endOfToken(token),
    entries: node.items.map((pair) => entryInText(text, document, pair)),
  };
}

export function entryOf(map: MapInText, key: string): EntryInText | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** For what this tool does not dare to edit, since the text is written in an unusual way. */
export function handOnly(text: string, offset: number, what: string): EditRefused {
  const line = lineNumber(text, offset);
  return new EditRefused(
    `${what} (line ${line}) is written in a way that cannot be edited without touching what stands around it.`,
    `Change line ${line} by hand.`,
  );
}

function entryInText(text: string, document: Document, pair: Pair): EntryInText {
  const item = pair.srcToken;
  if (item === undefined) throw handOnly(text, 0, 'This file');
  const end = endOfItem(item);
  return {
    key: keyOf(document, pair.key),
    pair,
    item,
    start: startOfItem(item),
    keyEnd: item.value === undefined ? end : endOfKey(item),
    end,
  };
}

function keyOf(document: Document, key: unknown): string {
  const node = isAlias(key) ? key.resolve(document) : key;
  if (!isScalar(node)) return '?';
  // The library reads a merge key as a symbol.
  return typeof node.value === 'symbol' ? '<<' : String(node.value);
}
