import type { PlainValue } from './stream-edit.js';

/** A key of a stream that the edit commands know. */
export interface StreamKey {
  readonly key: string;
  readonly isRequired: boolean;
  /** How it is given on the command line (see `flagOf`); null when commands of their own set it. */
  readonly option: StreamOption | null;
}

export interface StreamOption {
  readonly argument: string;
  readonly description: string;
  readonly example: string;
  /** The value that a typed text stands for; undefined when it can be none. */
  readonly parse: (text: string) => PlainValue | undefined;
}

/** In the order in which a new stream has them. */
export const STREAM_KEYS: readonly StreamKey[] = [
  {
    key: 'source',
    isRequired: true,
    option: {
      argument: 'url',
      description: 'where it comes from: a URL, or push:PATH for whoever pushes to the ingest',
      example: 'rtmp://cam.example/live/gate',
      parse: asText,
    },
  },
  {
    key: 'path',
    isRequired: false,
    option: {
      argument: 'path',
      description: 'path at the RTSP server (default: the name)',
      example: 'site/gate',
      parse: asText,
    },
  },
  {
    key: 'server',
    isRequired: false,
    option: {
      argument: 'address',
      description: 'RTSP server (default: that of all streams)',
      example: 'rtsp://mediamtx:8554',
      parse: asText,
    },
  },
  { key: 'enabled', isRequired: false, option: null },
  {
    key: 'stallTimeout',
    isRequired: false,
    option: {
      argument: 'duration',
      description: 'how long media may stand still before it is started again',
      example: '10s',
      parse: asText,
    },
  },
];

/** The option for a key: `stall-timeout` for `stallTimeout`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The entries of `values` in the order in which a new stream has them; keys that are not known come last. */
export function inKeyOrder(values: Readonly<Record<string, PlainValue>>): [string, PlainValue][] {
  const known = STREAM_KEYS.map(({ key }) => key);
  const rank = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length);
  return Object.entries(values).sort(([a], [b]) => rank(a) - rank(b));
}

function asText(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}
