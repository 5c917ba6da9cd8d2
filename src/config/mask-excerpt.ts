import { INPUT_OPTIONS, OUTPUT_OPTIONS } from '../state/allowed-options.js';
import type { DiagnosticCode } from '../state/diagnostic.js';
import { redactKeepingColumns } from '../util/redact.js';
import { streamsSchema } from './schema.js';
import { SOURCE_PATTERN } from './source-schema.js';

/**
 * A line of the file as it may be shown: starred out, character for character so that carets stay right, save for what is
 * known to be no credential. A file with a mistake in it need not have the form by which credentials are found, so
 * this does not look for secrets but for what is harmless.
 * @param start offset in the line of what the diagnostic points at
 * @param end where that ends
 */
export function maskExcerpt(line: string, code: DiagnosticCode, start: number, end: number): string {
  const redacted = redactKeepingColumns(line);
  const ranges = harmlessRanges(line, code);
  // The key that is not known, or the file that is not there, is what the diagnostic is about.
  const told = line.slice(start, end);
  if (code === 'unknown-key' && NAME.test(told)) ranges.push([start, end]);
  if (code === 'include-without-match' && INCLUDED.test(told.replace(/^(["'])(.*)\1$/, '$2')))
    ranges.push([start, end]);
  let masked = starred(line);
  for (const [from, to] of ranges)
    masked = masked.slice(0, from) + redacted.slice(from, to) + masked.slice(to);
  return masked;
}

/** What of a line is known to be no credential, once the URLs in it are redacted. */
export function harmlessRanges(line: string, code: DiagnosticCode): Range[] {
  const quoted = quotedRanges(line);
  // What stands inside a longer quoted text only looks like a key: an HTTP header may.
  return [
    ...nameRanges(line),
    ...knownKeyRanges(line, code),
    ...itemRanges(line, code),
    ...optionRanges(line),
  ].filter(
    ([from, to]) => !quoted.some(([start, end]) => start <= from && to <= end && to - from < end - start),
  );
}

/** Offsets, [from, to). */
export type Range = readonly [from: number, to: number];

const NAME = /^[A-Za-z0-9*][A-Za-z0-9._*-]{0,127}$/;
/** A key with a mapping, an alias or nothing on its line: a stream, a pattern (in quotes), or the beginning of a section. */
const NAME_OF_MAPPING =
  /(?<=(?:^\s*|[{,]\s*)(?<quote>["']?))[A-Za-z0-9*][A-Za-z0-9._*-]{0,127}(?=\k<quote>\s*:\s*(?:$|#|[{&*]))/dg;
const SOURCE = new RegExp(SOURCE_PATTERN);
const DURATION = /^(?:off|[\d.]{1,12}[a-z]{0,3})$/;
const NUMBER = /^\d{1,6}(?:\.\d{1,3})?$/;
const PRESET =
  /^(?:(?:ultra|super|very)?fast|faster|medium|slow|slower|veryslow|placebo|p[1-7]|ll|llhq|llhp)$/;
const PATHS = /^[\w.~/*-]{1,256}$/;
const MEDIA_CHOICE = /^(?:copy|none|auto)$/;
const ADDRESS = /^(?:off|(?:[\w.-]*|\[[\da-f:.]+\]):\d{1,6})$/i;

/** The known keys, and which of their values are harmless once URLs are redacted. */
export const HARMLESS: Readonly<Record<string, RegExp>> = {
  version: /^\d{1,4}$/,
  include: /^[\w.~/*?@+-]{1,255}$/,
  optional: /^(?:true|false)$/,
  output: /^$/,
  defaults: /^$/,
  profiles: /^$/,
  guard: /^$/,
  maxStopShare: /^(?:off|\d{1,2}%)$/,
  udpPorts: /^\d{1,5}-\d{1,5}$/,
  profile: NAME,
  listen: /^$/,
  streams: /^$/,
  rtsp: ADDRESS,
  rtsps: ADDRESS,
  rtmp: ADDRESS,
  rtmps: ADDRESS,
  http: ADDRESS,
  // Only what is valid is taken apart rightly, so that its credentials are found.
  source: SOURCE,
  server: new RegExp(streamsSchema.definitions.server.pattern),
  path: /^[\w.~/*-]*$/,
  enabled: /^(?:true|false|yes|no|on|off)$/i,
  stallTimeout: DURATION,
  firstFrameTimeout: DURATION,
  failback: DURATION,
  hold: DURATION,
  backoff: /^$/,
  initial: DURATION,
  max: DURATION,
  limits: /^$/,
  nice: /^\d{1,2}$/,
  memory: /^(?:off|\d{1,6}(?:\.\d{1,3})?[KMG]?)$/,
  video: MEDIA_CHOICE,
  audio: MEDIA_CHOICE,
  codec: /^(?:h26[45]|hevc|avc|x26[45]|aac|opus|mp3|pcm_alaw|pcm_mulaw)$/,
  bitrate: /^\d{1,6}(?:\.\d{1,3})?[kM]?$/,
  fps: NUMBER,
  size: /^\d{1,4}x\d{1,4}$/,
  preset: PRESET,
  gop: NUMBER,
  encoder: /^(?:libx26[45]|(?:h264|hevc)_[a-z0-9]{2,12})$/,
  sampleRate: NUMBER,
  channels: NUMBER,
  ffmpeg: /^$/,
  inputArgs: /^$/,
  labels: /^$/,
  access: /^$/,
  users: /^$/,
  tls: /^$/,
  role: /^(?:viewer|editor)$/,
  read: PATHS,
  publish: PATHS,
  ingest: /^$/,
  open: /^rts?[mp]p?$/,
  connectionsPerAddress: NUMBER,
  readersPerPath: NUMBER,
  requestsPerSecond: NUMBER,
  hosts: /^[A-Za-z0-9.-]{1,253}$/,
  metrics: /^(?:token|open)$/,
  cert: /^\.{0,2}\/[\w./@-]{1,255}$/,
  outputArgs: /^$/,
};
const KNOWN_KEY = new RegExp(
  `(?:^|[\\s{,])(?<key>${Object.keys(HARMLESS).join('|')})\\s*:(?=\\s|$)\\s*(?:(?<quote>["']?)(?<value>[^\\s,{}"']+)\\k<quote>(?=\\s*(?:[,}\\]]|$|#)))?`,
  'dg',
);

function nameRanges(line: string): Range[] {
  return [...line.matchAll(NAME_OF_MAPPING)].map(({ index, 0: name }): Range => [index, index + name.length]);
}

function knownKeyRanges(line: string, code: DiagnosticCode): Range[] {
  return [...line.matchAll(KNOWN_KEY)].flatMap(({ groups, indices }) => {
    const { key = '', value } = groups ?? {};
    const keyRange = indices?.groups?.['key'];
    const valueRange = indices?.groups?.['value'];
    const ranges: Range[] = keyRange === undefined ? [] : [keyRange];
    // In a text that is no YAML nobody knows what is a value.
    if (value === undefined || valueRange === undefined || code === 'yaml-syntax') return ranges;
    if (HARMLESS[key]?.test(value) === true) ranges.push(valueRange);
    return ranges;
  });
}

/** A source or a file that is an item of a list, on a line of its own; between brackets a part of a credential could look like one. */
function itemRanges(line: string, code: DiagnosticCode): Range[] {
  const found = code === 'yaml-syntax' ? null : ITEM.exec(line);
  const range = found?.indices?.groups?.['value'];
  const value = found?.groups?.['value'] ?? '';
  return range !== undefined && (SOURCE.test(value) || INCLUDED.test(value)) ? [range] : [];
}

const INCLUDED = /^[\w.~/*?@+-]{1,250}\.ya?ml$/;

const ITEM = /^\s*-\s+(?<quote>["']?)(?<value>[^\s,{}"']+)\k<quote>\s*(?:$|#)/d;

/** The names of allowed options of FFmpeg; never their values. */
function optionRanges(line: string): Range[] {
  return [...line.matchAll(/(?<=^|[\s,["'])-[a-z_]+(?::[av])?(?=$|[\s,\]"'])/g)]
    .filter(([name]) => OPTION_NAMES.has(name))
    .map(({ index, 0: name }): Range => [index, index + name.length]);
}

const OPTION_NAMES: ReadonlySet<string> = new Set(
  [...INPUT_OPTIONS, ...OUTPUT_OPTIONS].map(({ name }) => name),
);

/** What stands between two quotes that begin and end a value. */
function quotedRanges(line: string): Range[] {
  return [
    ...line.matchAll(/(?<=^\s*|[\s,{[:])(?<quote>["'])(?<text>.*?)\k<quote>(?=\s*(?:[,}\]:]|$|#))/dg),
  ].flatMap(({ indices }): Range[] => {
    const range = indices?.groups?.['text'];
    return range === undefined ? [] : [range];
  });
}

function starred(text: string): string {
  return text.replace(/[\p{L}\p{N}]/gu, (character) => '*'.repeat(character.length));
}
