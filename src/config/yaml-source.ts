import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
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
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    // Duplicate keys are looked for by our own check: the library's takes seconds on large files.
    this.document = parseDocument(text, {
      lineCounter: this.#lines,
      uniqueKeys: false,
      merge: true,
      prettyErrors: false,
      keepSourceTokens: false,
      // What is odd is told as a diagnostic, not by the library on standard error.
      logLevel: 'error',
    });
  }

  /** The place of text from `start` to `end` (offsets), cut to its first line. */
  placeAt(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(Math.min(start, this.text.length));
    const lineEnd = this.text.indexOf('\n', start);
    const cut = Math.min(end, lineEnd === -1 ? this.text.length : lineEnd);
    return {
      file: this.file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      length: Math.max(cut - start, 1),
    };
  }

  /** What stands at a place, as it is written. */
  textAt({ line, column, length }: Place): string {
    const start = (this.#lines.lineStarts[line - 1] ?? 0) + column - 1;
    return this.text.slice(start, start + length);
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

/** Text of a key as JSON sees it; of an alias its name, which is as good to tell keys apart. */
export function keyText(key: unknown): string {
  if (isAlias(key)) return `*${key.source}`;
  return isScalar(key) ? String(key.value) : '?';
}

function findPair(map: YAMLMap, key: string) {
  return map.items.find((pair) => isPair(pair) && keyText(pair.key) === key);
}
