import type { Reason } from '../../state/conditions.js';
import type { FfmpegRunEnd } from './ffmpeg-run.js';

/** Tells from how one process after the other ended whether it is somebody else, or its own past, that keeps a stream from its path. */
export class Rivalry {
  /** Times in a row that the RTSP server closed the connection soon after the start. */
  #losses = 0;
  /** When a process last ended that had published. */
  #publishedAtMs = 0;

  /** To be asked once at each end that was not wanted. */
  judge({ reason, uptimeMs, ranMs, endedAtMs }: FfmpegRunEnd): Reason {
    const judged = this.#contested(this.#ownTrace(reason, endedAtMs - uptimeMs), ranMs);
    if (ranMs !== null) this.#publishedAtMs = endedAtMs;
    return judged;
  }

  reset(): void {
    this.#losses = 0;
    this.#publishedAtMs = 0;
  }

  /**
   * A server that let us publish a moment ago and refuses the path now most likely holds our own session still: its end was lost on
   * the way. It gives the path free when that times out, so there is nothing to be allowed, and trying again soon helps.
   */
  #ownTrace(reason: Reason, startedAtMs: number): Reason {
    const isRecent = startedAtMs - this.#publishedAtMs < SESSION_TRACE_MS;
    return reason === 'PathRefused' && isRecent ? 'PathTaken' : reason;
  }

  /** One that is thrown out again and again, soon after each start, by a server that goes on, has a rival. */
  #contested(reason: Reason, ranMs: number | null): Reason {
    const isLoss = reason === 'ServerLost' && (ranMs ?? 0) < CONTESTED_RUN_MS;
    this.#losses = isLoss ? this.#losses + 1 : 0;
    return this.#losses >= MAX_LOSSES ? 'PathContested' : reason;
  }
}

/** RFC 2326 12.37: a session times out after 60 s unless told otherwise; doubled, since servers look seldom. */
const SESSION_TRACE_MS = 120_000;
/** A server that restarts refuses connections in between, which ends the row. */
const MAX_LOSSES = 4;
const CONTESTED_RUN_MS = 10_000;
