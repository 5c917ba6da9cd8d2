import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../state/diagnostic.js';

/** A parsed YAML text that knows where everything stands. */
export class YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  /** Offsets. Our own: the library's counter misses line ends in some texts that are no YAML. */
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lineStarts = lineStartsOf(text);
    this.document = parseDocument(text, { ...PARSE_OPTIONS });
  }

  /** The place of text from `start` to `end` (offsets), cut to its first line. */
  placeAt(start: number, end: number): Place {
    const line = this.#lineAt(start);
    const lineEnd = this.text.indexOf('\n', start);
    const cut = Math.min(end, lineEnd === -1 ? this.text.length : lineEnd);
    return {
      file: this.file,
      line,
      column: Math.max(Math.min(start, this.text.length) - this.#lineStart(line) + 1, 1),
      length: Math.max(cut - start, 1),
    };
  }

  /** From 1. */
  #lineAt(offset: number): number {
    let [low, high] = [1, this.#lineStarts.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#lineStart(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lineStart(line: number): number {
    return this.#lineStarts[line - 1] ?? 0;
  }

  placeOf(node: Node | null | undefined): Place {
    const range = node?.range;
    return range ? this.placeAt(range[0], range[1]) : this.placeAt(0, 1);
  }

  /**
   * The place of what a JSON path leads to: its value, or its key. Where the path leads through an alias or a
   * merge key, the place is the last one on the way that stands in the text by itself.
   */
  placeOfPath(path: readonly string[], what: 'key' | 'value'): Place {
    let node: Node | null = this.document.contents;
    let key: Node | null = null;
    for (const segment of path) {
      const collection: Node | undefined | null = isAlias(node) ? node.resolve(this.document) : node;
      if (isMap(collection)) {
        const pair = findPair(collection, segment);
        if (pair === undefined) break;
        key = isNode(pair.key) ? pair.key : null;
        node = isNode(pair.value) ? pair.value : key;
      } else if (isSeq(collection)) {
        const item = collection.items[Number(segment)];
        if (!isNode(item)) break;
        key = item;
        node = item;
      } else break;
    }
    return this.placeOf(what === 'key' ? (key ?? node) : node);
  }
}

function lineStartsOf(text: string): number[] {
  // Editors show no byte order mark and do not count it.
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** How a configuration file is parsed, to be read and to be edited alike. */
export const PARSE_OPTIONS = {
  // Duplicate keys are looked for by our own check: the library's takes seconds on large files.
  uniqueKeys: false,
  merge: true,
  prettyErrors: false,
  // What is odd is told as a diagnostic, not by the library on standard error.
  logLevel: 'error',
} as const;

/** Text of a key as JSON sees it; of an alias its name, which is as good to tell keys apart. */
export function keyText(key: unknown): string {
  if (isAlias(key)) return `*${key.source}`;
  // The library's value of a merge key is a symbol.
  if (isScalar(key)) {
    if (typeof key.value === 'symbol') return '<<';
    return key.value === null ? '' : String(key.value);
  }
  return '?';
}

function findPair(map: YAMLMap, key: string) {
  return map.items.find((pair) => isPair(pair) && keyText(pair.key) === key);
}
