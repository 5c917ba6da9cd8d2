import { streamPath } from '../api/request.js';
import { VideoStill } from './video-still.js';

/**
 * The last key frame of a stream, if there is another one than that of `etag`. Stills are fetched and decoded one after the other, by one
 * decoder: a browser has few of them, and a wall of pictures must not keep it from anything else.
 */
export function nextStill(name: string, etag: string | null, signal: AbortSignal): Promise<Still> {
  const turn = queue.then(() => (signal.aborted ? SAME : fetchStill(name, etag, signal)));
  queue = turn.catch(() => SAME);
  return turn;
}

export type Still =
  | { readonly kind: 'picture'; readonly bitmap: ImageBitmap; readonly etag: string | null }
  /** The one that is known is still the last. */
  | { readonly kind: 'same' }
  /** There is none, or nothing that this browser can decode. */
  | { readonly kind: 'none' };

const SAME: Still = { kind: 'same' };
const NONE: Still = { kind: 'none' };

let queue: Promise<Still> = Promise.resolve(SAME);

const decoder = new VideoStill();

async function fetchStill(name: string, etag: string | null, signal: AbortSignal): Promise<Still> {
  const response = await fetch(streamPath(name, '/still.mp4'), {
    cache: 'no-store',
    signal,
    headers: etag === null ? {} : { 'if-none-match': etag },
  });
  if (response.status === 304) return SAME;
  if (!response.ok) return NONE;
  const bitmap = await decoder.decode(await response.blob());
  return bitmap === null ? NONE : { kind: 'picture', bitmap, etag: response.headers.get('etag') };
}
