import { readdirSync, readFileSync } from 'node:fs';
import type { Reason } from '../../state/conditions.js';
import { PROC } from '../../util/linux.js';

/**
 * A second witness of an FFmpeg that moves media, for when it cannot write its progress: it takes time on a processor, and neither
 * its state nor its connections show that it hangs. To be looked at again and again while no progress comes.
 */
export class LifeSigns {
  readonly #cpuMsOf: (pid: number) => number | null;
  #last: { readonly atMs: number; readonly cpuMs: number | null } | null = null;
  #looks = 0;
  #workedAtMs: number | null = null;

  /** @param cpuMsOf null where it is not told, as elsewhere than on Linux: then nothing speaks for one without progress */
  constructor(cpuMsOf = cpuTimeOf) {
    this.#cpuMsOf = cpuMsOf;
  }

  /** @param stall what would be told as the reason if it hung */
  look(pid: number, stall: Reason, nowMs: number): void {
    const cpuMs = this.#cpuMsOf(pid);
    const last = this.#last;
    this.#looks += 1;
    this.#last = { atMs: nowMs, cpuMs };
    if (last === null || last.cpuMs === null || cpuMs === null || HANGS.has(stall)) return;
    if (cpuMs - last.cpuMs >= LEAST_SHARE * (nowMs - last.atMs)) this.#workedAtMs = nowMs;
  }

  /** Progress came: nothing else has to tell. */
  reset(): void {
    this.#last = null;
    this.#looks = 0;
    this.#workedAtMs = null;
  }

  /** Whether it was seen to work within so many milliseconds; `unknown` until it was looked at often enough. */
  verdict(nowMs: number, withinMs: number): 'works' | 'hangs' | 'unknown' {
    if (this.#workedAtMs !== null && nowMs - this.#workedAtMs < withinMs) return 'works';
    return this.#looks < ENOUGH_LOOKS ? 'unknown' : 'hangs';
  }
}

/** The others are what is answered when nothing is seen to be wrong. */
const HANGS: ReadonlySet<Reason> = new Set([
  'ProcessStopped',
  'ServerStalled',
  'ServerDown',
  'FfmpegTooSlow',
]);
/** A relay of five pictures a second takes ten times as much; one that is stopped or locked takes nothing. */
const LEAST_SHARE = 0.0001;
const ENOUGH_LOOKS = 3;

/** Of all threads, to the nanosecond: `/proc/PID/task/TID/schedstat`, see Documentation/scheduler/sched-stats in the kernel. */
function cpuTimeOf(pid: number): number | null {
  try {
    const folder = `${PROC}/${pid}/task`;
    const nanoseconds = readdirSync(folder).map((id) =>
      Number.parseInt(readFileSync(`${folder}/${id}/schedstat`, 'latin1'), 10),
    );
    return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
  } catch {
    return null; // gone, or a kernel without it
  }
}
