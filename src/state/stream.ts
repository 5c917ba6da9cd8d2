import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { secretsOfArguments } from './allowed-options.js';
import { type AudioChoice, mediaText, type VideoChoice } from './media-choice.js';

/** One named entry of the file: which source must be readable at which path. */
export interface StreamSpec {
  readonly name: string;
  readonly enabled: boolean;
  /** In order of preference. */
  readonly sources: readonly [Source, ...Source[]];
  /** Where readers find it at the RTSP server, without a leading slash. */
  readonly path: string;
  readonly server: RtspServer;
  readonly video: VideoChoice;
  readonly audio: AudioChoice;
  /** Further arguments of FFmpeg before and after its input, from an allow-list. */
  readonly ffmpeg: FfmpegExtras;
  readonly policy: StreamPolicy;
  /** Shown, and no more than that. */
  readonly labels: Readonly<Record<string, string>>;
  /** The pattern of the file that it comes from; absent where it is an entry of its own. */
  readonly pattern?: string;
}

export interface FfmpegExtras {
  readonly inputArgs: readonly string[];
  readonly outputArgs: readonly string[];
}

/** What is heeded while a process runs, and changed without a restart. */
export interface StreamPolicy {
  /** For how long media may stand still before the process is ended. */
  readonly stallTimeoutMs: number;
  /** How long a process has to write its first media before it is ended. */
  readonly firstFrameTimeoutMs: number;
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
  /** For how long a preferred source has to be well before it is returned to; null: stay until the one in use fails. */
  readonly failbackMs: number | null;
  /** For how long readers at the embedded server are kept while nothing is published; null: not at all. */
  readonly holdMs: number | null;
  readonly limits: ProcessLimits;
}

export interface ProcessLimits {
  /** From 0 to 19; 19 leaves the processor to everyone else. */
  readonly nice: number;
  /** Memory that FFmpeg may take for its data; null: as much as there is. */
  readonly memoryBytes: number | null;
}

export const DEFAULT_POLICY: StreamPolicy = {
  stallTimeoutMs: 10_000,
  firstFrameTimeoutMs: 20_000,
  backoff: { initialMs: 1_000, maxMs: 30_000 },
  failbackMs: 10_000,
  holdMs: 60_000,
  limits: { nice: 0, memoryBytes: null },
};

export function isSamePolicy(a: StreamPolicy, b: StreamPolicy): boolean {
  return isDeepStrictEqual(a, b);
}

export type Source =
  /** Whoever pushes to our ingest under this path (`live/drone-1`). */
  | { readonly kind: 'push'; readonly path: string }
  /** A server that we play from. May hold credentials. */
  | { readonly kind: 'pull'; readonly url: string };

export type RtspServer =
  | { readonly kind: 'embedded' }
  /** `rtsp(s)://…` without a path. May hold credentials. */
  | { readonly kind: 'remote'; readonly url: string };

/** All sources as they are written in the file, joined. May hold credentials. */
export function sourcesText(sources: readonly Source[]): string {
  return sources.map(sourceText).join(', ');
}

/** The paths at the ingest that streams read from, whoever pushes there. */
export function pushedPaths(streams: Iterable<StreamSpec>): Set<string> {
  const sources = [...streams].flatMap((stream) => stream.sources);
  return new Set(sources.flatMap((source) => (source.kind === 'push' ? [source.path] : [])));
}

/** The source as it is written in the file. May hold credentials. */
export function sourceText(source: Source): string {
  return source.kind === 'push' ? `push:${source.path}` : source.url;
}

/** The server as it is written in the file. May hold credentials. */
export function serverText(server: RtspServer): string {
  return server.kind === 'embedded' ? 'embedded' : server.url;
}

/**
 * Where a stream is published, the same for all spellings of one place: credentials, upper case and the default port make
 * no difference. Never holds credentials.
 */
export function outputOf({ server, path }: StreamSpec): string {
  return `${serverOf(server)}/${path}`;
}

/** The same for all spellings of one RTSP server. Never holds credentials. */
export function serverOf(server: RtspServer): string {
  if (server.kind === 'embedded') return 'embedded';
  const parts = /^(?<scheme>rtsps?):\/\/(?:.*@)?(?<host>\[[^\]]*\]|[^:/]*)(?::(?<port>\d+))?/i.exec(
    server.url,
  )?.groups;
  const scheme = (parts?.['scheme'] ?? 'rtsp').toLowerCase();
  const port = Number(parts?.['port'] ?? (scheme === 'rtsps' ? 322 : 554));
  return `${scheme}://${parts?.['host']?.toLowerCase() ?? ''}:${port}`;
}

/**
 * Hash of what the file says about a stream as far as it changes FFmpeg's arguments. It answers "is the running
 * process still what is wanted?", and nothing else: it is never compared with a process's arguments.
 */
export function specHash(spec: StreamSpec): string {
  const known = hashes.get(spec);
  if (known !== undefined) return known;
  const relevant = [
    spec.sources.map(sourceText),
    serverText(spec.server),
    spec.path,
    mediaText(spec.video),
    mediaText(spec.audio),
    spec.ffmpeg,
  ];
  const hash = createHash('sha256').update(JSON.stringify(relevant)).digest('hex').slice(0, 16);
  hashes.set(spec, hash);
  return hash;
}

/** Each plan compares all streams, and specs never change. */
const hashes = new WeakMap<StreamSpec, string>();

/** Every URL of a stream that can hold credentials, and every value of its further arguments that can be one. */
export function urlsOf(spec: StreamSpec): string[] {
  return [
    ...secretsOfArguments(spec.ffmpeg.inputArgs),
    ...spec.sources.flatMap((source) => (source.kind === 'pull' ? [source.url] : [])),
    ...(spec.server.kind === 'remote' ? [spec.server.url] : []),
  ];
}

/** Names that the stream shows anyway, so that they are no secrets where they stand in a URL. */
export function publicNamesOf(spec: StreamSpec): string[] {
  return [
    spec.name,
    spec.path,
    ...spec.path.split('/'),
    ...spec.sources.flatMap((source) => (source.kind === 'push' ? [source.path] : [])),
  ];
}
