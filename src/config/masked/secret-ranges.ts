import { type Document, isMap, parseDocument } from 'yaml';
import { secretsInUrls } from '../../util/redact.js';
import { keyText, PARSE_OPTIONS } from '../yaml-source.js';

import { secretsInComment, WORD } from './comment-secrets.js';
import { secretsOfLines } from './line-secrets.js';
import { placesOf } from './places-of-tokens.js';
import { publicNamesOf, secretsOfScalars } from './scalar-secrets.js';
import type { SecretRange } from './secret-range.js';

/**
 * Where in the text of a configuration file credentials stand, or could stand: what is not known to be harmless counts as one. In
 * ascending order, each within a line, none empty.
 */
export function secretRanges(text: string): SecretRange[] {
  const document = parseDocument(text, PARSE_OPTIONS);
  // Of a text that is no YAML nobody knows what is a value.
  if (document.errors.length > 0) return merged(secretsOfLines(text));
  const inValues = secretsOfScalars(text, document);
  const words = new Set(inValues.flatMap(({ start, end }) => wordsOf(text.slice(start, end))));
  const known = { words, publicNames: namesOfStreams(document) };
  const inComments = placesOf('comment', text).flatMap(([start, end]) =>
    secretsInComment(text, start, end, known),
  );
  const tags = placesOf('tag', text).filter(([start, end]) => !/^!!?[a-z]*$/.test(text.slice(start, end)));
  const inTags = tags.map(([start, end]): SecretRange => ({ start: start + 1, end, value: null }));
  return merged([...inValues, ...inComments, ...inTags]);
}

/** Whoever comments on a credential repeats a part of it. */
function wordsOf(secret: string): string[] {
  const parts = secret.includes('://')
    ? secretsInUrls(secret).map(([start, end]) => secret.slice(start, end))
    : [secret];
  return parts.flatMap((part) => part.match(WORD) ?? []).filter(({ length }) => length >= MIN_WORD_LENGTH);
}

const MIN_WORD_LENGTH = 4;

function namesOfStreams(document: Document): ReadonlySet<string> {
  const streams = document.get('streams');
  const pairs = isMap(streams) ? streams.items : [];
  return new Set(pairs.flatMap((pair) => [...publicNamesOf(keyText(pair.key), pair)]));
}

/** Those that overlap are one. */
function merged(ranges: readonly SecretRange[]): SecretRange[] {
  const result: SecretRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || range.start >= last.end) result.push(range);
    else if (range.end > last.end)
      result[result.length - 1] = { start: last.start, end: range.end, value: null };
  }
  return result;
}
