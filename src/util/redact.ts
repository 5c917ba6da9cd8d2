/**
 * Makes a function that takes credentials out of any text about `urls`: what stands in the text as a URL (theirs or
 * any other) is masked by shape, and what is secret in `urls` is also masked wherever it stands by itself, as
 * servers like to quote names and keys back. What is in `publicNames` (a stream's name, its path) is shown anyway
 * and therefore no secret. A text in `urls` that is no URL, such as an HTTP header, is secret as a whole and in its words.
 */
export function createRedactor(urls: readonly string[], publicNames: readonly string[] = []): Redactor {
  const isPublic = new Set(publicNames);
  const secrets = [...new Set(urls.flatMap((url) => secretsOf(url, isPublic)))]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
  // Before URLs are looked for, since one may stand inside of them.
  const texts = urls.filter((url) => !IS_URL.test(url) && url.length >= MIN_SECRET_LENGTH);
  return (text) => {
    let redacted = texts.reduce((left, secret) => left.replaceAll(secret, MASK), text);
    redacted = redactUrls(redacted, isPublic);
    for (const secret of secrets) redacted = redacted.replaceAll(secret, MASK);
    return redacted;
  };
}

export type Redactor = (text: string) => string;

/**
 * Masks in each URL of `text`: user and password, the query, and for RTMP the stream key, which is
 * all behind the application, since nobody can tell a key from a name.
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

/** Where in a text its URLs hold a secret, in ascending order, as [start, end). */
export function secretsInUrls(
  text: string,
  publicNames: ReadonlySet<string> = new Set(),
): [number, number][] {
  return [...text.matchAll(URL_IN_TEXT)].flatMap(({ index, 0: url }) =>
    secretRanges(url, publicNames).map(([start, end]): [number, number] => [index + start, index + end]),
  );
}

const MASK = '***';
/** Masking shorter ones by their mere text would blank out half of each line. */
const MIN_SECRET_LENGTH = 4;
const IS_URL = /^[a-z][a-z0-9+.-]*:\/\//i;
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"<>|\\^`{}]+/gi;

function redactUrl(url: string, publicNames: ReadonlySet<string>): string {
  let redacted = url;
  for (const [start, end] of secretRanges(url, publicNames).reverse()) {
    redacted = redacted.slice(0, start) + MASK + redacted.slice(end);
  }
  return redacted;
}

/** Each secret of a URL by itself: user and password, the values of the query, the stream key; as written and decoded. */
function secretsOf(url: string, publicNames: ReadonlySet<string>): string[] {
  if (!IS_URL.test(url)) return wordsOf(url);
  return (
    secretRanges(url, publicNames)
      .flatMap(([start, end]) => [url.slice(start, end), ...url.slice(start, end).split(/[:&;/]/)])
      // Of a parameter the value: its name is an everyday word, which would be masked wherever it stands.
      .map((part) => part.replace(/^[\w.-]{1,32}=/, ''))
      .flatMap((part) => [part, percentDecoded(part)])
  );
}

/** `Authorization: Basic abc` quoted by FFmpeg in parts; short words are everyday ones, and would be masked wherever they stand. */
function wordsOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^[\w-]+:\s*/, ''));
  return [...lines, ...lines.flatMap((line) => line.split(/[\s;,=:]+/)).filter(isLongWord)];
}

function isLongWord({ length }: string): boolean {
  return length >= 8;
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
  // Of a scheme that is not known (a mistyped one) nobody can tell how it writes its keys.
  if (!/^(?:rtsps?|srt|https?|tcp|udp):/i.test(url))
    ranges.push(...streamKeyRange(url, authorityEnd, pathEnd, publicNames));
  // All of it: a credential with a raw "&" in it would otherwise become the name of a parameter, and be shown.
  if (pathEnd + 1 < url.length) ranges.push([pathEnd + 1, url.length]);
  return ranges;
}

function streamKeyRange(
  url: string,
  pathStart: number,
  pathEnd: number,
  publicNames: ReadonlySet<string>,
): [number, number][] {
  // FFmpeg ends some of its messages right behind a URL with a colon, a full stop or a quote.
  const path = url.slice(pathStart, pathEnd).replace(/[:.,;)\]'/]+$/, '');
  // All behind the application: a key may hold slashes.
  const keyStart = path.indexOf('/', 1) + 1;
  const key = path.slice(keyStart);
  if (keyStart === 0 || key === '' || publicNames.has(key) || publicNames.has(path.slice(1))) return [];
  return [[pathStart + keyStart, pathStart + path.length]];
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
