import type { Role, ServerLimits, TlsFiles } from '../state/access.js';
import type { ListenerName } from '../state/desired-state.js';
import type { AudioCodec, VideoCodec } from '../state/media-choice.js';

/** A file that fits the schema, as plain data. */
export interface RawConfiguration {
  readonly version: 1;
  readonly include?: unknown;
  readonly output?: { readonly server?: string };
  readonly listen?: Partial<Readonly<Record<ListenerName, string>>>;
  readonly rtsp?: { readonly udpPorts?: string };
  readonly access?: {
    readonly token?: string;
    readonly hosts?: readonly string[];
    readonly metrics?: 'token' | 'open';
    readonly limits?: Partial<ServerLimits>;
    readonly open?: readonly ('rtsp' | 'rtmp')[];
  };
  readonly users?: Readonly<Record<string, RawUser>>;
  readonly ingest?: { readonly keys?: Readonly<Record<string, string | readonly string[]>> };
  readonly tls?: TlsFiles;
  readonly guard?: { readonly maxStopShare?: string };
  readonly defaults?: Partial<RawStream>;
  readonly profiles?: Readonly<Record<string, Partial<RawStream>>>;
  readonly streams: Readonly<Record<string, RawStream>>;
}

interface RawUser {
  readonly role?: Role;
  readonly password: string;
  readonly read?: readonly string[];
  readonly publish?: readonly string[];
}

export interface RawStream {
  readonly source: string | readonly string[];
  readonly profile?: string | readonly string[];
  readonly path?: string;
  readonly server?: string;
  readonly enabled?: boolean;
  readonly video?: MediaWord | RawVideoEncoding;
  readonly audio?: MediaWord | RawAudioEncoding;
  readonly ffmpeg?: RawArguments;
  readonly stallTimeout?: string;
  readonly firstFrameTimeout?: string;
  readonly backoff?: { readonly initial?: string; readonly max?: string };
  readonly failback?: string;
  readonly hold?: string;
  readonly limits?: { readonly nice?: number; readonly memory?: string };
  readonly labels?: Readonly<Record<string, string>>;
}

type MediaWord = 'copy' | 'none' | 'auto';

export interface RawVideoEncoding {
  readonly codec: VideoCodec;
  readonly bitrate?: string;
  readonly fps?: number;
  readonly size?: string;
  readonly preset?: string;
  readonly gop?: number;
  readonly encoder?: string;
}

export interface RawAudioEncoding {
  readonly codec: AudioCodec;
  readonly bitrate?: string;
  readonly sampleRate?: number;
  readonly channels?: number;
}

export interface RawArguments {
  readonly inputArgs?: readonly (string | number)[];
  readonly outputArgs?: readonly (string | number)[];
}
