import { parseDocument } from 'yaml';
import type { Block } from './markdown.js';

/**
 * A whole configuration out of what a page shows of one: the file, some of its top, streams, or keys of one stream. Undefined for YAML
 * that is marked as another program's: `<!-- for Compose -->`.
 */
export function asConfiguration({ text, mark }: Block): string | undefined {
  if (/^<!-- for [A-Z][\w ]+ -->$/.test(mark)) return undefined;
  if (/^ {4}\S/.test(firstLine(text))) return `version: 1\nstreams:\n  stream:\n${text}`;
  if (/^ {2}\S/.test(firstLine(text))) return `version: 1\nstreams:\n${text}`;
  const keys = Object.keys((parseDocument(text).toJS() ?? {}) as object);
  const version = keys.includes('version') ? '' : 'version: 1\n';
  const streams = keys.includes('streams') ? '' : '\nstreams: {}\n';
  return `${version}${text}${streams}`;
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => !/^\s*(?:#.*)?$/.test(line)) ?? '';
}
