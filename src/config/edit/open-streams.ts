import { type Document, isAlias, isMap, parseDocument } from 'yaml';
import { PARSE_OPTIONS } from '../yaml-source.js';
import { type EntryInText, entryOf, handOnly, type MapInText, mapInText } from './map-in-text.js';
import { EditRefused } from './stream-edit.js';

/** The text of a configuration file, opened at its `streams`. */
export interface OpenedStreams {
  readonly text: string;
  readonly document: Document;
  readonly root: MapInText;
  /** The entry `streams` of the file. */
  readonly entry: EntryInText;
  readonly streams: MapInText;
}

/** Parses the text as `YamlSource` does, and keeps the tokens. Throws `EditRefused` where there is nothing to edit. */
export function openStreams(text: string): OpenedStreams {
  const document = parseDocument(text, { ...PARSE_OPTIONS, keepSourceTokens: true });
  if (document.errors.length > 0 || !isMap(document.contents)) throw notValid();
  const root = mapInText(text, document, document.contents, 0);
  const entry = entryOf(root, 'streams');
  if (entry === undefined) throw notValid();
  if (isAlias(entry.pair.value)) throw handOnly(text, entry.start, '"streams"');
  if (!isMap(entry.pair.value)) throw notValid();
  const streams = mapInText(text, document, entry.pair.value, entry.keyEnd);
  return { text, document, root, entry, streams };
}

/** The file as plain data. Throws `EditRefused` when an alias leads nowhere. */
export function plainData({ document }: OpenedStreams): PlainFile {
  try {
    return document.toJS({ maxAliasCount: 10_000 }) as PlainFile;
  } catch {
    throw notValid();
  }
}

/** Whether a stream stands in a text; not in one that cannot be edited. */
export function holdsStream(text: string, name: string): boolean {
  // Cheap where there are many files.
  if (!text.includes(name)) return false;
  try {
    return Object.hasOwn(plainData(openStreams(text)).streams, name);
  } catch (error) {
    if (error instanceof EditRefused) return false;
    throw error;
  }
}

/** Whether a text is no YAML, so that nobody knows what stands in it. */
export function isBroken(text: string): boolean {
  return parseDocument(text, PARSE_OPTIONS).errors.length > 0;
}

export interface PlainFile {
  readonly streams: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function notValid(): EditRefused {
  return new EditRefused('The file is not valid.', 'See "kazstreamlink validate".');
}
