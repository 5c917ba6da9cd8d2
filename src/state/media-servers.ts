import type { MediaServerKind, PathSnapshot, PublisherSnapshot } from './control-protocol.js';
import type { ObservedState } from './observed-state.js';

/** Who publishes at the RTSP path, or pushes to the ingest's path, as the embedded server sees it now. */
export function publisherOf(
  observed: ObservedState,
  server: MediaServerKind,
  path: string,
): PublisherSnapshot | null {
  return pathAt(observed, server, path)?.publisher ?? null;
}

/** What the embedded server says of one of its paths. */
export function pathAt(
  observed: ObservedState,
  server: MediaServerKind,
  path: string,
): PathSnapshot | undefined {
  const { paths } = observed.mediaServers[server];
  let byPath = pathsByName.get(paths);
  if (byPath === undefined) {
    byPath = new Map(paths.map((candidate) => [candidate.path, candidate]));
    pathsByName.set(paths, byPath);
  }
  return byPath.get(path);
}

/** Since when the embedded server listens, in milliseconds since the Unix epoch; null when it does not. */
export function listeningSince(observed: ObservedState, server: MediaServerKind): number | null {
  const listener = observed.listeners[server];
  switch (listener.phase) {
    case 'open':
      return listener.sinceMs;
    case 'failed':
      return listener.address === null ? null : 0;
    case 'off':
    case 'opening':
      return null;
  }
}

/** One snapshot is asked about each of its streams. */
const pathsByName = new WeakMap<readonly PathSnapshot[], ReadonlyMap<string, PathSnapshot>>();
