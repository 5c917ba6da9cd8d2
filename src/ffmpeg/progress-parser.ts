import type { Progress } from '../state/stream-state.js';

/**
 * Reads FFmpeg's `-progress` output: lines `key=value`, of which `progress=continue|end` closes a block. `onBlock`
 * gets each block that knows its media time, and whether it is the last one: that one also counts what was held back while
 * nothing came. A block is no sign of life by itself: a hanging FFmpeg prints blocks with a frozen `out_time_us`.
 */
export class ProgressParser {
  readonly #onBlock: (progress: Progress, isLast: boolean) => void;
  #fields = new Map<string, string>();

  constructor(onBlock: (progress: Progress, isLast: boolean) => void) {
    this.#onBlock = onBlock;
  }

  push(line: string): void {
    const separator = line.indexOf('=');
    if (separator === -1) return;
    const key = line.slice(0, separator).trim();
    if (key !== 'progress') {
      if (this.#fields.size < MAX_FIELDS) this.#fields.set(key, line.slice(separator + 1).trim());
      return;
    }
    const fields = this.#fields;
    this.#fields = new Map();
    const outTimeUs = number(fields.get('out_time_us'));
    if (outTimeUs === null) return;
    const progress = {
      outTimeUs,
      frames: number(fields.get('frame')),
      framesPerSecond: number(fields.get('fps')),
      speed: number(fields.get('speed')?.replace(/x$/, '')),
      duplicatedFrames: number(fields.get('dup_frames')) ?? 0,
      droppedFrames: number(fields.get('drop_frames')) ?? 0,
    };
    this.#onBlock(progress, line.slice(separator + 1).trim() === 'end');
  }
}

const MAX_FIELDS = 64;

/** FFmpeg writes `N/A` for what it doesn't know. */
function number(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
