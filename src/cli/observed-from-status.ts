import type { PathSnapshot } from '../state/control-protocol.js';
import { type DesiredState, LISTENER_NAMES, type ListenerName } from '../state/desired-state.js';
import type { ObservedListener, ObservedState, ObservedStream } from '../state/observed-state.js';
import { pushedPaths, type Source, type StreamSpec, specHash } from '../state/stream.js';
import type { StreamState } from '../state/stream-state.js';
import type { ListenerStatus, RouterStatus } from '../status/router-status.js';
import type { StreamStatus } from '../status/stream-status.js';
import { type NetworkAddress, parseNetworkAddress } from '../util/network-address.js';

/**
 * The observed state for a plan from outside: what the router tells (or null: nothing runs), and, since a plan is to
 * show what the file changes and not who happens to push just now, everything that streams wait for is there.
 */
export function observedFromStatus(
  status: RouterStatus | null,
  desired: DesiredState,
  nowMs: number,
): ObservedState {
  const live = (status?.streams ?? []).filter(({ phase }) => phase !== 'disabled');
  const listeners = eachListener((name) => observedListener(name, status, desired));
  return withAllThatIsWaitedFor(live.map(observedStream), listeners, desired, nowMs, patternPaths(live));
}

/** The same as if everything ran that another content of the file asks for. */
export function observedFromBase(base: DesiredState, desired: DesiredState, nowMs: number): ObservedState {
  const live = [...base.streams.values()].filter(({ enabled }) => enabled);
  const listeners = eachListener((name) => openListener(base.listen[name]));
  return withAllThatIsWaitedFor(live.map(runningStream), listeners, desired, nowMs);
}

function withAllThatIsWaitedFor(
  live: readonly ObservedStream[],
  listeners: ObservedState['listeners'],
  desired: DesiredState,
  nowMs: number,
  otherPublishers: readonly string[] = [],
): ObservedState {
  const paths = publishedAt(live.map(({ spec }) => spec.path));
  return {
    takenAtMs: nowMs,
    streams: new Map(live.map((stream) => [stream.spec.name, stream])),
    listeners,
    held: new Map(), // with the streams above nothing is missed
    mediaServers: {
      rtsp: { pid: null, paths, canTakeOver: true },
      rtmp: {
        pid: null,
        paths: publishedAt([...pushedPaths(desired.streams.values()), ...otherPublishers]),
        canTakeOver: false,
      },
    },
  };
}

function observedStream(stream: StreamStatus): ObservedStream {
  return {
    ...NOTHING_SPECIAL,
    spec: specOf(stream),
    // With a change that is still to be carried out: what the router will run, not what it runs yet.
    specHash: stream.specHash,
    restarts: stream.restarts,
    isOutdated: stream.outdated,
    state: stateOf(stream),
  };
}

function runningStream(spec: StreamSpec): ObservedStream {
  const progress = {
    ...{ outTimeUs: 0, frames: null, framesPerSecond: null, speed: null },
    ...{ duplicatedFrames: 0, droppedFrames: 0 },
  };
  const process = { pid: 0, startedAtMs: 0 };
  const state = { phase: 'running', sinceMs: 0, process, cause: { kind: 'added' }, progress } as const;
  return { ...NOTHING_SPECIAL, spec, specHash: specHash(spec), restarts: 0, isOutdated: false, state };
}

const NOTHING_SPECIAL = {
  restartsBy: new Map(),
  mediaAtMs: null,
  sourceIndex: 0,
  sources: [],
  serverReach: null,
  falseStarts: 0,
  successor: null,
  isRetiring: false,
  isRestartAsked: false,
  restartNotBeforeMs: null,
};

function stateOf({ phase, pid, progress }: StreamStatus): StreamState {
  const cause = { kind: 'added' } as const;
  const process = { pid: pid ?? 0, startedAtMs: 0 };
  if (phase === 'pending' || phase === 'backoff' || phase === 'failed') {
    return { phase: 'backoff', sinceMs: 0, untilMs: Number.POSITIVE_INFINITY, cause, lastEnd: null };
  }
  if (phase === 'running' && progress !== null) return { phase, sinceMs: 0, process, cause, progress };
  // One that is about to vanish counts as gone: what follows is no change of the file.
  return { phase: phase === 'stopping' ? 'stopping' : 'starting', sinceMs: 0, process, cause };
}

function specOf(stream: StreamStatus): StreamSpec {
  const { name, path, server, video, audio, ffmpeg, policy, labels, pattern } = stream;
  const [first = stream.source, ...others] = stream.sources.map(({ source }) => source);
  return {
    name,
    enabled: true,
    sources: [sourceOf(first), ...others.map(sourceOf)],
    server: server === 'embedded' ? { kind: 'embedded' } : { kind: 'remote', url: server },
    path,
    video,
    audio,
    ffmpeg,
    policy,
    labels,
    ...(pattern === null ? {} : { pattern }),
  };
}

function sourceOf(text: string): Source {
  return text.startsWith('push:')
    ? { kind: 'push', path: text.slice('push:'.length) }
    : { kind: 'pull', url: text };
}

function observedListener(
  name: ListenerName,
  status: RouterStatus | null,
  desired: DesiredState,
): ObservedListener {
  if (status === null) return openListener(desired.listen[name]);
  // An older router tells of fewer.
  const told = (status.listeners as Partial<RouterStatus['listeners']>)[name];
  return openListener(told === undefined ? null : requestedAddress(told));
}

function eachListener(of: (name: ListenerName) => ObservedListener): ObservedState['listeners'] {
  const entries = LISTENER_NAMES.map((name) => [name, of(name)] as const);
  return Object.fromEntries(entries) as ObservedState['listeners'];
}

function openListener(requested: NetworkAddress | null): ObservedListener {
  return requested === null ? { phase: 'off' } : { phase: 'open', requested, address: requested, sinceMs: 0 };
}

function requestedAddress(listener: ListenerStatus): NetworkAddress | null {
  return listener.requested === null ? null : (parseNetworkAddress(listener.requested) ?? null);
}

/** Who published there when the router was asked. */
function patternPaths(streams: readonly StreamStatus[]): string[] {
  return streams.flatMap(({ pattern, source }) => {
    const from = sourceOf(source);
    return pattern !== null && from.kind === 'push' ? [from.path] : [];
  });
}

function publishedAt(paths: readonly string[]): PathSnapshot[] {
  const publisher = { remoteAddress: '', sinceMs: 0, isSilent: false, tracks: [], announced: null };
  return [...new Set(paths)].map((path) => ({ path, publisher, readers: 0 }));
}
