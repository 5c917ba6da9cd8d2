import type { Diagnostic } from '../state/diagnostic.js';
import type { Places } from './places.js';
import type { RawConfiguration } from './raw-configuration.js';
import { shownKey } from './shown-key.js';
import type { YamlSource } from './yaml-source.js';

/**
 * What several files say together. Of `streams` and `profiles` each file may have some, and `version` and `include` may stand in each; every other key of
 * the top stands in one of them and holds for all. What stands twice is a diagnostic that names both places; the first one counts.
 */
export function mergeSources(parts: readonly SourcePart[]): MergedSources {
  const owners = new Owners();
  const merged = new Map<string, unknown>();
  const entries = new Map<string, [string, unknown][]>();
  const streamFiles = new Map<string, string>();
  for (const { source, keys, value } of parts) {
    const { include: _include, ...sections } = value;
    for (const [key, section] of Object.entries(sections)) {
      if (!keys.includes(key)) continue;
      if (IN_EACH_FILE.has(key)) owners.name(source, [key]);
      else if (!ENTRIES_IN_EACH_FILE.has(key)) {
        if (owners.claim(source, [key])) merged.set(key, section);
      } else {
        owners.name(source, [key]);
        const own = Object.entries(section as object).filter(([name]) => owners.claim(source, [key, name]));
        entries.set(key, [...(entries.get(key) ?? []), ...own]);
        if (key === 'streams') for (const [name] of own) streamFiles.set(name, source.file);
      }
    }
  }
  for (const [key, all] of entries) merged.set(key, Object.fromEntries(all));
  const value = { version: 1, streams: {}, ...Object.fromEntries(merged) } as RawConfiguration;
  return { value, places: owners, streamFiles, diagnostics: owners.conflicts };
}

/** A file by itself. */
export interface SourcePart {
  readonly source: YamlSource;
  /** Those that it has at its top. */
  readonly keys: readonly string[];
  readonly value: RawConfiguration;
}

export interface MergedSources {
  readonly value: RawConfiguration;
  readonly places: Places;
  /** Which file a stream stands in. */
  readonly streamFiles: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

const IN_EACH_FILE: ReadonlySet<string> = new Set(['version']);
const ENTRIES_IN_EACH_FILE: ReadonlySet<string> = new Set(['streams', 'profiles']);

/** Which file what stands in. */
class Owners implements Places {
  readonly conflicts: Diagnostic[] = [];
  readonly #sources = new Map<string, YamlSource>();

  /** False when another file has it. */
  claim(source: YamlSource, path: readonly string[]): boolean {
    const owner = this.#sources.get(keyOf(path));
    if (owner === undefined) this.#sources.set(keyOf(path), source);
    else this.conflicts.push(secondTime(path, source, owner));
    return owner === undefined;
  }

  /** Of what may stand in several the first one is named. */
  name(source: YamlSource, path: readonly string[]): void {
    if (!this.#sources.has(keyOf(path))) this.#sources.set(keyOf(path), source);
  }

  placeOfPath(path: readonly string[], what: 'key' | 'value') {
    const [section = '', name = ''] = path;
    const source = this.#sources.get(keyOf([section, name])) ?? this.#sources.get(keyOf([section]));
    if (source === undefined) throw new Error(`"${shownKey(section)}" stands in no file`);
    return source.placeOfPath(path, what);
  }
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

function secondTime(path: readonly string[], source: YamlSource, owner: YamlSource): Diagnostic {
  const [key = '', name] = path;
  return {
    code: 'duplicate-key',
    severity: 'error',
    message:
      name === undefined
        ? `"${shownKey(key)}" stands in another file as well, and holds for all files`
        : `"${shownKey(name)}" stands in another file as well`,
    remedy: 'Remove or rename one of the two.',
    place: source.placeOfPath(path, 'key'),
    related: { message: 'the first one', place: owner.placeOfPath(path, 'key') },
  };
}
