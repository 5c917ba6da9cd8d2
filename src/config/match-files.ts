import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';

/**
 * The files that a pattern (`sites/*.yaml`, `**` for folders of any depth) leads to, in the order of their names. A name that is there as it
 * is written needs no pattern. Hidden files are matched only by a pattern that names the dot; links are followed.
 * @param folder where the pattern counts from
 * @returns paths as the pattern is: absolute, or from the folder on
 */
export function filesMatching(folder: string, pattern: string): string[] {
  const literal = isAbsolute(pattern) ? pattern : join(folder, pattern);
  if (statSync(literal, { throwIfNoEntry: false })?.isFile() === true) return [pattern];
  const matches = globSync(pattern, { cwd: folder, absolute: isAbsolute(pattern), expandDirectories: false });
  return matches.sort();
}

/** The folder below which all is that a pattern can lead to. */
export function baseOf(pattern: string): string {
  const segments = pattern.split('/');
  const dynamic = segments.findIndex((segment) => isDynamicPattern(segment));
  return segments.slice(0, dynamic === -1 ? -1 : dynamic).join('/') || (pattern.startsWith('/') ? '/' : '.');
}
