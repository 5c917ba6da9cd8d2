import type { DiagnosticCode } from '../state/diagnostic.js';
import { redactKeepingColumns } from '../util/redact.js';
import { streamsSchema } from './schema.js';

/**
 * A line of the file as it may be shown: starred out, character for character so that carets stay right, save for what is
 * known to be no credential. A file with a mistake in it need not have the form by which credentials are found, so
 * this does not look for secrets but for what is harmless.
 * @param start offset in the line of what the diagnostic points at
 * @param end where that ends
 */
export function maskExcerpt(line: string, code: DiagnosticCode, start: number, end: number): string {
  const redacted = redactKeepingColumns(line);
  const ranges = [...nameRanges(line), ...knownKeyRanges(line, code)];
  // The key that is not known is what the diagnostic is about.
  if (code === 'unknown-key' && NAME.test(line.slice(start, end))) ranges.push([start, end]);
  let masked = starred(line);
  for (const [from, to] of ranges)
    masked = masked.slice(0, from) + redacted.slice(from, to) + masked.slice(to);
  return masked;
}

type Range = readonly [from: number, to: number];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** A key with a mapping, an alias or nothing on its line: a stream, or the beginning of a section. */
const NAME_OF_MAPPING = /(?<=^\s*|[{,]\s*)[A-Za-z0-9][A-Za-z0-9._-]{0,127}(?=\s*:\s*(?:$|#|[{&*]))/dg;
const ADDRESS = /^(?:off|(?:[\w.-]*|\[[\da-f:.]+\]):\d{1,6})$/i;

/** The known keys, and which of their values are harmless once URLs are redacted. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  version: /^\d{1,4}$/,
  output: /^$/,
  defaults: /^$/,
  listen: /^$/,
  streams: /^$/,
  rtsp: ADDRESS,
  rtmp: ADDRESS,
  http: ADDRESS,
  // Only what is valid is taken apart rightly, so that its credentials are found.
  source: new RegExp(streamsSchema.definitions.stream.properties.source.pattern),
  server: new RegExp(streamsSchema.definitions.server.pattern),
  path: /^[\w.~/-]*$/,
  enabled: /^(?:true|false|yes|no|on|off)$/i,
  stallTimeout: /^[\d.]+[a-z]{0,3}$/,
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

function starred(text: string): string {
  return text.replace(/[\p{L}\p{N}]/gu, (character) => '*'.repeat(character.length));
}
