import { type Document, isNode } from 'yaml';

/** A node as plain data; null for what is not there, and for aliases that lead nowhere. */
export function plainData(node: unknown, document: Document): unknown {
  if (!isNode(node)) return null;
  try {
    return node.toJS(document, { maxAliasCount: 10_000 }) as unknown;
  } catch {
    return null;
  }
}

/** What stands for "not set" in most programs: nothing, an empty text or list, no, zero. */
export function isUnset(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}
