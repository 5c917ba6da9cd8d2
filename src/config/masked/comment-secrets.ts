import { parseDocument } from 'yaml';
import { secretsInUrls } from '../../util/redact.js';
import { HARMLESS } from '../mask-excerpt.js';
import { PARSE_OPTIONS } from '../yaml-source.js';
import { secretsOfScalars } from './scalar-secrets.js';
import type { SecretRange } from './secret-range.js';
import { withoutReferences, withReferencesFilled } from './without-references.js';

/**
 * Credentials in a comment: in URLs, in what looks like configuration taken out, behind words such as "password", and what is a
 * secret elsewhere in the file.
 * @param start where it begins in the text, at its `#`
 */
export function secretsInComment(
  text: string,
  start: number,
  end: number,
  { words, publicNames }: KnownNames,
): SecretRange[] {
  const comment = text.slice(start, end);
  const ranges = [
    ...secretsInUrls(withReferencesFilled(comment), publicNames),
    ...secretsOfConfiguration(comment),
    ...[...comment.matchAll(BEHIND_WORD)].map(({ indices }) => indices?.groups?.['secret'] ?? [0, 0]),
    ...[...comment.matchAll(WORD)]
      .filter(([word]) => words.has(word))
      .map(({ index, 0: word }): Place => [index, index + word.length]),
  ];
  return ranges.flatMap(([from, to]) =>
    withoutReferences(text, start + from, start + to).map((range) => ({ ...range, value: null })),
  );
}

export interface KnownNames {
  /** They are secret wherever they stand. */
  readonly words: ReadonlySet<string>;
  /** They are no secret in any URL. */
  readonly publicNames: ReadonlySet<string>;
}

type Place = readonly [from: number, to: number];

/** What stands between the marks that separate the parts of a URL, without those that end a sentence. */
export const WORD = /[^\s:&;/@=,"'()]*[^\s:&;/@=,"'().!?]/g;

const BEHIND_WORD =
  /\b(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:stream|api)[ _-]?key|credentials?)\b["']?\s*(?:[:=]|\bis\b)\s*["']?(?<secret>[^\s"']+)/dgi;

/** `# source: rtmp://…` is read like the line that it was. */
function secretsOfConfiguration(comment: string): Place[] {
  const begin = /^#+\s*/.exec(comment)?.[0].length ?? 0;
  const body = comment.slice(begin);
  const key = /^["']?(?<key>[A-Za-z]\w*)["']?\s*:(?:\s|$)/.exec(body)?.groups?.['key'];
  if (key === undefined || !Object.hasOwn(HARMLESS, key)) return [];
  const document = parseDocument(body, PARSE_OPTIONS);
  if (document.errors.length > 0) return [[comment.indexOf(':') + 1, comment.length]];
  return secretsOfScalars(body, document).map(({ start, end }): Place => [begin + start, begin + end]);
}
