import type { Cause } from '../state/cause.js';
import { returnIndex } from '../state/failback.js';
import { publisherOf } from '../state/media-servers.js';
import type { ObservedState, ObservedStream } from '../state/observed-state.js';
import { startGate } from '../state/start-gate.js';
import { outputOf, type StreamSpec } from '../state/stream.js';
import type { Operation, Takeover } from './operation.js';

/**
 * Replaces the process of a stream: by a takeover where readers can be spared the gap, that is, where what runs is published at
 * the path of the embedded server that is wanted; else it is ended before the next one is started.
 */
export function restartOf(
  spec: StreamSpec,
  stream: ObservedStream,
  cause: Cause,
  observed: ObservedState,
): Restart {
  return { kind: 'restart', spec, cause, takeover: takeoverOf(spec, stream, cause, observed) };
}

export type Restart = Extract<Operation, { readonly kind: 'restart' }>;

function takeoverOf(
  spec: StreamSpec,
  stream: ObservedStream,
  cause: Cause,
  observed: ObservedState,
): Takeover | null {
  if (stream.state.phase !== 'running' || !observed.mediaServers.rtsp.canTakeOver) return null;
  if (spec.server.kind !== 'embedded' || outputOf(spec) !== outputOf(stream.spec)) return null;
  // Where nobody publishes there is nothing to take over: what claims to run is not to stay until its successor is given up.
  if (publisherOf(observed, 'rtsp', spec.path) === null) return null;
  const returned = cause.kind === 'failback' ? returnIndex(spec, stream, observed) : null;
  if (returned !== null) return { sourceIndex: returned };
  // What has to wait would let run on what the file no longer says.
  const gate = startGate(spec, observed);
  return gate.open ? { sourceIndex: gate.sourceIndex } : null;
}
