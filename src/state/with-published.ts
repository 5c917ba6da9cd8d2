import type { DesiredState } from './desired-state.js';
import type { ObservedState, ObservedStream } from './observed-state.js';
import type { RefusedPublisher } from './refused-publisher.js';
import { outputOf, pushedPaths, type StreamSpec } from './stream.js';
import { bestFit } from './stream-pattern.js';
import { hasProcess } from './stream-state.js';

/**
 * What is wanted with the streams that patterns make of whoever publishes at the ingest now. A stream of a pattern stays until its
 * publisher has been gone for `hold`. Streams of the file come first: what they read is theirs, as are their names and output paths;
 * and of two publishers that would have one name or output the first one by its path at the ingest has it. The other is refused.
 */
export function withPublished(desired: DesiredState, observed: ObservedState): Published {
  if (desired.patterns.length === 0) return { desired, refused: [], wakeAtMs: null };
  const written = [...desired.streams.values()];
  /** By output, the name of the stream that has it. */
  const outputs = new Map(written.map((spec) => [outputOf(spec), spec.name]));
  const theirs = pushedPaths(written);
  const made = new Map<string, StreamSpec>();
  const refused: RefusedPublisher[] = [];
  const wakeTimes: number[] = [];
  const published = observed.mediaServers.rtmp.paths.flatMap(({ path, publisher }) =>
    publisher === null ? [] : [path],
  );
  const gone = new Map(
    [...observed.streams.values()].flatMap((stream): [string, ObservedStream][] => {
      const [source] = stream.spec.sources;
      return source.kind === 'push' ? [[source.path, stream]] : [];
    }),
  );
  for (const path of published) gone.delete(path);

  const add = (path: string, stream: ObservedStream | null): void => {
    const spec = theirs.has(path) ? null : bestFit(desired.patterns, path);
    if (spec === null) return;
    const isNameTaken = desired.streams.has(spec.name) || made.has(spec.name);
    const takenBy = isNameTaken ? spec.name : outputs.get(outputOf(spec));
    if (takenBy !== undefined) {
      // Who was there, and is gone, is no longer waiting for anything.
      if (stream === null) refused.push(refusedPublisher(path, spec, isNameTaken ? 'name' : 'path', takenBy));
      return;
    }
    if (stream !== null) {
      // Another entry of the file, which is no longer there, may have read from there.
      if (stream.spec.name !== spec.name) return;
      const untilMs = stayUntilMs(stream, spec);
      if (untilMs <= observed.takenAtMs) return;
      if (untilMs !== Number.POSITIVE_INFINITY) wakeTimes.push(untilMs);
    }
    made.set(spec.name, spec);
    outputs.set(outputOf(spec), spec.name);
  };
  // Who is there comes before who was there: the same name may have come from elsewhere since.
  for (const path of published.sort()) add(path, null);
  for (const [path, stream] of gone) add(path, stream);
  const sorted = [...made].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    desired: { ...desired, streams: new Map([...desired.streams, ...sorted]) },
    refused,
    wakeAtMs: wakeTimes.length === 0 ? null : Math.min(...wakeTimes),
  };
}

export interface Published {
  readonly desired: DesiredState;
  /** Publishers of whom a pattern would make a stream, if its name and its path were free; by their paths at the ingest. */
  readonly refused: readonly RefusedPublisher[];
  /** When a stream goes because its publisher has not come back; null when there is none to wait for. */
  readonly wakeAtMs: number | null;
}

function refusedPublisher(
  ingestPath: string,
  { name, path, pattern = '' }: StreamSpec,
  taken: RefusedPublisher['taken'],
  takenBy: string,
): RefusedPublisher {
  return { ingestPath, pattern, name, path, taken, takenBy };
}

/** FFmpeg ends soon after its publisher went: from then on it counts. */
function stayUntilMs({ state }: ObservedStream, { policy }: StreamSpec): number {
  if (hasProcess(state)) return Number.POSITIVE_INFINITY;
  return state.sinceMs + (policy.holdMs ?? 0);
}
