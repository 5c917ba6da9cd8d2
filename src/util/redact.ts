/**
 * Makes a function that takes credentials out of any text about `urls`: what stands in the text as a URL (theirs or
 * any other) is masked by shape, and what is secret in `urls` is also masked wherever it stands by itself, as
 * servers like to quote names and keys back. What is in `publicNames` (a stream's name, its path) is shown anyway
 * and therefore no secret.
 */
export function createRedactor(urls: readonly string[], publicNames: readonly string[] = []): Redactor {
  const isPublic = new Set(publicNames);
  const secrets = [...new Set(urls.flatMap((url) => secretsOf(url, isPublic)))]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let redacted = redactUrls(text, isPublic);
    for (const secret of secrets) redacted = redacted.replaceAll(secret, MASK);
    return redacted;
  };
}

export type Redactor = (text: string) => string;

/**
 * Masks in each URL of `text`: user and password, the values of the query, and for RTMP the stream key, which is
 * the last part of a path of two parts or more, since nobody can tell a key from a name.
 */
export function redactUrls(text: string, publicNames: ReadonlySet<string> = new Set()): string {
  return text.replace(URL_IN_TEXT, (url) => redactUrl(url, publicNames));
}

/** The same for a line of which columns are pointed at: each masked character becomes one `*`. */
export function redactKeepingColumns(text: string): string {
  return text.replace(URL_IN_TEXT, (url) => {
    let masked = url;
    for (const [start, end] of secretRanges(url, new Set())) {
      masked = masked.slice(0, start) + '*'.repeat(end - start) + masked.slice(end);
    }
    return masked;
  });
}

const MASK = '***';
/** Masking shorter ones by their mere text would blank out half of each line. */
const MIN_SECRET_LENGTH = 4;
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>|\\^`{}]+/gi;

function redactUrl(url: string, publicNames: ReadonlySet<string>): string {
  let redacted = url;
  for (const [start, end] of secretRanges(url, publicNames).reverse()) {
    redacted = redacted.slice(0, start) + MASK + redacted.slice(end);
  }
  return redacted;
}

function secretsOf(url: string, publicNames: ReadonlySet<string>): string[] {
  return secretRanges(url, publicNames).flatMap(([start, end]) => {
    const text = url.slice(start, end);
    const parts = text.includes(':') ? [text, text.slice(text.indexOf(':') + 1)] : [text];
    return parts.flatMap((part) => [part, percentDecoded(part)]);
  });
}

/** Where the secrets stand, in ascending order, as [start, end). */
function secretRanges(url: string, publicNames: ReadonlySet<string>): [number, number][] {
  const ranges: [number, number][] = [];
  const authorityStart = url.indexOf('://') + 3;
  const authorityEnd = indexOfAny(url, '/?#', authorityStart);
  // The last @ counts: an unescaped one inside a password must not show the password's end.
  const at = url.slice(0, authorityEnd).lastIndexOf('@');
  if (at > authorityStart) ranges.push([authorityStart, at]);
  const pathEnd = indexOfAny(url, '?#', authorityEnd);
  if (/^rtmp/i.test(url)) ranges.push(...streamKeyRange(url, authorityEnd, pathEnd, publicNames));
  ranges.push(...queryValueRanges(url, pathEnd));
  return ranges;
}

function streamKeyRange(
  url: string,
  pathStart: number,
  pathEnd: number,
  publicNames: ReadonlySet<string>,
): [number, number][] {
  // FFmpeg ends some of its messages right behind a URL with a colon or a full stop.
  const path = url.slice(pathStart, pathEnd).replace(/[:.,;)\]]+$/, '');
  const keyStart = path.lastIndexOf('/') + 1;
  const key = path.slice(keyStart);
  if (keyStart <= 1 || key === '' || publicNames.has(key) || publicNames.has(path.slice(1))) return [];
  return [[pathStart + keyStart, pathStart + path.length]];
}

function queryValueRanges(url: string, queryStart: number): [number, number][] {
  const ranges: [number, number][] = [];
  const pattern = /[?&#;]([^=&#;]*=)?([^&#;]*)/g;
  pattern.lastIndex = queryStart;
  for (let match = pattern.exec(url); match !== null; match = pattern.exec(url)) {
    const value = match[2] ?? '';
    if (value !== '') ranges.push([pattern.lastIndex - value.length, pattern.lastIndex]);
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return ranges;
}

function indexOfAny(text: string, characters: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    if (characters.includes(text.charAt(index))) return index;
  }
  return text.length;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no valid escapes: there is nothing to decode
  }
}
