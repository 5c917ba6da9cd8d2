import type { RunEnd, RunLine, StreamRun } from '../state/stream-run.js';

/** One thing to be told about a run. */
export type RunEvent =
  | { readonly type: 'start'; readonly run: StreamRun }
  | { readonly type: 'line'; readonly run: StreamRun; readonly line: RunLine }
  /** Lines that are not kept, or were dropped in a flood. */
  | { readonly type: 'left-out'; readonly run: StreamRun; readonly lines: number }
  | { readonly type: 'end'; readonly run: StreamRun; readonly end: RunEnd };

/** Takes runs as they are answered and gives, in order, each event that it has not given before. */
export class RunEvents {
  #runId: string | null = null;
  #seq = 0;

  next(run: StreamRun): RunEvent[] {
    const events: RunEvent[] = [];
    if (run.id !== this.#runId) {
      this.#runId = run.id;
      this.#seq = 0;
      events.push({ type: 'start', run });
    }
    const happened: (RunEvent & { readonly seq: number })[] = run.lines.map((line) => ({
      type: 'line',
      run,
      line,
      seq: line.seq,
    }));
    const { end } = run;
    if (end !== null) happened.push({ type: 'end', run, end, seq: end.seq });
    for (const event of happened.sort((a, b) => a.seq - b.seq)) {
      if (event.seq <= this.#seq) continue;
      const lines = event.seq - this.#seq - 1;
      if (lines > 0) events.push({ type: 'left-out', run, lines });
      events.push(event);
      this.#seq = event.seq;
    }
    return events;
  }
}

/** For programs: one line of JSON. Lines that are left out show as a step in `seq`. */
export function eventAsJson(event: RunEvent): string | null {
  const { type, run } = event;
  switch (type) {
    case 'start': {
      const { startedAt: at, pid, command, cause, source } = run;
      return JSON.stringify({ type, run: run.id, seq: 0, at, pid, command, cause, source });
    }
    case 'line':
      return JSON.stringify({ type, run: run.id, ...event.line });
    case 'end':
      return JSON.stringify({ type, run: run.id, ...event.end });
    case 'left-out':
      return null;
  }
}
