import { parseDocument } from 'yaml';
import { AUDIO_CODECS, VIDEO_CODECS } from '../../state/media-choice.js';
import { PARSE_OPTIONS } from '../yaml-source.js';
import type { PlainValue } from './stream-edit.js';

/** A key of a stream that the edit commands know. */
export interface StreamKey {
  readonly key: string;
  readonly isRequired: boolean;
  /** How it is given on the command line (see `flagOf`); null when commands of their own set it, or only an editor does. */
  readonly option: StreamOption | null;
}

export interface StreamOption {
  readonly argument: string;
  readonly description: string;
  readonly example: string;
  /** It may be given several times; what is given so becomes a list. */
  readonly isRepeatable?: boolean;
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
      description:
        'where it comes from: a URL, or push:PATH for whoever pushes to the ingest; once more for the next best',
      isRepeatable: true,
      example: 'rtmp://cam.example/live/gate',
      parse: asText,
    },
  },
  {
    key: 'profile',
    isRequired: false,
    option: {
      argument: 'name',
      description: 'a set of keys below "profiles"; once more for another one that wins over it',
      isRepeatable: true,
      example: 'camera',
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
    key: 'video',
    isRequired: false,
    option: {
      argument: 'choice',
      description: 'what becomes of the video: copy, none, auto, a codec, or a mapping in braces',
      example: 'h264',
      parse: (text) => mediaValue(text, VIDEO_CODECS),
    },
  },
  {
    key: 'audio',
    isRequired: false,
    option: {
      argument: 'choice',
      description: 'what becomes of the audio, as with the video',
      example: 'aac',
      parse: (text) => mediaValue(text, AUDIO_CODECS),
    },
  },
  { key: 'ffmpeg', isRequired: false, option: null },
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
  {
    key: 'firstFrameTimeout',
    isRequired: false,
    option: {
      argument: 'duration',
      description: 'how long it has until its first media',
      example: '20s',
      parse: asText,
    },
  },
  { key: 'backoff', isRequired: false, option: null },
  {
    key: 'failback',
    isRequired: false,
    option: {
      argument: 'duration',
      description: 'how long a preferred source has to be well before it is returned to, or off',
      example: '10s',
      parse: asText,
    },
  },
  {
    key: 'hold',
    isRequired: false,
    option: {
      argument: 'duration',
      description: 'how long readers stay connected while nothing is published, or off',
      example: '60s',
      parse: asText,
    },
  },
  { key: 'limits', isRequired: false, option: null },
  { key: 'labels', isRequired: false, option: null },
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

/** `{ codec: h264, bitrate: 2M }` as in the file, `h264` for an encoding that says no more, or a word. */
function mediaValue(text: string, codecs: readonly string[]): PlainValue | undefined {
  const trimmed = text.trim();
  if (codecs.includes(trimmed)) return { codec: trimmed };
  if (!trimmed.startsWith('{')) return asText(text);
  const document = parseDocument(trimmed, { ...PARSE_OPTIONS });
  // What is no mapping is written as it is, and refused with a caret.
  return document.errors.length > 0 ? trimmed : (document.toJS() as PlainValue);
}
