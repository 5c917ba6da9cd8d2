import { RequestError } from './errors.js';
import { limits } from './limits.js';

/**
 * Takes an `rtsp://` URL apart. User and password are thrown away. The query stays apart from the path, as clients
 * append a track's control to whichever comes last. Throws {@link RequestError} 400 for what is no such URL.
 */
export function parseRequestUrl(text: string): RequestUrl {
  const match = /^(?<scheme>rtsps?):\/\/(?<authority>[^/?]*)(?<path>[^?]*)(?:\?(?<query>.*))?$/is.exec(text);
  const { scheme = '', authority, path, query } = match?.groups ?? {};
  if (authority === undefined || path === undefined) throw new RequestError(400, 'no RTSP URL');
  return {
    scheme: scheme.toLowerCase(),
    authority: authority.slice(authority.lastIndexOf('@') + 1),
    rawPath: path,
    rawQuery: query,
  };
}

export interface RequestUrl {
  /** `rtsp` or `rtsps`. */
  readonly scheme: string;
  /** `host[:port]` as the client calls us. */
  readonly authority: string;
  /** Still percent-encoded, with its leading slash. */
  readonly rawPath: string;
  readonly rawQuery: string | undefined;
}

/**
 * The path that a URL names: decoded, without slashes at its ends. Throws {@link RequestError} 400 for one that
 * is empty, too long, has control characters or a `..` segment, or can't be decoded.
 */
export function pathOf(url: Pick<RequestUrl, 'rawPath'>): string {
  const path = decode(url.rawPath.replace(/^\/+|\/+$/g, ''));
  if (path === '') throw new RequestError(400, 'no path');
  if (Buffer.byteLength(path) > limits.pathBytes) throw badName('path too long');
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) throw badName('control character in path');
  }
  if (path.split('/').includes('..')) throw badName('".." in path');
  return path;
}

/**
 * Takes the `trackID=N` that our DESCRIBE gave out off a URL. FFmpeg, Live555 and GStreamer append it to the path,
 * or to the query when there is one (`/path?query/trackID=0`). `track` is undefined when there is none.
 */
export function splitTrack(url: RequestUrl): { url: RequestUrl; track: number | undefined } {
  const { rawPath, rawQuery } = url;
  const match = /^(?<rest>.*)\/trackID=(?<track>\d{1,3})\/*$/is.exec(rawQuery ?? rawPath);
  const { rest, track } = match?.groups ?? {};
  if (rest === undefined || track === undefined) return { url, track: undefined };
  const stripped = rawQuery === undefined ? { ...url, rawPath: rest } : { ...url, rawQuery: rest };
  return { url: stripped, track: Number(track) };
}

/** The base against which a client resolves the controls of a DESCRIBE: no user, no query, a slash at its end. */
export function contentBase(url: RequestUrl): string {
  return `${url.scheme}://${url.authority}${url.rawPath.replace(/\/+$/, '')}/`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new RequestError(400, 'path is not encoded as UTF-8', { cause });
  }
}

function badName(what: string): RequestError {
  return new RequestError(400, what, { kind: 'bad-name' });
}
