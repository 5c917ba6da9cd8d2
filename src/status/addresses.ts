import type { AccessRules } from '../state/access.js';
import { listenerUrl } from '../state/listener-url.js';
import type { ObservedState } from '../state/observed-state.js';
import { KEY_PARAMETER } from '../state/own-credentials.js';
import { narrowestFit } from '../state/path-pattern.js';
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

/** Where a publisher has to push for a path of the ingest, with KEY in the place of its stream key; null while the ingest does not listen. */
export function pushUrl(
  observed: ObservedState,
  path: string,
  keys: AccessRules['ingestKeys'],
  listener: 'rtmp' | 'rtmps' = 'rtmp',
): string | null {
  const base = listenerUrl(listener, observed.listeners[listener]);
  if (base === null) return null;
  const isKeyNeeded = keys !== null && narrowestFit(keys, path)?.keys !== null;
  return `${base}/${path}${isKeyNeeded ? `?${KEY_PARAMETER}=KEY` : ''}`;
}
