import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Diagnostic, Place } from '../state/diagnostic.js';
import { contentHash } from './configuration-state.js';
import { type Include, includesOf } from './includes.js';
import { baseOf, filesMatching } from './match-files.js';
import { readFileContent } from './read-file.js';
import { ANY_FILE, type SourceFile, type SourceFiles } from './source-files.js';
import { unreadableFile } from './unreadable-file.js';

/**
 * Reads the files of a configuration: one with all that it includes, or those of a folder (`*.yaml` and `*.yml`, in the order of their
 * names). Each is taken once, however many names lead to it. Never throws.
 * @param path absolute
 * @param name how the file or folder is to be called
 * @param known what files were found to include, by path: kept between calls, it saves parsing them again
 * @param instead a text that a file is taken to have
 */
export function gatherFiles(
  path: string,
  name: string,
  known: KnownIncludes = new Map(),
  instead: Pick<SourceFile, 'path' | 'text'> | null = null,
): SourceFiles {
  const gathering = new Gathering(known, instead);
  if (isFolder(path)) gathering.takeFolder(path, name);
  else gathering.take({ path, name, id: '.' }, null);
  return { name, ...gathering.result() };
}

/** The folder that paths in a configuration count from. */
export function configurationFolder(path: string): string {
  return isFolder(path) ? path : dirname(path);
}

/** Whether a folder takes a file of this name: those of editors and of Kubernetes that begin with a dot are none of ours. */
export function isConfigurationName(name: string): boolean {
  return /^[^.].*\.ya?ml$/.test(name);
}

export type KnownIncludes = Map<string, { readonly text: string; readonly includes: readonly Include[] }>;

/** Where a file is, how it is called, and the same from the configuration on: that does not depend on where this stands. */
interface Named {
  readonly path: string;
  readonly name: string;
  readonly id: string;
}

interface FoundFile extends SourceFile {
  readonly id: string;
  isOptional: boolean;
}

/** Each doubles the hashes. */
const MAX_OPTIONAL = 4;

class Gathering {
  readonly #known: KnownIncludes;
  readonly #instead: Pick<SourceFile, 'path' | 'text'> | null;
  readonly #files: FoundFile[] = [];
  readonly #problems: { readonly id: string; readonly diagnostic: Diagnostic }[] = [];
  readonly #places: string[] = [];
  readonly #seen = new Map<string, FoundFile | null>();
  #isPinned = false;
  #code = 'ENOENT';

  constructor(known: KnownIncludes, instead: Pick<SourceFile, 'path' | 'text'> | null) {
    this.#known = known;
    this.#instead = instead;
  }

