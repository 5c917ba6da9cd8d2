import { listenerUrl } from '../state/listener-url.js';
import type { ObservedState } from '../state/observed-state.js';
import type { StreamSpec } from '../state/stream.js';

/** What to open in a player, without credentials; null while the embedded server does not listen. */
export function readerUrl(observed: ObservedState, spec: StreamSpec): string | null {
  const base =
    spec.server.kind === 'embedded'
      ? listenerUrl('rtsp', observed.listeners.rtsp)
      : spec.server.url.replace(/^(\w+:\/\/).*@/, '$1');
  return base === null ? null : `${base}/${spec.path}`;
}

/** The same over TLS; null where the embedded server does not offer it. */
export function encryptedReaderUrl(observed: ObservedState, spec: StreamSpec): string | null {
  if (spec.server.kind !== 'embedded') return null;
  const base = listenerUrl('rtsps', observed.listeners.rtsps);
  return base === null ? null : `${base}/${spec.path}`;
}

/** Where a publisher has to push for a path of the ingest; null while the ingest does not listen. */
export function pushUrl(observed: ObservedState, path: string): string | null {
  const base = listenerUrl('rtmp', observed.listeners.rtmp);
  return base === null ? null : `${base}/${path}`;
}
