/** What becomes of video or audio, as it is typed. Fields that are empty are left out, which is the default. */
export interface MediaForm {
  /** `default`: as the file says for all streams. */
  readonly kind: 'default' | 'copy' | 'none' | 'auto' | 'encode';
  readonly codec: string;
  /** By key: `bitrate`, `size`, `fps` of video; `bitrate`, `sampleRate`, `channels` of audio. */
  readonly values: Readonly<Record<string, string>>;
}

export function videoFormOf(value: unknown): MediaForm {
  return mediaFormOf(value, 'h264', VIDEO_FIELDS);
}

export function audioFormOf(value: unknown): MediaForm {
  return mediaFormOf(value, 'aac', AUDIO_FIELDS);
}

/** In the order in which they are shown. */
export const VIDEO_FIELDS = ['bitrate', 'size', 'fps'] as const;
export const AUDIO_FIELDS = ['bitrate', 'sampleRate', 'channels'] as const;

/**
 * As it is written in the file; null: the key is left out.
 * @param before what stands there, of which keys without a field are kept
 */
export function mediaKeys({ kind, codec, values }: MediaForm, before: unknown): unknown {
  if (kind === 'default') return null;
  if (kind !== 'encode') return kind;
  const kept = isMapping(before) ? before : {};
  const given = Object.entries(values).map(([key, text]) => [key, typedValue(key, text.trim())] as const);
  const merged = { ...kept, codec, ...Object.fromEntries(given) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function mediaFormOf(value: unknown, codec: string, fields: readonly string[]): MediaForm {
  const empty = Object.fromEntries(fields.map((field) => [field, '']));
  if (value === undefined || value === null) return { kind: 'default', codec, values: empty };
  if (!isMapping(value)) {
    const kind = CHOICES.find((choice) => choice === value) ?? 'default';
    return { kind, codec, values: empty };
  }
  const values = Object.fromEntries(fields.map((field) => [field, String(value[field] ?? '')]));
  return { kind: 'encode', codec: String(value['codec'] ?? codec), values };
}

const CHOICES = ['copy', 'none', 'auto'] as const;
const NUMBERS = new Set(['fps', 'sampleRate', 'channels']);

/** What is no number stays a text, so that the router says what is wrong with it. */
function typedValue(key: string, text: string): unknown {
  if (text === '') return undefined;
  return NUMBERS.has(key) && Number.isFinite(Number(text)) ? Number(text) : text;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
