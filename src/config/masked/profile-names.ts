import { isAlias, isNode } from 'yaml';
import { isStreamName } from '../../state/stream-name.js';
import { isMapping } from '../plain-data.js';
import type { SourceText } from '../source-files.js';
import { YamlSource } from '../yaml-source.js';

/** The profiles that a stream of these files can name, in their order; without those of a file that is no YAML. */
export function profileNamesIn(files: readonly SourceText[]): string[] {
  return [...new Set(files.flatMap(namesIn))].filter(isStreamName);
}

function namesIn({ file, text }: SourceText): string[] {
  // Most files have none: they need not be parsed for that.
  if (!text.includes('profiles')) return [];
  const { document } = new YamlSource(file, text);
  if (document.errors.length > 0) return [];
  try {
    const node = document.get('profiles', true);
    const resolved = isAlias(node) ? node.resolve(document) : node;
    const value: unknown = isNode(resolved) ? resolved.toJS(document) : undefined;
    return isMapping(value) ? Object.keys(value) : [];
  } catch {
    return []; // no mapping, or aliases that lead nowhere
  }
}
