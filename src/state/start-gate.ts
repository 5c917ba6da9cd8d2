import type { Reason } from './conditions.js';
import type { MediaServerKind } from './control-protocol.js';
import type { ObservedState } from './observed-state.js';
import { outputOf, type StreamSpec, specHash } from './stream.js';
import { hasProcess } from './stream-state.js';

/**
 * Whether a wanted stream without a process may be started now, and if not, what it waits for. The back-off ends
 * early when the stream was edited, or when what was missing has come back since the last end: a publisher, or
 * the embedded server.
 */
export function startGate(spec: StreamSpec, observed: ObservedState): StartGate {
  const missing = missingPart(spec, observed);
  if (missing !== null) return { open: false, waitsFor: missing, untilMs: null };
  const holder = outputHolders(observed).get(outputOf(spec));
  if (holder !== undefined && holder !== spec.name)
    return { open: false, waitsFor: 'WaitingForOutput', untilMs: null };
  const stream = observed.streams.get(spec.name);
  const state = stream?.state;
  if (state === undefined || hasProcess(state) || state.untilMs <= observed.takenAtMs) return { open: true };
  if (stream?.specHash !== specHash(spec)) return { open: true };
  if (returnedAtMs(spec, observed) > state.sinceMs) return { open: true };
  return { open: false, waitsFor: state.lastEnd?.reason ?? 'WaitingForStart', untilMs: state.untilMs };
}

export type StartGate =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly waitsFor: Reason;
      /** When it opens by itself; null when something must happen first. */
      readonly untilMs: number | null;
    };

/** The RTSP path, or the ingest's path, as the embedded server sees it now. */
export function publisherOf(observed: ObservedState, server: MediaServerKind, path: string) {
  return observed.mediaServers[server].paths.find((candidate) => candidate.path === path)?.publisher ?? null;
}

/** By output, the stream whose process publishes there. */
function outputHolders(observed: ObservedState): ReadonlyMap<string, string> {
  let holders = knownHolders.get(observed);
  if (holders === undefined) {
    const publishing = [...observed.streams.values()].filter(({ state }) => hasProcess(state));
    holders = new Map(publishing.map(({ spec }) => [outputOf(spec), spec.name]));
    knownHolders.set(observed, holders);
  }
  return holders;
}

/** One snapshot is asked about each of its streams. */
const knownHolders = new WeakMap<ObservedState, ReadonlyMap<string, string>>();

function missingPart(spec: StreamSpec, observed: ObservedState): Reason | null {
  if (spec.server.kind === 'embedded' && listeningSince(observed, 'rtsp') === null) {
    return observed.listeners.rtsp.phase === 'off' ? 'RtspServerOff' : 'WaitingForRtspServer';
  }
  const [source] = spec.sources;
  if (source.kind !== 'push') return null;
  if (listeningSince(observed, 'rtmp') === null) {
    return observed.listeners.rtmp.phase === 'off' ? 'IngestOff' : 'WaitingForIngest';
  }
  if (publisherOf(observed, 'rtmp', source.path) === null) return 'WaitingForPublisher';
  return null;
}

function returnedAtMs(spec: StreamSpec, observed: ObservedState): number {
  const server = spec.server.kind === 'embedded' ? listeningSince(observed, 'rtsp') : null;
  const publisher =
    spec.sources[0].kind === 'push'
      ? publisherOf(observed, 'rtmp', spec.sources[0].path)?.sinceMs
      : undefined;
  return Math.max(server ?? 0, publisher ?? 0);
}

function listeningSince(observed: ObservedState, server: MediaServerKind): number | null {
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
