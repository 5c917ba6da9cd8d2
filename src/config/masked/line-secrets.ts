import { harmlessRanges } from '../mask-excerpt.js';
import { secretsInComment } from './comment-secrets.js';
import type { SecretRange } from './secret-range.js';
import { secretsBeside } from './secrets-beside.js';
import { withoutReferences } from './without-references.js';

/** The credentials in a text that is no YAML: all that is not known to be harmless, line by line. */
export function secretsOfLines(text: string): SecretRange[] {
  return [...text.matchAll(/[^\r\n]+/g)].flatMap(({ index, 0: line }) => {
    const comment = /^\s*(?=#)/.exec(line)?.[0].length;
    if (comment !== undefined)
      return secretsInComment(text, index + comment, index + line.length, NOTHING_KNOWN);
    return secretsBeside(line, harmlessRanges(line, 'yaml-syntax')).flatMap(([start, end]) =>
      withoutReferences(text, index + start, index + end),
    );
  });
}

const NOTHING_KNOWN = { words: new Set<string>(), publicNames: new Set<string>() };
