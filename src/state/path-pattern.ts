/**
 * Whether a path fits a pattern of `read`, `publish` or `ingest.keys`, in which each `*` stands for any characters, also none and also `/`:
 * `*` is every path, `site/*` all below it. Takes time in proportion to the lengths, whatever the pattern.
 */
export function fitsPathPattern(pattern: string, path: string): boolean {
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (from < path.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (pattern[at] === path[from]) {
      at++;
      from++;
    } else if (star === -1) return false;
    else {
      // The last star takes one character more; those before it have what they need.
      at = star + 1;
      from = ++resume;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

export function fitsAnyPattern(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => fitsPathPattern(pattern, path));
}

/** Of those that a path fits the one that says most of it: with the most characters besides stars; of equal ones the first. */
export function narrowestFit<T extends { readonly pattern: string }>(
  candidates: readonly T[],
  path: string,
): T | undefined {
  let best: T | undefined;
  for (const candidate of candidates) {
    if (!fitsPathPattern(candidate.pattern, path)) continue;
    if (best === undefined || said(candidate.pattern) > said(best.pattern)) best = candidate;
  }
  return best;
}

function said(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}