  takeFolder(path: string, name: string): void {
    this.#places.push(path, join(path, ANY_FILE));
    const names = namesIn(path);
    if (!Array.isArray(names)) {
      this.#code = names.code;
      this.#problems.push({ id: '.', diagnostic: unreadableFile(name, names.code) });
      return;
    }
    for (const one of names) this.take({ path: join(path, one), name: join(name, one), id: one }, null);
    if (this.#files.length + this.#problems.length > 0) return;
    const place = { file: name, line: 1, column: 1, length: 1 };
    this.#problems.push({ id: '.', diagnostic: { ...NO_FILES, place } });
  }

  /**
   * @param includedAt null for one that is not included
   * @param isOptional it may be absent, or comes in by one that may
   */
  take(named: Named, includedAt: Place | null, isOptional = false): void {
    const { path, name, id } = named;
    this.#places.push(path);
    const identity = identityOf(path);
    const known = this.#seen.get(identity);
    if (known !== undefined) {
      if (known !== null && !isOptional) known.isOptional = false;
      return;
    }
    this.#seen.set(identity, null);
    const content =
      path === this.#instead?.path
        ? ({ ok: true, text: this.#instead.text, isPinned: false } as const)
        : readFileContent(path);
    if (!content.ok) {
      if (this.#files.length === 0) this.#code = content.code;
      const diagnostic = unreadableFile(name, content.code);
      const related = includedAt === null ? null : { message: 'it is included here', place: includedAt };
      this.#problems.push({ id, diagnostic: { ...diagnostic, related } });
      return;
    }
    const { text } = content;
    this.#isPinned ||= content.isPinned;
    const file = { file: name, text, path, hash: contentHash(text), id, isOptional };
    this.#seen.set(identity, file);
    this.#files.push(file);
    for (const include of this.#includesOf(named, text)) this.#include(named, include, isOptional);
  }

  result(): Omit<SourceFiles, 'name'> {
    const problems = this.#problems.map(({ diagnostic }) => diagnostic);
    const files = this.#files.map(({ id: _id, isOptional: _isOptional, ...file }) => file);
    const hash = this.#hash(this.#files);
    const alsoHashes = this.#withoutSomeOptional().map((some) => this.#hash(some));
    return { files, problems, hash, alsoHashes, isPinned: this.#isPinned, places: this.#places };
  }

  /** Each way of leaving out files that may be absent; of very many only that of leaving out all. */
  #withoutSomeOptional(): FoundFile[][] {
    const optional = this.#files.filter(({ isOptional }) => isOptional);
    if (optional.length === 0) return [];
    const without = (left: readonly FoundFile[]): FoundFile[] =>
      this.#files.filter((file) => !left.includes(file));
    if (optional.length > MAX_OPTIONAL) return [without(optional)];
    const subsets: FoundFile[][] = [[]];
    for (const file of optional) subsets.push(...subsets.map((some) => [...some, file]));
    return subsets.slice(1).map(without);
  }

  #include({ path, name, id }: Named, { pattern, isOptional, place }: Include, isInOptional: boolean): void {
    const folder = dirname(path);
    this.#places.push(join(isAbsolute(pattern) ? '' : folder, baseOf(pattern), ANY_FILE));
    const matches = filesMatching(folder, pattern);
    const what = isFolder(resolve(folder, pattern)) ? FOLDER : NO_MATCH;
    if (matches.length === 0 && (!isOptional || what === FOLDER))
      this.#problems.push({ id, diagnostic: { ...what, place } });
    for (const match of matches) {
      const from = (base: string): string => (isAbsolute(match) ? match : join(dirname(base), match));
      this.take({ path: from(path), name: from(name), id: from(id) }, place, isOptional || isInOptional);
    }
  }

  #includesOf({ path, name }: Named, text: string): readonly Include[] {
    const known = this.#known.get(path);
    if (known?.text === text) return known.includes;
    const includes = includesOf(name, text);
    if (includes.length > 0) this.#known.set(path, { text, includes });
    return includes;
  }

  #hash(found: readonly FoundFile[]): string {
    const [first, ...others] = found;
    if (first === undefined) return this.#code;
    if (others.length + this.#problems.length === 0) return first.hash;
    const files = found.map(({ id, hash }) => [id, hash]);
    const problems = this.#problems.map(({ id, diagnostic: { code, message, place } }) => {
      return [id, code, message, place.line];
    });
    return contentHash(JSON.stringify([files, problems]));
  }
}

const NO_FILES = {
  code: 'file-missing',
  severity: 'error',
  message: 'no file of this folder ends in .yaml or .yml',
  remedy: 'Put the first one there, or name another file or folder with --config.',
  related: null,
} as const;

const NO_MATCH = {
  code: 'include-without-match',
  severity: 'error',
  message: 'no file is found by this',
  remedy:
    'Check it: it counts from the folder of this file on. Where there may be none write { path: …, optional: true }.',
  related: null,
} as const;

const FOLDER = {
  ...NO_MATCH,
  message: 'this is a folder, not a file',
  remedy: 'Write a pattern for the files in it, such as sites/*.yaml.',
} as const;

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // what is wrong with it is told when it is read
  }
}

function namesIn(folder: string): string[] | { readonly code: string } {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => isConfigurationName(name))
      .filter((entry) =>
        entry.isSymbolicLink() ? !isFolder(join(folder, entry.name)) : !entry.isDirectory(),
      )
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
  }
}

function identityOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
