import type { StreamSpec } from './stream.js';
import { isStreamName } from './stream-name.js';

/**
 * An entry of the file for streams whose names nobody typed in: `drone-*` from `push:live/drone-*` at `drones/*`. Whatever publisher has
 * a path at the ingest that fits becomes a stream; what stands for the star there stands for it in name and path.
 */
export interface StreamPattern {
  /** With a star, as in the file. */
  readonly name: string;
  /** Path at the ingest, with a star. */
  readonly source: string;
  /** A stream of it but for `name`, `sources` and `path`, which have the star. */
  readonly template: StreamSpec;
}

/**
 * The stream that a publisher at this path of the ingest makes of the pattern; null when the path does not fit. The same object each
 * time, as long as the pattern is.
 */
export function streamOf(pattern: StreamPattern, path: string): StreamSpec | null {
  let known = streams.get(pattern);
  // Names that come and go are forgotten now and then.
  if (known === undefined || known.size > MAX_KNOWN) {
    known = new Map();
    streams.set(pattern, known);
  }
  const spec = known.get(path) ?? makeStream(pattern, path);
  if (spec !== null) known.set(path, spec);
  return spec;
}

const streams = new WeakMap<StreamPattern, Map<string, StreamSpec>>();
const MAX_KNOWN = 2_000;

function makeStream({ name, source, template }: StreamPattern, path: string): StreamSpec | null {
  const part = starOf(source, path);
  // A function: in a text "$&" would mean something.
  const filled = (text: string): string => text.replace('*', () => part ?? '');
  if (part === null || !isStreamName(filled(name)) || !PATH.test(filled(template.path))) return null;
  return {
    ...template,
    name: filled(name),
    path: filled(template.path),
    sources: [{ kind: 'push', path }],
    pattern: name,
  };
}

/** The most specific of the patterns that fit, of equal ones the first, and its stream. */
export function bestFit(patterns: readonly StreamPattern[], path: string): StreamSpec | null {
  let best: { readonly pattern: StreamPattern; readonly stream: StreamSpec } | null = null;
  for (const pattern of patterns) {
    const stream = streamOf(pattern, path);
    if (stream !== null && (best === null || fitOf(pattern.source, best.pattern.source) === 'narrower'))
      best = { pattern, stream };
  }
  return best?.stream ?? null;
}

/**
 * How what fits one text with a star compares with what fits another: `narrower` when all of it fits the other as well, `wider` when
 * it is the other way round, `crossing` when some paths fit both and neither holds all of the other.
 */
export function fitOf(one: string, other: string): 'same' | 'narrower' | 'wider' | 'crossing' | 'apart' {
  if (one === other) return 'same';
  const [a, b] = [halves(one), halves(other)];
  if (isWithin(a, b)) return 'narrower';
  if (isWithin(b, a)) return 'wider';
  const canStartAlike = a.before.startsWith(b.before) || b.before.startsWith(a.before);
  const canEndAlike = a.after.endsWith(b.after) || b.after.endsWith(a.after);
  const isSameDepth = one.split('/').length === other.split('/').length;
  return canStartAlike && canEndAlike && isSameDepth ? 'crossing' : 'apart';
}

/** What is beyond the wider one's halves is what its star stands for, and that has no slash. */
function isWithin(narrow: Halves, wide: Halves): boolean {
  if (!narrow.before.startsWith(wide.before) || !narrow.after.endsWith(wide.after)) return false;
  const more =
    narrow.before.slice(wide.before.length) + narrow.after.slice(0, narrow.after.length - wide.after.length);
  return !more.includes('/');
}

/** What the star stands for: one character or more of those that a name has; null when the path does not fit. */
function starOf(source: string, path: string): string | null {
  const { before, after } = halves(source);
  if (path.length <= before.length + after.length) return null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const part = path.slice(before.length, path.length - after.length);
  return /^[A-Za-z0-9._-]+$/.test(part) ? part : null;
}

interface Halves {
  readonly before: string;
  readonly after: string;
}

function halves(text: string): Halves {
  const at = text.indexOf('*');
  return { before: text.slice(0, at), after: text.slice(at + 1) };
}

/** As in the schema, for what comes of it. */
const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._~/-]{1,256}$/;
