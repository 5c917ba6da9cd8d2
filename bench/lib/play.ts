import { performance } from 'node:perf_hooks';
import { RtspConnection, type RtspResponse } from './rtsp-connection.js';
import type { OnPacket } from './rtsp-wire.js';

/**
 * Plays all tracks of an RTSP address over TCP. Track 0 of the description comes on the channels 0 and 1, the next one on 2 and 3.
 * @throws when the server refuses a request
 */
export async function play(address: string, onPacket: OnPacket): Promise<Playing> {
  const { hostname, port } = new URL(address);
  const connection = new RtspConnection(hostname, Number(port || 554), onPacket);
  try {
    const description = await connection.request('DESCRIBE', address, { Accept: 'application/sdp' });
    const tracks = trackUrls(address, accepted('DESCRIBE', description));
    const session = await setUp(
      connection,
      tracks.map(({ url }) => url),
    );
    const playedAtMs = performance.now();
    accepted('PLAY', await connection.request('PLAY', address, { Session: session }));
    return { connection, playedAtMs, kinds: tracks.map(({ kind }) => kind) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

export interface Playing {
  readonly connection: RtspConnection;
  /** When PLAY was asked for, by `performance.now()`. */
  readonly playedAtMs: number;
  /** `video`, `audio`, by track. */
  readonly kinds: readonly string[];
}

/** Answers the session. */
export async function setUp(connection: RtspConnection, urls: readonly string[]): Promise<string> {
  let session: string | undefined;
  for (const [track, url] of urls.entries()) {
    const response = await connection.request('SETUP', url, {
      Transport: `RTP/AVP/TCP;unicast;interleaved=${2 * track}-${2 * track + 1}`,
      ...(session === undefined ? {} : { Session: session }),
    });
    session ??= accepted('SETUP', response).headers.get('session')?.split(';')[0] ?? '';
  }
  return session ?? '';
}

/** RFC 2326 C.1.1: `a=control` of each media, relative to Content-Base, else to the request. */
export function trackUrls(address: string, { headers, body }: RtspResponse): { kind: string; url: string }[] {
  const base = headers.get('content-base') ?? address;
  return body
    .split(/^m=/m)
    .slice(1)
    .map((media) => {
      const kind = media.split(' ')[0] ?? '';
      const control = /^a=control:(\S+)/m.exec(media)?.[1];
      if (control === undefined) throw new Error(`${address} has ${kind} without a control address`);
      if (/^rtsp:/i.test(control)) return { kind, url: control };
      return { kind, url: base.endsWith('/') ? base + control : `${base}/${control}` };
    });
}

export function accepted(method: string, response: RtspResponse): RtspResponse {
  if (response.status !== 200) throw new Error(`${method} was answered ${response.status}`);
  return response;
}
