import type { StreamKeys } from '../../src/api/contract.js';
import { audioFormOf, type MediaForm, mediaKeys, videoFormOf } from './media-form.js';
import { type ServerForm, serverFormOf, serverText } from './server-form.js';
import { pushPathOf, type SourceForm, sourceFormOf, sourceText } from './source-form.js';

/** What stands in the fields of the form, as it was typed. */
export interface StreamForm {
  readonly sources: readonly [SourceForm, ...SourceForm[]];
  readonly server: ServerForm;
  readonly path: string;
  readonly video: MediaForm;
  readonly audio: MediaForm;
  /** Names; a later one wins over an earlier one. */
  readonly profiles: readonly string[];
  readonly enabled: boolean;
  /** `site=north, owner=anna` */
  readonly labels: string;
}

/** The form of what stands in the file; of nothing, the one for a new stream. */
export function streamFormOf(keys: StreamKeys): StreamForm {
  const [first, ...more] = [keys['source'] ?? ''].flat().map((source) => sourceFormOf(String(source)));
  return {
    sources: [first ?? sourceFormOf(''), ...more],
    server: serverFormOf(keys['server']),
    path: String(keys['path'] ?? ''),
    video: videoFormOf(keys['video']),
    audio: audioFormOf(keys['audio']),
    profiles: [keys['profile'] ?? []].flat().map(String),
    enabled: keys['enabled'] !== false,
    labels: labelsText(keys['labels']),
  };
}

/** The keys that a form changes: with another value, or null where the key is to be taken out. Others stay as they are. */
export function changedKeys(form: StreamForm, before: StreamKeys): StreamKeys {
  const wanted: Readonly<Record<string, unknown>> = {
    source: sourceKeys(form.sources),
    profile: profileKeys(form.profiles),
    path: form.path.trim() === '' ? null : form.path.trim(),
    server: serverText(form.server),
    video: mediaKeys(form.video, before['video']),
    audio: mediaKeys(form.audio, before['audio']),
    enabled: enabledKey(form.enabled, before['enabled']),
    // A comma in one would make two of it.
    labels:
      form.labels === labelsText(before['labels']) ? (before['labels'] ?? null) : labelsKeys(form.labels),
  };
  const changed = Object.entries(wanted).filter(([key, value]) => !isSame(value, before[key] ?? null));
  return Object.fromEntries(changed);
}

/** The form after a new stream got another name: a path to push to that was made from the name follows it. */
export function renamed(form: StreamForm, before: string, name: string): StreamForm {
  const follow = (source: SourceForm): SourceForm =>
    source.path === pushPathOf(before) ? { ...source, path: pushPathOf(name) } : source;
  const [first, ...more] = form.sources;
  return { ...form, sources: [follow(first), ...more.map(follow)] };
}

/** Keys of a stream that have no field. They stay as they are. */
export function otherKeys(keys: StreamKeys): string[] {
  return Object.keys(keys).filter((key) => !FIELDS.has(key));
}

const FIELDS = new Set(['source', 'profile', 'path', 'server', 'video', 'audio', 'enabled', 'labels']);

function sourceKeys(sources: StreamForm['sources']): string | string[] {
  const texts = sources.map(sourceText);
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

function profileKeys([first, ...more]: readonly string[]): string | readonly string[] | null {
  if (first === undefined) return null;
  return more.length === 0 ? first : [first, ...more];
}

/** What is the default anyway is written only where it was written before. */
function enabledKey(isEnabled: boolean, before: unknown): boolean | null {
  return isEnabled && before === undefined ? null : isEnabled;
}

function labelsText(labels: unknown): string {
  if (typeof labels !== 'object' || labels === null) return '';
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}

function labelsKeys(text: string): Readonly<Record<string, string>> | null {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

/** A list of one source is the same as that source. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function plain(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}
