import type { MediaDescription } from '../sdp.js';

/**
 * The NAL units that a decoder needs before the first picture, as the description tells them, in the order in which
 * they are to be sent; none for another codec, or when it tells none.
 */
export function parameterSets({ encoding, formatParameters }: MediaDescription): Buffer[] {
  return (PARAMETERS.get(encoding) ?? [])
    .flatMap((name) => (formatParameter(formatParameters, name) ?? '').split(','))
    .map((text) => Buffer.from(text.trim(), 'base64'))
    .filter((unit) => unit.length > 1 && unit.length <= MAX_UNIT_BYTES);
}

/** The value of one parameter of an `a=fmtp` line. RFC 6184 8.2.1: names are compared without case. */
export function formatParameter(parameters: string | undefined, name: string): string | undefined {
  for (const part of (parameters ?? '').split(';')) {
    // Base64 ends in "=": only the first one separates.
    const separator = part.indexOf('=');
    if (part.slice(0, separator).trim().toLowerCase() === name) return part.slice(separator + 1).trim();
  }
  return undefined;
}

/** RFC 6184 8.1 and RFC 7798 7.1: comma-separated lists of base64 */
const PARAMETERS = new Map<string, readonly string[]>([
  ['H264', ['sprop-parameter-sets']],
  ['H265', ['sprop-vps', 'sprop-sps', 'sprop-pps']],
  ['HEVC', ['sprop-vps', 'sprop-sps', 'sprop-pps']],
]);

/** Each goes into one packet, which has to fit into an Ethernet frame. */
const MAX_UNIT_BYTES = 1400;
