import { type DesiredState, LISTENER_NAMES, type ListenerName } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { describeListenProblem } from '../state/listen-problem.js';
import type { ObservedListener, ObservedState } from '../state/observed-state.js';
import { openToStrangers } from '../state/open-listener.js';
import type { StreamSpec } from '../state/stream.js';
import { formatNetworkAddress } from '../util/network-address.js';
import { type StreamStatus, streamStatus } from './stream-status.js';

/** Everything that can be told about a router at one moment. */
export interface RouterStatus {
  readonly router: { readonly version: string; readonly pid: number; readonly startedAt: string };
  readonly configuration: ConfigurationStatus;
  readonly listeners: Readonly<Record<ListenerName, ListenerStatus>>;
  /** In the order of the file; streams that are still stopping after they were removed come last. */
  readonly streams: readonly StreamStatus[];
}

export interface ConfigurationStatus {
  /** The file with its includes, or the folder, as the router was told to call it. */
  readonly file: string;
  /** Those of the live content, in the order in which they count. */
  readonly files: readonly string[];
  /** Of the live content; null while there was never a valid one. */
  readonly liveHash: string | null;
  /**
   * Of the newest content, live or not, without some of the files that may be absent (`optional`): a checkout without what Git ignores
   * has one of these.
   */
  readonly alsoHashes: readonly string[];
  /** Of the Git checkout that the live content came with; null when it is in none. */
  readonly revision: string | null;
  readonly generation: number;
  /** `last good`: the file was invalid at the start, and what was live before goes on. */
  readonly liveSource: 'file' | 'last good';
  readonly warning: string | null;
  /** Entries of the live content that become streams when somebody publishes, in their order. */
  readonly patterns: readonly PatternStatus[];
  /** The largest share of running streams that a change may stop by itself, from 0 to 1; null: any. */
  readonly maxStopShare: number | null;
  /** The newest content, where it would stop more: what was live before stays live until somebody approves it. */
  readonly held: HeldStatus | null;
  /** What is wrong with the newest content, if it is not the live one. */
  readonly problem: {
    readonly since: string;
    /** Of the text that was tried, or the system's error code. */
    readonly hash: string;
    readonly diagnostics: readonly Diagnostic[];
  } | null;
}

export interface HeldStatus {
  readonly since: string;
  readonly hash: string;
  /** Names of the streams that it would stop. */
  readonly stops: readonly string[];
  /** How many ran when it was held back. */
  readonly running: number;
}

export interface PatternStatus {
  /** With a star, as `source` and `path`. */
  readonly name: string;
  readonly source: string;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As that of its streams but for what the star stands for: another one with every change that would restart them. */
  readonly specHash: string;
  /** Who publishes where it fits, and becomes no stream. */
  readonly refused: readonly RefusalStatus[];
}

export interface RefusalStatus {
  /** As that of a stream: `push:` and the path at the ingest. */
  readonly source: string;
  /** A sentence without its full stop. */
  readonly message: string;
  readonly remedy: string;
}

export interface ListenerStatus {
  readonly phase: ObservedListener['phase'];
  /** What the file asks for. */
  readonly requested: string | null;
  /** Where it listens, with the real port. */
  readonly address: string | null;
  /** Whether who connects is to speak TLS: for `http`, `https` instead of it. */
  readonly isTls: boolean;
  /** Why it does not listen where it should, or not with the certificate with which it should. */
  readonly problem: string | null;
  /** What strangers can do there, where it is reached from elsewhere and the file sets no rules. */
  readonly warning: string | null;
  /** Pushing there needs a stream key, save for paths that the file leaves open. */
  readonly needsKey: boolean;
}

/** What a router's status is told from. */
export interface StatusInput {
  readonly router: RouterStatus['router'];
  readonly configuration: ConfigurationStatus;
  /** Null while there is no valid configuration. */
  readonly desired: DesiredState | null;
  readonly observed: ObservedState;
}

export function routerStatus({ router, configuration, desired, observed }: StatusInput): RouterStatus {
  return {
    router,
    configuration,
    listeners: listenerStatuses(desired, observed),
    streams: streamStatuses(desired, observed, configuration.generation),
  };
}

export function listenerStatuses(
  desired: DesiredState | null,
  observed: ObservedState,
): RouterStatus['listeners'] {
  const access = desired?.access ?? null;
  const tls = access?.tls ?? null;
  const entries = LISTENER_NAMES.map((name) => {
    const isTls = name === 'http' ? tls !== null : name.endsWith('s');
    const listener = observed.listeners[name];
    const warning = access === null ? null : (openToStrangers(name, listener, access)?.problem ?? null);
    const needsKey = name.startsWith('rtmp') && access !== null && access.ingestKeys !== null;
    return [name, { ...listenerStatus(name, listener), isTls, warning, needsKey }] as const;
  });
  return Object.fromEntries(entries) as RouterStatus['listeners'];
}

/** All streams of the live configuration, then those that are about to vanish. */
export function streamStatuses(
  desired: DesiredState | null,
  observed: ObservedState,
  generation: number,
): StreamStatus[] {
  return toldStreams(desired, observed).map(({ spec, isWanted }) =>
    streamStatus(spec, observed, { generation, isWanted, ingestKeys: desired?.access.ingestKeys ?? null }),
  );
}

/** The streams that there is something to tell of, in the order in which it is told. */
export function toldStreams(
  desired: DesiredState | null,
  observed: ObservedState,
): { readonly spec: StreamSpec; readonly isWanted: boolean }[] {
  const wanted = [...(desired?.streams.values() ?? [])].map((spec) => ({ spec, isWanted: true }));
  const leaving = [...observed.streams.values()]
    .filter(({ spec }) => !desired?.streams.has(spec.name))
    .map(({ spec }) => ({ spec, isWanted: false }));
  return [...wanted, ...leaving];
}

function listenerStatus(
  name: ListenerName,
  listener: ObservedListener,
): Omit<ListenerStatus, 'isTls' | 'warning' | 'needsKey'> {
  switch (listener.phase) {
    case 'off':
      return { phase: 'off', requested: null, address: null, problem: null };
    case 'opening':
      return {
        phase: 'opening',
        requested: formatNetworkAddress(listener.requested),
        address: null,
        problem: null,
      };
    case 'open':
      return {
        phase: 'open',
        requested: formatNetworkAddress(listener.requested),
        address: formatNetworkAddress(listener.address),
        problem:
          listener.problem === undefined
            ? null
            : describeListenProblem(name, listener.requested, listener.problem.code).problem,
      };
    case 'failed':
      return {
        phase: 'failed',
        requested: formatNetworkAddress(listener.requested),
        address: listener.address === null ? null : formatNetworkAddress(listener.address),
        problem: describeListenProblem(name, listener.requested, listener.problem.code).problem,
      };
  }
}
