import { streamPath } from '../api/request.js';
import { Turns } from './turns.js';
import { VideoStill } from './video-still.js';

/**
 * The last key frame of a stream, if there is another one than that of `etag`. Few are fetched at once, since a browser has six connections
 * to a server and one that is slow must hold up no other view; and one is decoded at a time, since it has few decoders.
 */
export async function nextStill(name: string, etag: string | null, signal: AbortSignal): Promise<Still> {
  const response = await fetching.take(() => fetchStill(name, etag, signal));
  if (response === null || response.status === 304) return SAME;
  if (!response.ok) return response.status >= 500 ? LATER : NONE;
  const file = await response.blob();
  const bitmap = await decoding.take(() => (signal.aborted ? Promise.resolve(null) : decoder.decode(file)));
  return bitmap === null ? LATER : { kind: 'picture', bitmap, etag: response.headers.get('etag') };
}

export type Still =
  | { readonly kind: 'picture'; readonly bitmap: ImageBitmap; readonly etag: string | null }
  /** The one that is known is still the last. */
  | { readonly kind: 'same' }
  /** There is none. */
  | { readonly kind: 'none' }
  /** It could not be had or decoded just now; that says nothing of what was shown before. */
  | { readonly kind: 'later' };

const SAME: Still = { kind: 'same' };
const NONE: Still = { kind: 'none' };
const LATER: Still = { kind: 'later' };

const fetching = new Turns(2);
const decoding = new Turns(1);
const decoder = new VideoStill();

/** Null: by now nobody wants it. */
async function fetchStill(name: string, etag: string | null, signal: AbortSignal): Promise<Response | null> {
  if (signal.aborted) return null;
  return fetch(streamPath(name, '/still.mp4'), {
    cache: 'no-store',
    signal,
    headers: etag === null ? {} : { 'if-none-match': etag },
  });
}
