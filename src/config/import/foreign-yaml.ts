import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { plainData } from './plain-values.js';

/** A YAML file of another program, with the lines of what stands in it. */
export class ForeignYaml {
  readonly #lines = new LineCounter();
  readonly #document;

  /** @param version 1.1 where `yes` and `no` are booleans */
  constructor(text: string, version: '1.1' | '1.2') {
    const options = {
      version,
      lineCounter: this.#lines,
      uniqueKeys: false,
      strict: false,
      merge: true,
    } as const;
    this.#document = parseDocument(text, options);
  }

  /** The first thing that keeps it from being read; null when there is none. */
  get problem(): { readonly line: number; readonly message: string } | null {
    const [error] = this.#document.errors;
    if (error !== undefined) {
      // Without the excerpt, which may hold a credential.
      const message = error.message.split('\n', 1)[0]?.replace(/ at line \d+.*$/, '') ?? '';
      return { line: this.#lines.linePos(error.pos[0]).line, message };
    }
    return isMap(this.#document.contents) ? null : { line: 1, message: 'it is no mapping' };
  }

  /** The entries of the mapping at the top. */
  get root(): ForeignEntry[] {
    return this.entriesOf(this.#document.contents);
  }

  /** The entries of a mapping in the order of the text; of anything else none. */
  entriesOf(node: unknown): ForeignEntry[] {
    const map = this.#resolved(node);
    if (!isMap(map)) return [];
    return map.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : String(key),
      line: this.lineOf(key),
      node: this.#resolved(value),
      value: plainData(this.#resolved(value), this.#document),
    }));
  }

  /** The items of a list; of a single value itself. */
  itemsOf(entry: ForeignEntry): readonly { readonly line: number; readonly value: unknown }[] {
    if (!isSeq(entry.node)) return [{ line: entry.line, value: entry.value }];
    return entry.node.items.map((item) => ({
      line: this.lineOf(item),
      value: plainData(this.#resolved(item), this.#document),
    }));
  }

  lineOf(node: unknown): number {
    const start = (node as Partial<Node> | null)?.range?.[0];
    return start === undefined ? 1 : this.#lines.linePos(start).line;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

export interface ForeignEntry {
  readonly key: string;
  /** From 1. */
  readonly line: number;
  readonly node: unknown;
  /** As plain data. */
  readonly value: unknown;
}
