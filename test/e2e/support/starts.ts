import { YOUNG_MS } from '../../../src/plan/pace-starts.js';
import type { LogEntry } from './router.js';

/** The most FFmpegs that were young at the same time: just started, and without media. Told from the log of a router. */
export function mostYoung(entries: readonly LogEntry[]): number {
  const young = new Map<string, number>();
  let most = 0;
  for (const { msg, stream = '', time } of entries) {
    if (msg === 'ffmpeg started') young.set(stream, time);
    else if (msg === 'stream is running' || msg === 'ffmpeg ended') young.delete(stream);
    // The log is written a moment after the start that it tells of.
    const counting = [...young.values()].filter((since) => since > time - YOUNG_MS + LATE_MS);
    most = Math.max(most, counting.length);
  }
  return most;
}

const LATE_MS = 50;
