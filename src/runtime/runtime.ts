import type { StreamOperation } from '../plan/operation.js';
import type { MediaServerKind } from '../state/control-protocol.js';
import type { MediaListenerName } from '../state/desired-state.js';
import type { ObservedListener, ObservedMediaServer, ObservedStream } from '../state/observed-state.js';
import type { StreamSpec } from '../state/stream.js';
import type { NetworkAddress } from '../util/network-address.js';

/**
 * What the reconciler needs of the place where streams run. Nothing here blocks: an operation is begun, and how it
 * went is observed later.
 */
export interface Runtime {
  observe(): ObservedRuntime;
  apply(operation: StreamOperation): void;
  /** Somebody wants another process for a stream: a plan carries it out. False when nothing was ever started for it. */
  restart(name: string): boolean;
  /** Open, move or (null) close a listener of the embedded servers. */
  listen(listener: MediaListenerName, address: NetworkAddress | null): void;
  /** Ends everything, all at once, and resolves when nothing runs. */
  close(): Promise<void>;
}

export interface ObservedRuntime {
  readonly streams: ReadonlyMap<string, ObservedStream>;
  readonly listeners: Readonly<Record<MediaListenerName, ObservedListener>>;
  readonly held: ReadonlyMap<string, StreamSpec>;
  readonly mediaServers: Readonly<Record<MediaServerKind, ObservedMediaServer>>;
}
