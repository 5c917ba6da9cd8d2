import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Packages that the set-up has unpacked into .cache/ with all their libraries, down to the C library. Undefined when they are not
 * there.
 */
export function unpackedPackages(name: string): UnpackedPackages | undefined {
  const root = fileURLToPath(new URL(`../../../.cache/${name}`, import.meta.url));
  if (!existsSync(root)) return undefined;
  const folders = readdirSync(join(root, 'usr', 'lib'));
  const libraries = join(root, 'usr', 'lib', folders.find((one) => one.endsWith('-linux-gnu')) ?? '');
  const loader = join(libraries, readdirSync(libraries).find((one) => one.startsWith('ld-linux')) ?? '');
  return {
    root,
    libraries,
    command: (program, ...more) => [
      ...[loader, '--library-path', [libraries, ...more].join(':')],
      join(root, program),
    ],
  };
}

export interface UnpackedPackages {
  readonly root: string;
  readonly libraries: string;
  /** Program and arguments that run a program of the packages with their own libraries, and those in further folders. */
  command(program: string, ...libraries: readonly string[]): string[];
}
