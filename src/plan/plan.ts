import type { Cause } from '../state/cause.js';
import { type DesiredState, LISTENER_NAMES } from '../state/desired-state.js';
import { failbackAtMs } from '../state/failback.js';
import type { ObservedListener, ObservedState, ObservedStream } from '../state/observed-state.js';
import { startGate } from '../state/start-gate.js';
import { isSamePolicy, type StreamSpec, specHash } from '../state/stream.js';
import { hasProcess } from '../state/stream-state.js';
import { formatNetworkAddress, type NetworkAddress } from '../util/network-address.js';
import { changesBetween } from './changes.js';
import type { Operation, Plan } from './operation.js';
import { restartOf } from './restart.js';

/**
 * Decides what to do so that what runs becomes what is wanted. Pure: the same two states give the same plan, and
 * a plan for states that agree is empty. A stream that is stopping gets no operation until it is gone.
 */
export function plan(desired: DesiredState, observed: ObservedState): Plan {
  const listens: Operation[] = [];
  const stops: Operation[] = [];
  const updates: Operation[] = [];
  const starts: Operation[] = [];
  const wakeTimes: number[] = [];

  for (const listener of LISTENER_NAMES) {
    const now = observed.listeners[listener];
    const to = desired.listen[listener];
    const wakeAtMs = retryTime(now, to, observed.takenAtMs);
    if (wakeAtMs !== null) wakeTimes.push(wakeAtMs);
    else if (!isAsWanted(now, to)) {
      const listen: Operation = { kind: 'listen', listener, from: requested(now), to };
      const waitsUntilMs = settlesAt(desired, listen, observed.takenAtMs);
      if (waitsUntilMs === null) listens.push(listen);
      else wakeTimes.push(waitsUntilMs);
    }
  }

  for (const name of [...observed.streams.keys()].sort()) {
    const stream = observed.streams.get(name);
    if (stream === undefined) continue;
    const update = updateOf(name, stream, desired);
    if (update !== null) updates.push(update);
    const stop = stopOf(name, stream, desired, observed) ?? failbackOf(stream, observed, wakeTimes);
    // At most two processes: what is to end ends before a successor is started.
    if (stop === null || (isTakeover(stop) && stream.isRetiring)) continue;
    const waitsUntilMs =
      settlesAt(desired, stop, observed.takenAtMs) ?? hasRoomAt(stream, stop, observed.takenAtMs);
    if (waitsUntilMs === null) stops.push(stop);
    else wakeTimes.push(waitsUntilMs);
  }

  for (const [name, spec] of observed.held) {
    const change = observed.streams.has(name) ? null : heldChange(name, spec, desired);
    if (change === null) continue;
    const waitsUntilMs = settlesAt(desired, change, observed.takenAtMs);
    if (waitsUntilMs === null) (change.kind === 'stop' ? stops : updates).push(change);
    else wakeTimes.push(waitsUntilMs);
  }

  for (const spec of desired.streams.values()) {
    const stream = observed.streams.get(spec.name);
    if (!spec.enabled || (stream !== undefined && (hasProcess(stream.state) || stream.isRetiring))) continue;
    const gate = startGate(spec, observed);
    if (gate.open) {
      const { sourceIndex } = gate;
      starts.push({ kind: 'start', spec, sourceIndex, cause: startCause(spec, stream, sourceIndex) });
    } else if (gate.untilMs !== null) wakeTimes.push(gate.untilMs);
  }

  return {
    operations: [...listens, ...stops, ...updates, ...starts],
    wakeAtMs: wakeTimes.length === 0 ? null : Math.min(...wakeTimes),
  };
}

/** What ends or replaces the stream's process, if it is to be. */
function stopOf(
  name: string,
  stream: ObservedStream,
  desired: DesiredState,
  observed: ObservedState,
): Operation | null {
  const spec = desired.streams.get(name);
  const { phase } = stream.state;
  if (phase === 'stopping') return null;
  if (spec?.enabled !== true) return unwantedStop(name, spec, isGone(stream, desired));
  // One that stalled is being ended anyway, and its next start takes what is wanted then.
  if (!hasProcess(stream.state) || phase === 'stalled') return null;
  const hash = specHash(spec);
  // It is on its way.
  if (stream.successor?.specHash === hash && hash !== stream.specHash) return null;
  if (hash !== stream.specHash) {
    const cause = { kind: 'changed', changes: changesBetween(stream.spec, spec) } as const;
    return restartOf(spec, stream, cause, observed);
  }
  return stream.isRestartAsked ? restartOf(spec, stream, { kind: 'asked' }, observed) : null;
}

