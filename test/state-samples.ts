import { DEFAULT_ACCESS } from '../src/state/access.js';
import type { DesiredState } from '../src/state/desired-state.js';
import type { ObservedState, ObservedStream } from '../src/state/observed-state.js';
import { DEFAULT_POLICY, type StreamSpec, specHash } from '../src/state/stream.js';
import type { StreamState } from '../src/state/stream-state.js';

/** The time at which all snapshots of these samples were taken. */
export const NOW_MS = 1_000_000;

const ADDED = { kind: 'added' } as const;
const PROCESS = { pid: 42, startedAtMs: NOW_MS - 10_000 };
const PROGRESS = {
  outTimeUs: 1,
  frames: 1,
  framesPerSecond: 25,
  speed: 1,
  duplicatedFrames: 0,
  droppedFrames: 0,
};

export const STATES = {
  starting: { phase: 'starting', sinceMs: NOW_MS - 500, process: PROCESS, cause: ADDED },
  running: { phase: 'running', sinceMs: NOW_MS - 9_000, process: PROCESS, cause: ADDED, progress: PROGRESS },
  stopping: { phase: 'stopping', sinceMs: NOW_MS - 100, process: PROCESS, cause: { kind: 'removed' } },
  /** To be tried again in 3 s. */
  backoff: {
    phase: 'backoff',
    sinceMs: NOW_MS - 1_000,
    untilMs: NOW_MS + 3_000,
    cause: { kind: 'retry', after: 'SourceRefused' },
    lastEnd: {
      reason: 'SourceRefused',
      exitCode: 1,
      signal: null,
      evidence: '[error] rtmp://***@cam/live/***: Connection refused',
      endedAtMs: NOW_MS - 1_000,
      uptimeMs: 200,
    },
  },
} as const satisfies Record<string, StreamState>;

export function spec(name: string, changes: Partial<StreamSpec> = {}): StreamSpec {
  return {
    name,
    enabled: true,
    sources: [{ kind: 'pull', url: `rtmp://user:secret@cam/live/${name}` }],
    path: name,
    server: { kind: 'embedded' },
    video: 'copy',
    audio: 'copy',
    ffmpeg: { inputArgs: [], outputArgs: [] },
    policy: DEFAULT_POLICY,
    labels: {},
    ...changes,
  };
}

export function pushed(name: string): StreamSpec {
  return spec(name, { sources: [{ kind: 'push', path: `live/${name}` }] });
}

export function desired(...specs: readonly StreamSpec[]): DesiredState {
  return {
    listen: {
      rtsp: { host: '127.0.0.1', port: 8554 },
      rtsps: null,
      rtmp: { host: '127.0.0.1', port: 1935 },
      rtmps: null,
      http: null,
    },
    rtsp: { udpPorts: null },
    access: DEFAULT_ACCESS,
    streams: new Map(specs.map((one) => [one.name, one])),
    patterns: [],
    guard: { maxStopShare: null },
    unsettled: null,
  };
}

/** As its unit observes it when nothing else happened before. */
export function observedStream(
  one: StreamSpec,
  state: StreamState,
  changes: Partial<ObservedStream> = {},
): ObservedStream {
  const end = 'lastEnd' in state ? state.lastEnd : null;
  const failure =
    end === null
      ? null
      : { reason: end.reason, atMs: end.endedAtMs, startedAtMs: end.endedAtMs - end.uptimeMs };
  return {
    spec: one,
    specHash: specHash(one),
    state,
    restarts: 0,
    restartsBy: new Map(),
    mediaAtMs: null,
    sourceIndex: 0,
    sources: one.sources.map((_, index) => ({
      failure: index === 0 ? failure : null,
      reach: null,
      failedReturns: 0,
      wasAway: index === 0 && failure !== null,
    })),
    serverReach: null,
    falseStarts: 0,
    isOutdated: false,
    successor: null,
    isRetiring: false,
    isRestartAsked: false,
    restartNotBeforeMs: null,
    ...changes,
  };
}

/** Both servers listen; `publishers` push to these paths of the ingest, and what runs publishes at its path. */
export function observed(
  streams: readonly ObservedStream[] = [],
  {
    publishers = [],
    publishersSinceMs = 0,
    areSilent = false,
  }: { publishers?: readonly string[]; publishersSinceMs?: number; areSilent?: boolean } = {},
): ObservedState {
  const listening = (port: number) => {
    const address = { host: '127.0.0.1', port };
    return { phase: 'open', requested: address, address, sinceMs: 1 } as const;
  };
  const publisher = {
    remoteAddress: '127.0.0.1:5',
    sinceMs: publishersSinceMs,
    isSilent: areSilent,
    tracks: [],
    announced: null,
  };
  const pathsOf = (paths: readonly string[]) => paths.map((path) => ({ path, publisher, readers: 0 }));
  const published = streams.filter(({ state }) => state.phase === 'running').map(({ spec }) => spec.path);
  return {
    takenAtMs: NOW_MS,
    streams: new Map(streams.map((stream) => [stream.spec.name, stream])),
    listeners: {
      rtsp: listening(8554),
      rtsps: { phase: 'off' },
      rtmp: listening(1935),
      rtmps: { phase: 'off' },
      http: { phase: 'off' },
    },
    held: new Map(),
    mediaServers: {
      rtsp: { pid: 1, paths: pathsOf(published), canTakeOver: true },
      rtmp: { pid: 2, paths: pathsOf(publishers), canTakeOver: false },
    },
  };
}
