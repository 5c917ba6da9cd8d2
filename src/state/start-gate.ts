import type { Reason } from './conditions.js';
import { returnIndex } from './failback.js';
import { isServerAway, isSourceFault } from './fault.js';
import { listeningSince } from './media-servers.js';
import type { ObservedState, ObservedStream, SourceReach } from './observed-state.js';
import { MAX_EARLY_FALSE_STARTS, type SourceStanding, sourceStanding } from './source-standing.js';
import { outputOf, type StreamSpec, specHash } from './stream.js';
import { hasProcess, type StateWithoutProcess } from './stream-state.js';

/**
 * Whether a wanted stream without a process may be started now, and from which source; and if not, what it waits for.
 * The back-off ends early when the stream was edited, or when what was missing has come back since the last end: a
 * publisher, a source, or the RTSP server.
 */
export function startGate(spec: StreamSpec, observed: ObservedState): StartGate {
  const closed = closedByServer(spec, observed) ?? closedByOutput(spec, observed);
  if (closed !== null) return closed;
  const stream = observed.streams.get(spec.name);
  // What was found out about another specification tells nothing about this one.
  const known = stream?.specHash === specHash(spec) ? stream : null;
  const state = known === null || hasProcess(known.state) ? null : known.state;
  return (
    (known !== null && state !== null ? closedByLastEnd(spec, known, state, observed) : null) ??
    chooseSource(spec, known, state?.untilMs ?? 0, observed)
  );
}

export type StartGate =
  | { readonly open: true; readonly sourceIndex: number }
  | {
      readonly open: false;
      readonly waitsFor: Reason;
      /** When it opens by itself; null when something must happen first. */
      readonly untilMs: number | null;
    };

type ClosedGate = Extract<StartGate, { readonly open: false }>;

function closedByServer(spec: StreamSpec, observed: ObservedState): ClosedGate | null {
  if (spec.server.kind !== 'embedded' || listeningSince(observed, 'rtsp') !== null) return null;
  const isOff = observed.listeners.rtsp.phase === 'off';
  return { open: false, waitsFor: isOff ? 'RtspServerOff' : 'WaitingForRtspServer', untilMs: null };
}

function closedByOutput(spec: StreamSpec, observed: ObservedState): ClosedGate | null {
  const holder = outputHolders(observed).get(outputOf(spec));
  if (holder === undefined || holder === spec.name) return null;
  return { open: false, waitsFor: 'WaitingForOutput', untilMs: null };
}

/** After an end that was no fault of the source it makes no difference which source is next. */
function closedByLastEnd(
  spec: StreamSpec,
  { serverReach, falseStarts }: ObservedStream,
  { lastEnd, sinceMs, untilMs }: StateWithoutProcess,
  observed: ObservedState,
): ClosedGate | null {
  const reason = lastEnd?.reason ?? 'WaitingForStart';
  if (lastEnd !== null && isSourceFault(reason)) return null;
  if (serverReach?.verdict === 'dead') {
    return { open: false, waitsFor: isServerAway(reason) ? reason : awayReason(serverReach), untilMs: null };
  }
  if (untilMs <= observed.takenAtMs) return null;
  const hasServerReturned =
    (spec.server.kind === 'embedded' && (listeningSince(observed, 'rtsp') ?? 0) > sinceMs) ||
    // One that breaks down whenever it is published to returns again and again.
    (serverReach?.verdict === 'alive' &&
      serverReach.sinceMs > sinceMs &&
      falseStarts <= MAX_EARLY_FALSE_STARTS);
  return hasServerReturned ? null : { open: false, waitsFor: reason, untilMs };
}

/** It broke off, and then it was found to be gone: that is what there is to mend. */
function awayReason({ reason }: SourceReach): Reason {
  return reason === 'SourceHostUnknown' ? 'ServerHostUnknown' : 'ServerDown';
}

/** The first source that nothing speaks against; else, when the back-off is over, the one that failed longest ago. */
function chooseSource(
  spec: StreamSpec,
  stream: ObservedStream | null,
  untilMs: number,
  observed: ObservedState,
): StartGate {
  if (stream !== null && stream.state.cause.kind === 'failback') {
    const index = returnIndex(spec, stream, observed);
    if (index !== null) return { open: true, sourceIndex: index };
  }
  const standings = spec.sources.map((source, index) => sourceStanding(source, index, stream, observed));
  const ready = standings.findIndex(({ kind }) => kind === 'ready');
  if (ready !== -1) return { open: true, sourceIndex: ready };
  const failed = standings.flatMap((standing, index) =>
    standing.kind === 'failed' ? [{ ...standing, index }] : [],
  );
  const [longestAgo] = failed.sort((a, b) => a.atMs - b.atMs);
  if (longestAgo === undefined) return { open: false, waitsFor: firstReason(standings), untilMs: null };
  if (untilMs <= observed.takenAtMs) return { open: true, sourceIndex: longestAgo.index };
  return { open: false, waitsFor: firstReason(standings), untilMs };
}

/** Of the source that is preferred: that is the one to be mended. */
function firstReason(standings: readonly SourceStanding[]): Reason {
  const [first] = standings;
  return first === undefined || first.kind === 'ready' ? 'WaitingForStart' : first.reason;
}

/** By output, the stream that has a process which publishes there, or is still to end. */
function outputHolders(observed: ObservedState): ReadonlyMap<string, string> {
  let holders = knownHolders.get(observed);
  if (holders === undefined) {
    const publishing = [...observed.streams.values()].filter(
      ({ state, isRetiring }) => hasProcess(state) || isRetiring,
    );
    holders = new Map(publishing.map(({ spec }) => [outputOf(spec), spec.name]));
    knownHolders.set(observed, holders);
  }
  return holders;
}

/** One snapshot is asked about each of its streams. */
const knownHolders = new WeakMap<ObservedState, ReadonlyMap<string, string>>();
