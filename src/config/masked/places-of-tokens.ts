import { Parser } from 'yaml';

/** Where in a text that is YAML the tokens of a type stand, such as comments, as [start, end). */
export function placesOf(wanted: 'comment' | 'tag', text: string): [number, number][] {
  const placesIn = (token: unknown): [number, number][] => {
    if (typeof token !== 'object' || token === null) return [];
    const { type, offset, source } = token as { type?: unknown; offset?: unknown; source?: unknown };
    if (type === wanted && typeof offset === 'number' && typeof source === 'string')
      return [[offset, offset + source.length]];
    // Tokens stand inside of others, under many names.
    return Object.values(token).flatMap(placesIn);
  };
  return [...new Parser().parse(text)].flatMap(placesIn);
}