/** What tells of a stream without a process, whose readers wait for it, that it is wanted otherwise or no more. */
function heldChange(name: string, held: StreamSpec, desired: DesiredState): Operation | null {
  const spec = desired.streams.get(name);
  if (spec?.enabled !== true) return unwantedStop(name, spec);
  if (specHash(spec) === specHash(held) && isSamePolicy(spec.policy, held.policy)) return null;
  return { kind: 'update', spec, cause: { kind: 'changed', changes: changesBetween(held, spec) } };
}

function unwantedStop(name: string, spec: StreamSpec | undefined, isPublisherGone = false): Operation {
  if (isPublisherGone) return { kind: 'stop', name, cause: { kind: 'unpublished' } };
  return { kind: 'stop', name, cause: { kind: spec === undefined ? 'removed' : 'disabled' } };
}

/** Whether it is wanted no more for want of a publisher, not for another file. */
function isGone({ spec, state }: ObservedStream, { patterns, streams }: DesiredState): boolean {
  const isOfPattern = patterns.some(({ name }) => name === spec.pattern);
  return isOfPattern && !streams.has(spec.name) && !hasProcess(state);
}

/** What replaces the process by one that reads a preferred source again. */
function failbackOf(stream: ObservedStream, observed: ObservedState, wakeTimes: number[]): Operation | null {
  const atMs = stream.successor === null ? failbackAtMs(stream, observed) : null;
  if (atMs === null) return null;
  if (atMs <= observed.takenAtMs) return restartOf(stream.spec, stream, { kind: 'failback' }, observed);
  wakeTimes.push(atMs);
  return null;
}

function isTakeover(operation: Operation): boolean {
  return operation.kind === 'restart' && operation.takeover !== null;
}

/** What changes the policy of processes that go on, or calls off a change that was still to be carried out. */
function updateOf(name: string, stream: ObservedStream, desired: DesiredState): Operation | null {
  const spec = desired.streams.get(name);
  if (spec === undefined || stream.state.phase === 'stopping') return null;
  const hash = specHash(spec);
  const { successor } = stream;
  const told = hash === stream.specHash ? stream.spec : successor?.specHash === hash ? successor.spec : null;
  if (told === null) return null;
  const calledOff = successor !== null && successor.specHash !== hash ? successor.spec : null;
  if (calledOff === null && isSamePolicy(spec.policy, told.policy)) return null;
  const cause = { kind: 'changed', changes: changesBetween(calledOff ?? told, spec) } as const;
  return { kind: 'update', spec, cause };
}

/** Until when an operation waits, since the file may be half written; null when it need not. */
function settlesAt({ unsettled }: DesiredState, operation: Operation, nowMs: number): number | null {
  if (unsettled === null || unsettled.untilMs <= nowMs) return null;
  const isDoubtful =
    (operation.kind === 'stop' && operation.cause.kind === 'removed') ||
    (operation.kind === 'restart' &&
      operation.cause.kind !== 'asked' &&
      (unsettled.isForAll || unsettled.lastStreams.includes(operation.spec.name))) ||
    (operation.kind === 'listen' && unsettled.isForAll);
  return isDoubtful ? unsettled.untilMs : null;
}

/** When a process is replaced for which there was no room beside or after the one that runs; null when it may be at once. */
function hasRoomAt(
  { restartNotBeforeMs }: ObservedStream,
  operation: Operation,
  nowMs: number,
): number | null {
  if (operation.kind !== 'restart' || restartNotBeforeMs === null || restartNotBeforeMs <= nowMs) return null;
  return restartNotBeforeMs;
}

function isAsWanted(now: ObservedListener, wanted: NetworkAddress | null): boolean {
  const asked = requested(now);
  if (asked === null || wanted === null) return asked === wanted;
  return formatNetworkAddress(asked) === formatNetworkAddress(wanted) && now.phase !== 'failed';
}

/** When a failed listener is tried again; null when it did not fail, is due, or is wanted elsewhere by now. */
function retryTime(now: ObservedListener, wanted: NetworkAddress | null, nowMs: number): number | null {
  if (now.phase !== 'failed' || now.retryAtMs <= nowMs || wanted === null) return null;
  return formatNetworkAddress(now.requested) === formatNetworkAddress(wanted) ? now.retryAtMs : null;
}

function requested(listener: ObservedListener): NetworkAddress | null {
  return listener.phase === 'off' ? null : listener.requested;
}

function startCause(spec: StreamSpec, stream: ObservedStream | undefined, sourceIndex: number): Cause {
  if (stream === undefined) return { kind: 'added' };
  if (specHash(spec) !== stream.specHash)
    return { kind: 'changed', changes: changesBetween(stream.spec, spec) };
  const { cause } = stream.state;
  return cause.kind === 'retry' && sourceIndex !== stream.sourceIndex
    ? { kind: 'failover', after: cause.after }
    : cause;
}
