import { limits } from './limits.js';

/**
 * The path that an application and a stream name mean together. Encoders split `rtmp://host/a/b/c` where they like,
 * so the two are joined: `a` + `b/c`, `a/b` + `c` and `a/b/c` + nothing are one path. Query strings are cut off
 * (they carry keys), empty parts dropped.
 */
export function parsePathName(app: string, streamName: string): PathName {
  const parts = [withoutQuery(app), withoutPrefix(withoutQuery(streamName))].flatMap((text) =>
    text.split('/').filter((part) => part !== ''),
  );
  const path = parts.join('/');
  if (path === '') return { ok: false, problem: 'the name is empty' };
  if (Buffer.byteLength(path) > limits.pathBytes) return { ok: false, problem: 'the name is too long' };
  if (/\p{Cc}/u.test(path)) return { ok: false, problem: 'the name has control characters' };
  if (parts.some((part) => part === '..' || part === '.')) {
    return { ok: false, problem: 'the name has a . or .. part' };
  }
  return { ok: true, path };
}

export type PathName =
  | { readonly ok: true; readonly path: string }
  /** A clause for the client and the log; it repeats nothing of the name. */
  | { readonly ok: false; readonly problem: string };

function withoutQuery(text: string): string {
  const query = text.indexOf('?');
  return query === -1 ? text : text.slice(0, query);
}

/** Flash and FFmpeg put `mp4:` before names that end in `.mp4`, other encoders do not. */
function withoutPrefix(name: string): string {
  return name.replace(/^(?:mp4|flv):/, '');
}
