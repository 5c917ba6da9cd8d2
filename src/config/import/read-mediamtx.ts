import type { PlainValue } from '../edit/stream-edit.js';
import { type ForeignEntry, ForeignYaml } from './foreign-yaml.js';
import type { Imported, ImportedStream, ImportNote } from './imported.js';
import { importedSource } from './imported-source.js';
import { mediamtxPathNote } from './mediamtx-path-note.js';
import { mediamtxServerNotes } from './mediamtx-server-notes.js';
import { isUnset } from './plain-values.js';
import { isValidPath } from './valid-names.js';

/**
 * The paths of a MediaMTX configuration (mediamtx.yml, version 1). A path whose source is an address becomes a stream that plays from it; one
 * for publishers becomes a stream of whoever pushes to the ingest under its name, and `all_others` a pattern.
 */
export function readMediamtx(text: string): Imported {
  const yaml = new ForeignYaml(text, '1.1');
  const { problem } = yaml;
  if (problem !== null)
    return { streams: [], notes: [{ ...problem, remedy: 'Mend it; MediaMTX could not read it either.' }] };
  const section = (name: string): ForeignEntry | undefined => yaml.root.find(({ key }) => key === name);
  const defaults = yaml.entriesOf(section('pathDefaults')?.node);
  const paths = yaml.entriesOf(section('paths')?.node);
  const notes = [
    ...mediamtxServerNotes(yaml.root),
    ...defaults.flatMap((entry) => mediamtxPathNote('all paths', entry)),
  ];
  const streams = paths.flatMap((path) => {
    const own = yaml.entriesOf(path.node);
    const keys = new Map([...defaults, ...own].map((entry) => [entry.key, entry]));
    const read = readPath(path, keys);
    notes.push(
      ...read.notes,
      ...(read.stream === null ? [] : own.flatMap((entry) => mediamtxPathNote(`"${path.key}"`, entry))),
    );
    return read.stream === null ? [] : [read.stream];
  });
  if (streams.some(({ values: { source } }) => String(source).startsWith('push:'))) notes.push(PUBLISHERS);
  return { streams, notes };
}

const PUBLISHERS: ImportNote = {
  line: null,
  message: 'publishers are taken by RTMP here, not by RTSP, SRT or WebRTC',
  remedy: 'Let cameras and encoders push to rtmp://HOST:1935/NAME.',
};

interface ReadPath {
  readonly stream: ImportedStream | null;
  readonly notes: readonly ImportNote[];
}

function readPath({ key: name, line }: ForeignEntry, keys: ReadonlyMap<string, ForeignEntry>): ReadPath {
  const left = (message: string, remedy: string, at = line): ReadPath => ({
    stream: null,
    notes: [{ line: at, message: `"${name}" is left out: ${message}`, remedy }],
  });
  const source = keys.get('source');
  const address = isUnset(source?.value) ? 'publisher' : String(source?.value);
  if (address === 'publisher') {
    const command = ['runOnInit', 'runOnDemand']
      .map((key) => keys.get(key))
      .find((one) => !isUnset(one?.value));
    if (command !== undefined)
      return left(
        `its publisher is a command ("${command.key}"), which is not run here`,
        'Give the address that the command reads as "source" of a stream, or let it push to rtmp://HOST:1935/NAME and write "source: push:NAME".',
        command.line,
      );
    return readPublisher(name, line, left);
  }
  if (name.startsWith('~'))
    return left('it is a regular expression with a source', 'Write a stream for each of its paths.');
  const taken = importedSource(mediamtxAddress(address));
  if (!taken.ok) return left(taken.message, taken.remedy, source?.line);
  const path: Record<string, PlainValue> = isValidPath(name) ? { path: name } : {};
  return { stream: { name, line, values: { source: escaped(taken.source), ...path } }, notes: [] };
}

function readPublisher(
  name: string,
  line: number,
  left: (message: string, remedy: string) => ReadPath,
): ReadPath {
  if (['all', 'all_others', '~^.*$', '~^.+$'].includes(name)) {
    const note = {
      line,
      message: `"${name}" becomes a pattern, for names without a slash`,
      remedy:
        'Write another one for names with a slash, such as "site-*": { source: "push:site/*", path: "site/*" }.',
    };
    return { stream: { name: '*', line, values: { source: 'push:*' } }, notes: [note] };
  }
  if (name.startsWith('~')) {
    const pattern = patternOf(name);
    if (pattern === null)
      return left(
        'a regular expression of this kind cannot be carried over',
        'Write a pattern with one star, such as "cam-*": { source: "push:cam-*" }, or a stream for each name.',
      );
    const values = { source: `push:${pattern}`, path: pattern };
    return { stream: { name: pattern.replaceAll('/', '-'), line, values }, notes: [] };
  }
  if (!isValidPath(name))
    return left('its name can be no path here', 'Write it as a stream with another path.');
  return { stream: { name, line, values: { source: `push:${name}`, path: name } }, notes: [] };
}

/** `~^cam-(.+)$` says what `cam-*` says. */
function patternOf(expression: string): string | null {
  const match = /^~\^([\w/-]*)(\(?)(?:\.|\[\^\/\]|\\w|\[a-zA-Z0-9\]|\[a-z0-9\])[*+](\)?)([\w/-]*)\$$/.exec(
    expression,
  );
  if (match === null || match[2] === '(' ? match?.[3] !== ')' : match[3] === ')') return null;
  const pattern = `${match?.[1] ?? ''}*${match?.[4] ?? ''}`;
  return isValidPath(pattern.replace('*', 'x')) ? pattern : null;
}

/** It writes RTMP as `rtmp://host/app#key` where the key is apart. */
function mediamtxAddress(text: string): string {
  return /^rtmps?:/i.test(text) ? text.replace('#', '/') : text;
}

/** MediaMTX has no references; here `${` would be one. */
function escaped(text: string): string {
  return text.replaceAll('${', '$${');
}
