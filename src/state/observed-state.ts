import type { NetworkAddress } from '../util/network-address.js';
import type { Reason } from './conditions.js';
import type { MediaServerKind, MediaServerSnapshot, PathSnapshot } from './control-protocol.js';
import type { ListenerName } from './desired-state.js';
import type { StreamSpec } from './stream.js';
import type { StreamState } from './stream-state.js';

/** One snapshot of all that runs. A stream that nothing was ever started for, or that was stopped, is not in it. */
export interface ObservedState {
  /** Milliseconds since the Unix epoch. */
  readonly takenAtMs: number;
  readonly streams: ReadonlyMap<string, ObservedStream>;
  readonly listeners: Readonly<Record<ListenerName, ObservedListener>>;
  /** Streams whose readers the embedded RTSP server keeps while there is no publisher, by name: what it was told. */
  readonly held: ReadonlyMap<string, StreamSpec>;
  readonly mediaServers: Readonly<Record<MediaServerKind, ObservedMediaServer>>;
}

export interface ObservedStream {
  /** What its process was started for. */
  readonly spec: StreamSpec;
  /** Of {@link spec} as it was read from the file: here the spec may have passed through redaction. */
  readonly specHash: string;
  readonly state: StreamState;
  /** Processes started for this stream after the first one. */
  readonly restarts: number;
  /** Those of them that this router has seen, by `causeReason`. */
  readonly restartsBy: ReadonlyMap<string, number>;
  /** When media was last seen to advance at the output, in milliseconds since the Unix epoch; null when this router has seen none. */
  readonly mediaAtMs: number | null;
  /** Which of `spec.sources` the process reads, or read last. */
  readonly sourceIndex: number;
  /** What is known of each of `spec.sources`, in their order. */
  readonly sources: readonly ObservedSource[];
  /** What connecting to the RTSP server says; null when it is not watched, or was there all the time. */
  readonly serverReach: SourceReach | null;
  /** Processes in a row that ended before they had run well, that is, for some seconds. */
  readonly falseStarts: number;
  /** Its process was started by a router that would have started it otherwise than this one: by an older version, or with another FFmpeg. */
  readonly isOutdated: boolean;
  /** A process that was started beside the one of `state` and has not taken its path over yet. */
  readonly successor: ObservedSuccessor | null;
  /** A process beside those is still to end. */
  readonly isRetiring: boolean;
  /** Somebody has asked for another process. */
  readonly isRestartAsked: boolean;
  /** Its process is not replaced before, in milliseconds since the Unix epoch: there was no room for another one; null when it may be. */
  readonly restartNotBeforeMs: number | null;
}

export interface ObservedSuccessor {
  /** What it was started for; redacted, or not, as {@link ObservedStream.spec}. */
  readonly spec: StreamSpec;
  readonly specHash: string;
  readonly sourceIndex: number;
  readonly startedAtMs: number;
}

export interface SourceFailure {
  readonly reason: Reason;
  readonly atMs: number;
  /** When the process that failed was started. */
  readonly startedAtMs: number;
}

/** What outlives the router that found it out. */
export interface SourceMemory {
  /** How the last process that read it ended, when that was the source's fault; null when it never was, or media came since. */
  readonly failure: SourceFailure | null;
  /** Since its last failure it was found to be gone, or that was its failure. */
  readonly wasAway: boolean;
  /** How often in a row it was returned to and then failed before it had run well. */
  readonly failedReturns: number;
}

export interface ObservedSource extends SourceMemory {
  /** What connecting to it says; null when it is not watched. */
  readonly reach: SourceReach | null;
}

/** What was found out by connecting to a source or server. */
export interface SourceReach {
  readonly verdict: 'unknown' | 'dead' | 'alive';
  /** Since when the verdict is this one. */
  readonly sinceMs: number;
  /** Why it is dead. */
  readonly reason: Reason | null;
  /** `media`: it was played until media came, or not. `connect`: only the connection was tried. */
  readonly depth: 'connect' | 'media';
}

export type ObservedListener =
  | { readonly phase: 'off' }
  | { readonly phase: 'opening'; readonly requested: NetworkAddress }
  | {
      readonly phase: 'open';
      readonly requested: NetworkAddress;
      /** The real one: its port is never 0. */
      readonly address: NetworkAddress;
      readonly sinceMs: number;
      /** It goes on as before: there is a new certificate that cannot be used. */
      readonly problem?: ListenProblem;
    }
  | {
      readonly phase: 'failed';
      readonly requested: NetworkAddress;
      readonly problem: ListenProblem;
      /** Where it goes on listening meanwhile, if it did before. */
      readonly address: NetworkAddress | null;
      readonly retryAtMs: number;
    };

export interface ListenProblem {
  /** The system's error code, such as `EADDRINUSE`. */
  readonly code: string;
  readonly message: string;
}

export interface ObservedMediaServer {
  readonly pid: number | null;
  readonly paths: readonly PathSnapshot[];
  /** It lets a successor take a path over; an adopted one of an older version does not. */
  readonly canTakeOver: boolean;
  /** How often it has refused something, by why; none is told of where it did not say. */
  readonly refusals?: MediaServerSnapshot['refusals'];
}
