import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
} from 'yaml';
import { INPUT_OPTIONS, OUTPUT_OPTIONS, shownArguments } from '../../state/allowed-options.js';
import { secretsInUrls } from '../../util/redact.js';
import { HARMLESS } from '../mask-excerpt.js';
import { keyText } from '../yaml-source.js';
import type { SecretRange } from './secret-range.js';
import { withoutReferences, withReferencesFilled } from './without-references.js';

/** The credentials among the keys and values of a text that is YAML. */
export function secretsOfScalars(text: string, document: Document): SecretRange[] {
  const ranges: SecretRange[] = [];
  visit(document, {
    Scalar(key, node, path) {
      const content = contentOf(text, node);
      if (content === null) return;
      if (key === 'key') ranges.push(...(isPathPattern(content, path) ? [] : secretsOfKey(content)));
      else ranges.push(...secretsOfValue(content, path, typeof key === 'number' ? key : 0));
    },
  });
  return ranges;
}

type Path = readonly (Document | Node | Pair)[];

/**
 * Each value of a text that is YAML: its keys, its text, and where in that its URLs hold what is masked (null: nowhere, or it is
 * masked as a whole).
 */
export function valuesOf(text: string, document: Document): WrittenValue[] {
  const values: WrittenValue[] = [];
  visit(document, {
    Scalar(key, node, path) {
      const content = key === 'key' ? null : contentOf(text, node);
      if (content === null) return;
      const areas = areasOfUrls(content, path, typeof key === 'number' ? key : 0);
      values.push({ ...content, keys: path.filter(isPair).map((pair) => keyText(pair.key)), areas });
    },
  });
  return values;
}

export interface WrittenValue extends Content {
  readonly keys: readonly string[];
  readonly areas: readonly Place[] | null;
}

/** A scalar without its quotes. */
interface Content {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it means, where nothing in it is escaped or folded: the same as what is written. */
  readonly value: string;
}

/** Null for one that is not written: a value that is left out. */
function contentOf(text: string, node: Scalar): Content | null {
  const [from, to] = node.range ?? [0, 0];
  if (from === to) return null;
  const content = (start: number, end: number): Content => {
    // What is no text may be written in ways of its own (`0x10`, `~`).
    const value = typeof node.value === 'string' ? node.value : text.slice(start, end);
    return { text, start, end, value };
  };
  switch (node.type) {
    case 'QUOTE_DOUBLE':
    case 'QUOTE_SINGLE':
      return content(from + 1, to - 1);
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
      return content(text.indexOf('\n', from) + 1, to);
    default:
      return content(from, to);
  }
}

/** A key may be anything that somebody pasted there. The name of a pattern has a star. */
function secretsOfKey(content: Content): SecretRange[] {
  const { text, start, end } = content;
  return /^(?:<<|(?=.{1,128}$)[\w.-]*\*?[\w.-]*)$/.test(text.slice(start, end)) ? [] : whole(content);
}

/** Below `ingest.keys` the names are paths, and their values the secrets. */
function isPathPattern({ text, start, end }: Content, path: Path): boolean {
  const sections = path.filter(isPair).map((pair) => keyText(pair.key));
  return (
    sections.length === 3 &&
    sections[0] === 'ingest' &&
    sections[1] === 'keys' &&
    /^[\w.~*-]+(?:\/[\w.~*-]+)*$/.test(text.slice(start, end))
  );
}

function secretsOfValue(content: Content, path: Path, index: number): SecretRange[] {
  const areas = areasOfUrls(content, path, index);
  // What is escaped or folded is not taken apart.
  if (areas === null) return whole(content);
  return areas.flatMap(([from, to]) => withoutReferences(content.text, from, to));
}

/** Where the URLs of a value hold credentials, or references to them; null for one that is a credential as a whole, or may be. */
function areasOfUrls({ text, start, end, value }: Content, path: Path, index: number): Place[] | null {
  const written = text.slice(start, end);
  if (written !== value) return null;
  const filled = withReferencesFilled(written);
  const publicNames = shownBesides(filled, path, index);
  if (publicNames === null) return null;
  return secretsInUrls(filled, publicNames).map(([from, to]): Place => [start + from, start + to]);
}

type Place = readonly [from: number, to: number];

/** Null for a value that can be a credential; else names that are no secrets in the URLs that it holds. */
function shownBesides(written: string, path: Path, index: number): ReadonlySet<string> | null {
  const pairs = path.filter(isPair);
  const [section, name, ...rest] = pairs.map(({ key }) => keyText(key));
  const isStream = section === 'streams' && name !== undefined;
  // The name of a stream, profile or user is its own business.
  const isNamed = isStream || ((section === 'users' || section === 'profiles') && name !== undefined);
  const keys = isNamed ? [section, ...rest] : pairs.map(({ key }) => keyText(key));
  const key = keys.at(-1) ?? '';
  const names = isStream ? publicNamesOf(name, pairs[1]) : new Set<string>();
  if (keys.includes('labels')) return names;
  if (keys.join() === 'tls,key') return HARMLESS['cert']?.test(written) ? names : null;
  if (!keys.every((one) => Object.hasOwn(HARMLESS, one))) return null;
  if (key === 'inputArgs' || key === 'outputArgs') return isShownArgument(path, index) ? names : null;
  return (isNamed && rest.length === 0) || !HARMLESS[key]?.test(written) ? null : names;
}

/** As in the status: options by their names, and the values of those that take no credential. */
function isShownArgument(path: Path, index: number): boolean {
  const list = path.findLast(isSeq);
  const args = (list?.items ?? []).map((item) => (isScalar(item) ? String(item.value) : ''));
  const known = OPTIONS.filter(({ name }) => name === args[index - (index % 2)]);
  if (index % 2 === 0) return known.length > 0;
  const isFitting = known.some(({ value }) => value.test(args[index] ?? ''));
  return isFitting && shownArguments(args)[index] === args[index];
}

const OPTIONS = [...INPUT_OPTIONS, ...OUTPUT_OPTIONS];

/** As the status has them (`publicNamesOf` in state/stream.ts), from what is written. */
export function publicNamesOf(name: string, stream: Pair | undefined): ReadonlySet<string> {
  const written = isMap(stream?.value) ? stream.value.get('path') : undefined;
  const path = typeof written === 'string' ? written : name;
  return new Set([name, path, ...path.split('/')]);
}

/** All of it, line by line. */
function whole({ text, start, end, value }: Content): SecretRange[] {
  const lines = [...text.slice(start, end).matchAll(/\S(?:.*\S)?/g)].map(
    ({ index, 0: line }) => [start + index, start + index + line.length] as const,
  );
  const isVerbatim = text.slice(start, end) === value;
  const isQuotedLine = lines.length === 1 && lines[0]?.[0] === start && lines[0][1] === end;
  if (!isVerbatim && isQuotedLine) return [{ start, end, value }];
  return lines.flatMap(([from, to]) =>
    withoutReferences(text, from, to).map((range) => (isVerbatim ? range : { ...range, value: null })),
  );
}
