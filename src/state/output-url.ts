import { listenerUrl } from './listener-url.js';
import type { ObservedListener } from './observed-state.js';
import { withOwnPassword } from './own-credentials.js';
import type { StreamSpec } from './stream.js';

/**
 * Where a stream is published, and can be read. May hold credentials. Null while the embedded server does not listen.
 * @param own what the router's own processes come to the embedded server by; null: nothing
 */
export function outputUrl(
  { server, path }: StreamSpec,
  rtspListener: ObservedListener,
  own: { readonly secret: string; readonly use: 'publish' | 'read' } | null = null,
): string | null {
  if (server.kind === 'remote') return `${server.url}/${path}`;
  const base = listenerUrl('rtsp', rtspListener);
  if (base === null) return null;
  const url = `${base}/${path}`;
  return own === null ? url : withOwnPassword(url, own.secret, own.use, path);
}
