import type { KeptLog, StreamRun } from '../../src/api/contract.js';

/** The runs of a stream after another piece of its log has come. Of a run that never ends only the end is kept. */
export function mergeLog(runs: readonly StreamRun[], piece: KeptLog): readonly StreamRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  for (const run of piece.runs) byId.set(run.id, mergeRun(byId.get(run.id), run));
  return [...byId.values()].slice(-MAX_RUNS);
}

/** Runs that the router keeps, and one more that may just have begun. */
const MAX_RUNS = 12;
const MAX_LINES = 1_500;

function mergeRun(before: StreamRun | undefined, now: StreamRun): StreamRun {
  const known = before?.lines.at(-1)?.seq ?? -1;
  const lines = [...(before?.lines ?? []), ...now.lines.filter(({ seq }) => seq > known)];
  return { ...now, end: now.end ?? before?.end ?? null, lines: lines.slice(-MAX_LINES) };
}
