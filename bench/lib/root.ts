import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. The benches run from a compiled copy somewhere below it. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of a program that `npm run build` made, such as `main.js`. */
export function builtProgram(...path: string[]): string {
  return join(ROOT, 'dist', ...path);
}

/** Folder of what the benches keep from one run to the next; not under version control. */
export const CACHE_FOLDER = join(ROOT, '.cache', 'bench');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no package.json above the benches');
  return findRoot(parent);
}
