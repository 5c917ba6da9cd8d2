import { isDeepStrictEqual } from 'node:util';
import type { PlainValue } from '../edit/stream-edit.js';
import { type ForeignEntry, ForeignYaml } from './foreign-yaml.js';
import { mediaOf } from './go2rtc-media.js';
import { type Go2rtcSource, parseGo2rtcSource } from './go2rtc-source.js';
import type { Imported, ImportedStream, ImportNote } from './imported.js';
import { importedSource } from './imported-source.js';
import { isValidPath } from './valid-names.js';

/**
 * The streams of a go2rtc configuration (go2rtc.yaml). Addresses that can be played become sources, `ffmpeg:` ones with what they encode; a
 * stream without a source becomes one of whoever pushes under its name.
 */
export function readGo2rtc(text: string): Imported {
  const yaml = new ForeignYaml(text, '1.2');
  const { problem } = yaml;
  if (problem !== null)
    return { streams: [], notes: [{ ...problem, remedy: 'Mend it; go2rtc could not read it either.' }] };
  const entries = yaml.entriesOf(yaml.root.find(({ key }) => key === 'streams')?.node);
  const listed = new Map(entries.map((entry) => [entry.key, sourcesOf(yaml, entry)]));
  const notes: ImportNote[] = yaml.root.flatMap(({ key, line }) =>
    key === 'publish'
      ? [
          {
            line,
            message: 'pushing streams on to other services ("publish") is not carried over',
            remedy: 'Let another program read the RTSP address and push it.',
          },
        ]
      : [],
  );
  const streams = entries.flatMap((entry) => {
    const read = new StreamReader(entry, listed, notes).read();
    return read === null ? [] : [read];
  });
  return { streams, notes };
}

interface Listed {
  readonly line: number;
  readonly source: Go2rtcSource;
}

function sourcesOf(yaml: ForeignYaml, entry: ForeignEntry): Listed[] {
  // `url:` with the list below it is another way of writing it.
  const url = yaml.entriesOf(entry.node).find(({ key }) => key === 'url');
  return yaml
    .itemsOf(url ?? entry)
    .flatMap(({ line, value }) =>
      typeof value === 'string' && value !== '' ? [{ line, source: parseGo2rtcSource(value) }] : [],
    );
}

class StreamReader {
  readonly #entry: ForeignEntry;
  readonly #listed: ReadonlyMap<string, readonly Listed[]>;
  readonly #notes: ImportNote[];

  constructor(entry: ForeignEntry, listed: ReadonlyMap<string, readonly Listed[]>, notes: ImportNote[]) {
    this.#entry = entry;
    this.#listed = listed;
    this.#notes = notes;
  }

  read(): ImportedStream | null {
    const { key: name, line } = this.#entry;
    const all = this.#listed.get(name) ?? [];
    const path: Record<string, PlainValue> = isValidPath(name) ? { path: name } : {};
    if (all.length === 0) {
      if (!isValidPath(name)) return this.#leftOut(line, 'its name can be no path here', 'Rename it.');
      return { name, line, values: { source: `push:${name}`, ...path } };
    }
    const before = this.#notes.length;
    const taken = all.flatMap((one) => this.#take(one));
    const sources = [...new Set(taken.map(({ source }) => source))].slice(0, MAX_SOURCES);
    const [first] = sources;
    if (first === undefined) {
      if (this.#notes.length === before)
        this.#leftOut(line, 'it has no source that can be played here', 'Write one.');
      return null;
    }
    if (sources.length > 1)
      this.#note(
        line,
        `the sources of "${name}" are tried in order, and the first that works is taken with all its tracks`,
        'Remove those that are not meant so.',
      );
    const media = taken[0]?.media ?? {};
    if (taken.some((one) => !isDeepStrictEqual(one.media, media)))
      this.#note(line, `what "${name}" encodes is taken from its first source`, ONE_OF_EACH);
    return { name, line, values: { source: sources.length === 1 ? first : sources, ...path, ...media } };
  }

  /** What one entry of the list gives; nothing, and why, where it cannot be carried over. */
  #take({ line, source }: Listed): { source: string; media: Record<string, PlainValue> }[] {
    const { key: name } = this.#entry;
    const { media, notes } = mediaOf(source);
    const named = source.isFfmpeg ? this.#listed.get(source.address) : undefined;
    if (named !== undefined && source.address === name) {
      this.#note(
        line,
        `"${name}" is not encoded a second time: a stream has one video and one audio here`,
        ONE_OF_EACH,
      );
      return [];
    }
    for (const note of notes)
      this.#note(line, `"${note.parameter}" of "${name}" is not carried over`, note.remedy);
    const plain = named?.map(({ source: other }) => other).filter(({ isFfmpeg }) => !isFfmpeg) ?? [source];
    const sources = plain.flatMap(({ address }) => {
      const taken = importedSource(address);
      if (!taken.ok) this.#leftOut(line, taken.message, taken.remedy);
      return taken.ok ? [{ source: taken.source, media }] : [];
    });
    return sources;
  }

  #leftOut(line: number, message: string, remedy: string): null {
    const { key: name } = this.#entry;
    const count = this.#listed.get(name)?.length ?? 0;
    const what = count > 1 ? `a source of "${name}"` : `"${name}"`;
    this.#note(line, `${what} is left out: ${message}`, remedy);
    return null;
  }

  #note(line: number, message: string, remedy: string): void {
    this.#notes.push({ line, message, remedy });
  }
}

const ONE_OF_EACH =
  'Write "video" or "audio" of the stream to have it encoded, such as "audio: { codec: opus }".';
const MAX_SOURCES = 8;
