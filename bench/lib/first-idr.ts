import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { holdsIdr } from './h264-idr.js';
import { accepted, setUp, trackUrls } from './play.js';
import { RtspConnection, type RtspResponse } from './rtsp-connection.js';

/**
 * Reads the video of an RTSP address that need not exist yet, and resolves at the first packet of its first key
 * frame. It asks again every few milliseconds until the server knows the path. A `signal` ends it early.
 */
export async function firstIdr(address: string, signal: AbortSignal): Promise<FirstIdr> {
  const { hostname, port } = new URL(address);
  let arrived: (atMs: number) => void = () => {};
  const firstIdrAtMs = new Promise<number>((resolve, reject) => {
    arrived = resolve;
    signal.addEventListener('abort', () => reject(new Error(`${address} showed no key frame in time`)));
  });
  firstIdrAtMs.catch(() => {}); // when it fails before it is waited for
  const connection = new RtspConnection(hostname, Number(port || 554), (channel, data, start, end) => {
    if (channel === VIDEO_CHANNEL && holdsIdr(data.subarray(start, end))) arrived(performance.now());
  });
  signal.addEventListener('abort', () => connection.close());
  try {
    const description = await describe(connection, address, signal);
    const describedAtMs = performance.now();
    const video = trackUrls(address, description).find(({ kind }) => kind === 'video');
    if (video === undefined) throw new Error(`${address} has no video`);
    const session = await setUp(connection, [video.url]);
    const playedAtMs = performance.now();
    accepted('PLAY', await connection.request('PLAY', address, { Session: session }));
    return { describedAtMs, playedAtMs, firstIdrAtMs: await firstIdrAtMs };
  } finally {
    connection.close();
  }
}

/** By `performance.now()`. */
export interface FirstIdr {
  /** The server knew the path. */
  readonly describedAtMs: number;
  /** PLAY was asked for. */
  readonly playedAtMs: number;
  readonly firstIdrAtMs: number;
}

const VIDEO_CHANNEL = 0;
const ASK_EVERY_MS = 4;

async function describe(
  connection: RtspConnection,
  address: string,
  signal: AbortSignal,
): Promise<RtspResponse> {
  while (!signal.aborted) {
    const response = await connection.request('DESCRIBE', address, { Accept: 'application/sdp' });
    if (response.status === 200) return response;
    await delay(ASK_EVERY_MS);
  }
  throw new Error(`${address} did not come up in time`);
}
