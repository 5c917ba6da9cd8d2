import { listenerUrl } from './listener-url.js';
import type { ObservedListener } from './observed-state.js';
import type { StreamSpec } from './stream.js';

/** Where a stream is published, and can be read. May hold credentials. Null while the embedded server does not listen. */
export function outputUrl({ server, path }: StreamSpec, rtspListener: ObservedListener): string | null {
  const base = server.kind === 'remote' ? server.url : listenerUrl('rtsp', rtspListener);
  return base === null ? null : `${base}/${path}`;
}
