import type { Reason } from '../state/conditions.js';
import type { ObservedState } from '../state/observed-state.js';
import { sourceStanding } from '../state/source-standing.js';
import { publicNamesOf, type StreamSpec, sourceText, specHash } from '../state/stream.js';
import { hasProcess } from '../state/stream-state.js';
import { wallTime } from '../util/clock.js';
import { redactUrls } from '../util/redact.js';

/** How it stands with one source of a stream. Credentials are never in it. */
export interface SourceStatus {
  readonly source: string;
  /**
   * `ready`: nothing speaks against it; `failed`: the last process that read it ended through its fault; `away`: it is known not to be
   * there.
   */
  readonly state: 'in use' | SourceState;
  /** Why it failed or is away. */
  readonly reason: Reason | null;
  /** ISO 8601; since when it is well again or away, as far as it is watched, or when it failed. */
  readonly since: string | null;
}

type SourceState = 'ready' | 'failed' | 'away';

/** In the order of the file. */
export function sourceStatuses(spec: StreamSpec, observed: ObservedState): SourceStatus[] {
  const publicNames = new Set(publicNamesOf(spec));
  const stream = observed.streams.get(spec.name);
  const known = stream?.specHash === specHash(spec) ? stream : null;
  const inUse = known !== null && hasProcess(known.state) ? known.sourceIndex : null;
  return spec.sources.map((source, index) => {
    const standing = sourceStanding(source, index, known, observed);
    const { failure = null, reach = null } = known?.sources[index] ?? {};
    const isReached = reach !== null && reach.verdict !== 'unknown' && standing.kind !== 'failed';
    const sinceMs = isReached ? reach.sinceMs : (failure?.atMs ?? null);
    return {
      source: redactUrls(sourceText(source), publicNames),
      state: index === inUse ? 'in use' : standing.kind,
      reason: standing.kind === 'ready' || index === inUse ? null : standing.reason,
      since: sinceMs === null || index === inUse ? null : new Date(wallTime(sinceMs)).toISOString(),
    };
  });
}
