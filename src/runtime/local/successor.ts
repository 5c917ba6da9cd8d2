import type { ExpectedSuccessor } from '../../state/control-protocol.js';
import type { ObservedSuccessor } from '../../state/observed-state.js';
import type { LineOrigin } from '../../state/stream-run.js';
import { headAndTail } from './head-and-tail.js';
import type { RunStart, StreamLog } from './stream-log.js';
import type { StreamProcess } from './stream-process.js';

/** A process that was started to take the path of its stream over, as long as it has not. */
export class Successor {
  readonly process: StreamProcess;
  readonly expected: ExpectedSuccessor;
  readonly log: GatheredLog;

  constructor(process: StreamProcess, expected: ExpectedSuccessor, log: GatheredLog) {
    this.process = process;
    this.expected = expected;
    this.log = log;
  }

  /** Whether its first media is overdue; only what has reached the readers counts. */
  isOverdue(nowMs: number): boolean {
    return nowMs - this.process.run.startedAtMs >= this.process.assignment.spec.policy.firstFrameTimeoutMs;
  }

  observe(): ObservedSuccessor {
    const { spec, specHash, sourceIndex } = this.process.assignment;
    return { spec, specHash, sourceIndex, startedAtMs: this.process.run.startedAtMs };
  }
}

/**
 * What is said of a run whose place in the log of its stream is not known yet: runs stand there one after the other, and before it
 * comes what the one that still has the path says until it is taken over from.
 */
export class GatheredLog {
  #start: RunStart | null = null;
  #lines: GatheredLine[] = [];

  begin(start: RunStart): void {
    this.#start = start;
  }

  line(from: LineOrigin, text: string): void {
    this.#lines.push({ from, text, atMs: Date.now() });
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#kept();
  }

  /** Begins the run there. */
  moveTo(story: StreamLog): void {
    if (this.#start !== null) story.begin(this.#start);
    for (const { from, text, atMs } of this.#lines) story.line(from, text, atMs);
    this.#lines = [];
  }

  #kept(): GatheredLine[] {
    const items = this.#lines.map((line) => ({ line, sizeBytes: 1, isPinned: false }));
    return headAndTail(items, { headBytes: MAX_LINES / 2, tailBytes: MAX_LINES / 2 }).map(({ line }) => line);
  }
}

interface GatheredLine {
  readonly from: LineOrigin;
  readonly text: string;
  readonly atMs: number;
}

const MAX_LINES = 200;
