import type { TrackKind } from '../../state/control-protocol.js';
import { RequestError } from './errors.js';
import { limits } from './limits.js';

/** Reads an announced session description. RFC 4566. Throws {@link RequestError} 400. */
export function parseSdp(text: string): SessionDescription {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') throw new RequestError(400, 'SDP does not begin with v=0');
  const session: string[] = [];
  const medias: string[][] = [];
  for (const line of lines) {
    if (!/^[a-z]=/.test(line)) throw new RequestError(400, 'a line of the SDP is none');
    if (line.startsWith('m=')) medias.push([line]);
    else (medias.at(-1) ?? session).push(line);
    if (medias.length > limits.tracks) throw new RequestError(400, 'too many tracks in the SDP');
  }
  if (medias.length === 0) throw new RequestError(400, 'no track in the SDP');
  return { control: attribute(session, 'control'), medias: medias.map(parseMedia) };
}

/**
 * The description that readers get: a session level of our own, and below it each media as it was announced, with
 * `a=control:trackID=N` for its own control.
 */
export function formatSdp(description: SessionDescription, session: SdpSession): string {
  const family = session.host.includes(':') ? 'IP6' : 'IP4';
  const lines = [
    'v=0',
    `o=- ${session.id} 1 IN ${family} ${session.host}`,
    `s=${session.name}`,
    `c=IN ${family} ${family === 'IP6' ? '::' : '0.0.0.0'}`,
    't=0 0',
    // RFC 2326 C.1.1
    'a=control:*',
  ];
  for (const [index, media] of description.medias.entries()) {
    lines.push(...media.lines.filter(isForReaders).map(withoutPort), `a=control:trackID=${index}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * What is between the publisher and us is nothing to readers: its controls, its address (RFC 2326 C.1.7), and who sends. GStreamer takes a
 * media with `sendonly` for a way back to a camera, and plays it not.
 */
function isForReaders(line: string): boolean {
  return !/^(?:c=|a=(?:control:|(?:sendonly|recvonly|sendrecv|inactive)\s*$))/.test(line);
}

/** RFC 2326 C.1.2: it is chosen by SETUP. */
function withoutPort(line: string): string {
  return line.replace(/^(?<media>m=[a-z0-9-]+) \d+(?:\/\d+)?/i, '$<media> 0');
}

export interface SessionDescription {
  readonly control: string | undefined;
  /** At least one. */
  readonly medias: readonly MediaDescription[];
}

export interface MediaDescription {
  readonly kind: TrackKind;
  /** The encoding name in upper case (`H264`, `MPEG4-GENERIC`, …), or `PT99` when nothing tells. */
  readonly encoding: string;
  /** RTP timestamp units a second, when known. */
  readonly clockRateHz: number | undefined;
  /** Of audio. */
  readonly channels: number;
  /** The first of the `m=` line. */
  readonly payloadType: string;
  readonly formatParameters: string | undefined;
  readonly control: string | undefined;
  /** From `m=` on, as announced, without line ends. */
  readonly lines: readonly string[];
}

export interface SdpSession {
  readonly id: number;
  readonly name: string;
  /** The address that the reader reached us at. */
  readonly host: string;
}

function parseMedia(lines: readonly string[]): MediaDescription {
  // RFC 4566 5.14: m=<media> <port>[/<count>] <proto> <fmt> …
  const match = /^m=(?<media>[a-z0-9-]+) \d+(?:\/\d+)? [A-Z0-9/.]+ (?<format>\S+)/i.exec(lines[0] ?? '');
  const { media, format } = match?.groups ?? {};
  if (media === undefined || format === undefined)
    throw new RequestError(400, 'an m= line of the SDP is malformed');
  // RFC 4566 6: a=rtpmap:<payload type> <encoding name>/<clock rate>[/<parameters>]
  const mapped = /^(?<encoding>[^/\s]+)\/(?<rate>\d{1,9})(?:\/(?<channels>\d{1,2}))?/.exec(
    formatAttribute(lines, 'rtpmap', format) ?? '',
  )?.groups;
  const known = staticPayloadTypes.get(format);
  const clockRateHz = mapped?.['rate'] === undefined ? known?.[1] : Number(mapped['rate']);
  return {
    kind: media === 'video' || media === 'audio' ? media : 'data',
    encoding: (mapped?.['encoding'] ?? known?.[0] ?? `PT${format}`).toUpperCase(),
    clockRateHz: clockRateHz === 0 ? undefined : clockRateHz,
    // RFC 4566 6: one channel when nothing is said
    channels: Number(mapped?.['channels'] ?? 1),
    payloadType: format,
    formatParameters: formatAttribute(lines, 'fmtp', format),
    control: attribute(lines, 'control'),
    lines,
  };
}

function attribute(lines: readonly string[], name: string): string | undefined {
  const prefix = `a=${name}:`;
  return lines
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
    .trim();
}

function formatAttribute(lines: readonly string[], name: string, format: string): string | undefined {
  const prefix = `a=${name}:${format} `;
  return lines
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
    .trim();
}

/** RFC 3551 6: payload type → encoding name, clock rate */
const staticPayloadTypes = new Map<string, readonly [encoding: string, clockRateHz: number]>([
  ['0', ['PCMU', 8000]],
  ['3', ['GSM', 8000]],
  ['4', ['G723', 8000]],
  ['8', ['PCMA', 8000]],
  ['9', ['G722', 8000]],
  ['10', ['L16', 44_100]],
  ['11', ['L16', 44_100]],
  ['14', ['MPA', 90_000]],
  ['15', ['G728', 8000]],
  ['18', ['G729', 8000]],
  ['26', ['JPEG', 90_000]],
  ['31', ['H261', 90_000]],
  ['32', ['MPV', 90_000]],
  ['33', ['MP2T', 90_000]],
  ['34', ['H263', 90_000]],
]);
