import type { NetworkAddress } from '../util/network-address.js';
import type { PortRange } from '../util/port-range.js';
import type { AccessRules } from './access.js';
import type { StreamSpec } from './stream.js';
import type { StreamPattern } from './stream-pattern.js';

/** What a valid configuration asks for, with all defaults filled in. */
export interface DesiredState {
  readonly listen: DesiredListeners;
  readonly rtsp: {
    /** Where the embedded server takes its UDP ports; null: anywhere. */
    readonly udpPorts: PortRange | null;
  };
  readonly access: AccessRules;
  readonly guard: {
    /** The largest share of running streams (above 0, below 1) that a change may stop without anybody's consent; null: any. */
    readonly maxStopShare: number | null;
  };
  /** By name, in the order of the file. */
  readonly streams: ReadonlyMap<string, StreamSpec>;
  /** Entries that become streams when somebody publishes; without those that are disabled. In the order of the file. */
  readonly patterns: readonly StreamPattern[];
  /**
   * While it may be half of a file that is still being written: until `untilMs` nothing is removed, and `lastStreams`
   * are not restarted; where `isForAll`, no stream is restarted and no listener moved. Null when there is no such doubt.
   */
  readonly unsettled: {
    readonly untilMs: number;
    readonly lastStreams: readonly string[];
    readonly isForAll: boolean;
  } | null;
}

/** `rtsps` and `rtmps` are the embedded servers over TLS, each beside its plain one. */
export type ListenerName = 'rtsp' | 'rtsps' | 'rtmp' | 'rtmps' | 'http';

export const LISTENER_NAMES: readonly ListenerName[] = ['rtsp', 'rtsps', 'rtmp', 'rtmps', 'http'];

/** Those of the embedded servers. */
export type MediaListenerName = Exclude<ListenerName, 'http'>;

export function isMediaListener(name: ListenerName): name is MediaListenerName {
  return name !== 'http';
}

/** An address, or null for off. */
export type DesiredListeners = Readonly<Record<ListenerName, NetworkAddress | null>>;
