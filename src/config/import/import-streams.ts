import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { applyEdit } from '../edit/apply-edit.js';
import type { FilesToEdit } from '../edit/edit-configuration.js';
import { openStreams } from '../edit/open-streams.js';
import { EditRefused, type StreamValues } from '../edit/stream-edit.js';
import { asMapping } from '../plain-data.js';
import { readConfigurationFiles } from '../read-configuration.js';
import type { ReferenceValues } from '../references.js';
import type { SourceText } from '../source-files.js';
import { withStandIns } from '../stand-ins.js';
import { PARSE_OPTIONS } from '../yaml-source.js';
import type { Imported, ImportFormat, ImportNote } from './imported.js';
import { readCsv } from './read-csv.js';
import { readGo2rtc } from './read-go2rtc.js';
import { readMediamtx } from './read-mediamtx.js';
import { holdsSecret, SecretVariables } from './secret-variables.js';
import { ValidNames } from './valid-names.js';

/**
 * Adds to a file of a valid configuration what the configurations of other programs name. What comes out is valid: a stream that
 * would not be, alone or beside the others, is left out, and said so. One that is there already, in whichever file, is left as it is.
 * @param found the files of the configuration, `into` among them
 */
export function importStreams(
  found: FilesToEdit,
  into: SourceText,
  sources: readonly ImportSource[],
  options: ImportOptions,
): ImportResult {
  const values = withStandIns(options.values);
  const { text } = into;
  const before = readConfigurationFiles(found, values);
  if (!before.ok)
    return {
      ok: false,
      problem: `${found.name} is not valid as it is, so nothing is added to it.`,
      remedy:
        'Mend it first; "kazstreamlink validate" shows what is wrong. Of a file that is a part of several, name these with --config.',
    };
  const read = sources.map((source) => ({ file: source.file, ...READERS[source.format](source.text) }));
  const notes: FileNote[] = read.flatMap((one) => one.notes.map((note) => ({ ...note, file: one.file })));
  const secrets = options.variables === null ? null : new SecretVariables(options.variables);
  const there = new Map(found.files.flatMap((file) => Object.entries(plainStreams(file))));
  const { added, present } = named(read, there, secrets, notes);
  for (;;) {
    const edited = withStreams(text, added);
    if (!edited.ok) return edited;
    const faulty = faultsIn(found, { ...into, text: edited.text }, values, added);
    if (faulty.size === 0)
      return {
        ok: true,
        text: edited.text,
        names: [...added.keys()],
        present,
        notes: sorted(notes, sources),
        variables: secrets?.added ?? new Map(),
        holdsSecrets: [...added.values()].filter((one) => holdsSecret(one.values)).length,
      };
    for (const [name, { message, remedy }] of faulty) {
      const stream = added.get(name);
      added.delete(name);
      notes.push({
        file: stream?.file ?? into.file,
        line: stream?.line ?? null,
        message: `"${name}" is left out: ${message}`,
        remedy,
      });
    }
  }
}

export interface ImportSource {
  /** As the user called it. */
  readonly file: string;
  readonly format: ImportFormat;
  readonly text: string;
}

export interface ImportOptions {
  readonly values: ReferenceValues;
  /** Variables that there are already, to which credentials are added; null: they stay in the sources. */
  readonly variables: ReadonlyMap<string, string> | null;
}

export interface FileNote extends ImportNote {
  readonly file: string;
}

export type ImportResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** Of the streams that were added. */
      readonly names: readonly string[];
      /** How many more were there already, as they are. */
      readonly present: number;
      readonly notes: readonly FileNote[];
      /** That are new. */
      readonly variables: ReadonlyMap<string, string>;
      /** How many of the added streams have a credential in the open. */
      readonly holdsSecrets: number;
    }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

const READERS: Readonly<Record<ImportFormat, (text: string) => Imported>> = {
  csv: readCsv,
  mediamtx: readMediamtx,
  go2rtc: readGo2rtc,
};

interface NamedStream {
  readonly file: string;
  readonly line: number;
  readonly values: StreamValues;
}

/** As they are written; none where a file of several has no `streams`. */
function plainStreams({ text }: SourceText): Readonly<Record<string, unknown>> {
  const data: unknown = parseDocument(text, PARSE_OPTIONS).toJS({ maxAliasCount: 10_000 });
  return asMapping(asMapping(data)['streams']);
}

function named(
  read: readonly (Imported & { readonly file: string })[],
  there: ReadonlyMap<string, unknown>,
  secrets: SecretVariables | null,
  notes: FileNote[],
): { readonly added: Map<string, NamedStream>; readonly present: number } {
  const names = new ValidNames();
  const added = new Map<string, NamedStream>();
  let present = 0;
  for (const { file, streams } of read) {
    for (const { name: foreign, line, values } of streams) {
      const name = foreign.includes('*') ? foreign : names.make(foreign);
      const { path, ...others } = values;
      const kept = path === undefined || path === name ? others : values;
      const stream = secrets === null ? kept : secrets.takeOut(name, kept);
      if (there.has(name)) {
        if (isDeepStrictEqual(there.get(name), stream)) present += 1;
        else
          notes.push({
            file,
            line,
            message: `"${name}" is left out: it is there already, with other keys`,
            remedy: `Change it with "kazstreamlink set ${name}".`,
          });
        continue;
      }
      if (name !== foreign)
        notes.push({
          file,
          line,
          message: `"${foreign}" is called "${name}" here`,
          remedy: 'Rename it if you like.',
        });
      added.set(name, { file, line, values: stream });
    }
  }
  return { added, present };
}

function withStreams(text: string, added: ReadonlyMap<string, NamedStream>): ReturnType<typeof applyEdit> {
  if (added.size === 0) return { ok: true, text };
  const streams = new Map([...added].map(([name, { values }]) => [name, values]));
  return applyEdit(text, { kind: 'add', streams });
}

/** Added streams with what is wrong with them, by name. */
function faultsIn(
  found: FilesToEdit,
  { file, text }: SourceText,
  values: ReferenceValues,
  added: ReadonlyMap<string, NamedStream>,
): Map<string, { message: string; remedy: string }> {
  const files = found.files.map((one) => (one.file === file ? { ...one, text } : one));
  const read = readConfigurationFiles({ ...found, files }, values);
  const faults = new Map<string, { message: string; remedy: string }>();
  if (read.ok) return faults;
  const { streams } = openStreams(text);
  const lineAt = lineCounter(text);
  const ranges = streams.entries.map(({ key, start, end }) => ({
    key,
    from: lineAt(start),
    to: lineAt(end),
  }));
  for (const { place, related, message, remedy } of read.diagnostics) {
    const found = [place, related?.place].flatMap((one) =>
      one === undefined
        ? []
        : ranges.filter(
            ({ key, from, to }) => added.has(key) && one.file === file && one.line >= from && one.line <= to,
          ),
    );
    // The later of two that do not go together.
    const faulty = found.at(0);
    if (faulty !== undefined) faults.set(faulty.key, { message, remedy });
  }
  if (faults.size === 0)
    throw new EditRefused(
      'What is imported does not fit into the file.',
      'Please report it with what you did.',
    );
  return faults;
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** By file and line; what is about the whole comes last. */
function sorted(notes: readonly FileNote[], sources: readonly ImportSource[]): FileNote[] {
  const rank = (file: string): number => sources.findIndex((source) => source.file === file);
  const lineOf = ({ line }: FileNote): number => line ?? Number.MAX_SAFE_INTEGER;
  return [...notes].sort((a, b) => rank(a.file) - rank(b.file) || lineOf(a) - lineOf(b));
}
