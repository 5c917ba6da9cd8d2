import type { Reason } from '../state/conditions.js';
import type { StreamPhase } from '../state/stream-state.js';
import type { StatusChange } from './status-change.js';
import type { StreamStatus } from './stream-status.js';

/** Through which phases each stream went in the last hours, as far as this router has seen it. */
export class PhaseHistory {
  readonly #streams = new Map<string, PhaseRecord[]>();

  /** @param nowMs milliseconds since the Unix epoch */
  record({ streams, removed }: StatusChange, nowMs: number): void {
    for (const name of removed) this.#streams.delete(name);
    for (const stream of streams) {
      const records = this.#streams.get(stream.name) ?? [];
      const next = recordOf(stream, records.at(-1), nowMs);
      if (next === null) continue;
      records.push(next);
      const isOld = (index: number): boolean => (records[index + 1]?.sinceMs ?? nowMs) < nowMs - KEPT_MS;
      while (records.length > MAX_RECORDS || isOld(0)) records.shift();
      this.#streams.set(stream.name, records);
    }
  }

  /** Oldest first, without gaps; empty for a stream that is not known. */
  of(name: string): readonly PhaseRecord[] {
    return this.#streams.get(name) ?? [];
  }
}

export interface PhaseRecord {
  readonly phase: StreamPhase;
  readonly reason: Reason;
  /** Milliseconds since the Unix epoch; it ends where the next one begins. */
  readonly sinceMs: number;
}

const KEPT_MS = 6 * 3_600_000;
/** Some hours of a stream that fails all the time would be thousands. */
const MAX_RECORDS = 240;

/** Null when it is in no other phase than before. */
function recordOf(
  { phase, reason, since }: StreamStatus,
  last: PhaseRecord | undefined,
  nowMs: number,
): PhaseRecord | null {
  const toldMs = since === null ? null : Date.parse(since);
  const isSame = phase === last?.phase && reason === last.reason;
  if (last !== undefined && isSame && (toldMs === null || toldMs <= last.sinceMs)) return null;
  // Of one phase for another reason: that is since now.
  const sinceMs = toldMs === null || (phase === last?.phase && toldMs <= last.sinceMs) ? nowMs : toldMs;
  return { phase, reason, sinceMs: Math.max(sinceMs, last?.sinceMs ?? 0) };
}
