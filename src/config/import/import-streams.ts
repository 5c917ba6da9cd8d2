import { isDeepStrictEqual } from 'node:util';
import { applyEdit } from '../edit/apply-edit.js';
import { openStreams, plainData } from '../edit/open-streams.js';
import { EditRefused, type StreamValues } from '../edit/stream-edit.js';
import { readConfiguration } from '../read-configuration.js';
import type { ReferenceValues } from '../references.js';
import { withStandIns } from '../stand-ins.js';
import type { Imported, ImportFormat, ImportNote } from './imported.js';
import { readCsv } from './read-csv.js';
import { readGo2rtc } from './read-go2rtc.js';
import { readMediamtx } from './read-mediamtx.js';
import { holdsSecret, SecretVariables } from './secret-variables.js';
import { ValidNames } from './valid-names.js';

/**
 * Adds to the text of a valid configuration file what the configurations of other programs name. What comes out is valid: a stream that
 * would not be, alone or beside the others, is left out, and said so. One that is there already is left as it is.
 * @param file how the file is to be called
 */
export function importStreams(
  file: string,
  text: string,
  sources: readonly ImportSource[],
  options: ImportOptions,
): ImportResult {
  const values = withStandIns(options.values);
  if (!readConfiguration(file, text, values).ok)
    return {
      ok: false,
      problem: `${file} is not valid as it is, so nothing is added to it.`,
      remedy: 'Mend it first; "kazstreamlink validate" shows what is wrong.',
    };
  const read = sources.map((source) => ({ file: source.file, ...READERS[source.format](source.text) }));
  const notes: FileNote[] = read.flatMap((one) => one.notes.map((note) => ({ ...note, file: one.file })));
  const secrets = options.variables === null ? null : new SecretVariables(options.variables);
  const { added, present } = named(read, before(text), secrets, notes);
  for (;;) {
    const edited = withStreams(text, added);
    if (!edited.ok) return edited;
    const faulty = faultsIn(file, edited.text, values, added);
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
        file: stream?.file ?? file,
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

function before(text: string): Readonly<Record<string, unknown>> {
  return plainData(openStreams(text)).streams;
}

function named(
  read: readonly (Imported & { readonly file: string })[],
  there: Readonly<Record<string, unknown>>,
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
      if (Object.hasOwn(there, name)) {
        if (isDeepStrictEqual(there[name], stream)) present += 1;
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
  const [first] = added.keys();
  if (first === undefined) return { ok: true, text };
  const streams = new Map([...added].map(([name, { values }]) => [name, values]));
  return applyEdit(text, { kind: 'add-all', name: first, streams });
}

/** Added streams with what is wrong with them, by name. */
function faultsIn(
  file: string,
  text: string,
  values: ReferenceValues,
  added: ReadonlyMap<string, NamedStream>,
): Map<string, { message: string; remedy: string }> {
  const read = readConfiguration(file, text, values);
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
        : ranges.filter(({ key, from, to }) => added.has(key) && one.line >= from && one.line <= to),
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
