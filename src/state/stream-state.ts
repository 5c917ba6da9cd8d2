import type { Cause } from './cause.js';
import type { Reason } from './conditions.js';

/**
 * The life of a stream that something was started for:
 * `starting → running → (stalled) → backoff → starting …`, `failed` in place of `backoff` for what trying again soon
 * cannot mend, and `stopping` from wherever a process runs. Where a successor takes over, another process is `running`, or
 * `starting` when the one before has ended too soon for it.
 */
export type StreamState =
  | {
      readonly phase: 'starting';
      readonly sinceMs: number;
      readonly process: ProcessInfo;
      readonly cause: Cause;
    }
  | {
      /** Media time advances at the output. */
      readonly phase: 'running';
      readonly sinceMs: number;
      readonly process: ProcessInfo;
      readonly cause: Cause;
      readonly progress: Progress;
    }
  | {
      /** Media stands still, or never came: the process is being ended. */
      readonly phase: 'stalled';
      readonly sinceMs: number;
      readonly process: ProcessInfo;
      readonly cause: Cause;
      readonly reason: Reason;
    }
  | {
      readonly phase: 'stopping';
      readonly sinceMs: number;
      readonly process: ProcessInfo;
      readonly cause: Cause;
    }
  | {
      /**
       * No process; the next one is started when `untilMs` has come, or sooner when what was missing is back. `failed`: the
       * last end was of a kind that trying again soon cannot mend, so `untilMs` is far.
       */
      readonly phase: 'backoff' | 'failed';
      readonly sinceMs: number;
      readonly untilMs: number;
      /** Of the next start. */
      readonly cause: Cause;
      /** How the last process ended; null after a wanted stop or when none could be spawned. */
      readonly lastEnd: ProcessEnd | null;
    };

export type StreamPhase = StreamState['phase'] | 'pending' | 'disabled';

/** From which phase a stream may go to which; what is not here cannot happen. */
export const PHASE_TRANSITIONS: Readonly<Record<StreamState['phase'], readonly StreamState['phase'][]>> = {
  // From a look at the source to the relay.
  starting: ['starting', 'running', 'stalled', 'stopping', 'backoff', 'failed'],
  running: ['starting', 'running', 'stalled', 'stopping', 'backoff', 'failed'],
  stalled: ['starting', 'running', 'stopping', 'backoff', 'failed'],
  stopping: ['backoff', 'failed'],
  // One that was taken over from may still have to end.
  backoff: ['starting', 'stopping', 'backoff', 'failed'],
  failed: ['starting', 'stopping', 'backoff', 'failed'],
};

/** A state in which a process runs, or none does. */
export type StateWithProcess = Extract<StreamState, { readonly process: ProcessInfo }>;
export type StateWithoutProcess = Exclude<StreamState, StateWithProcess>;

export function hasProcess(state: StreamState): state is StateWithProcess {
  return 'process' in state;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly startedAtMs: number;
}

/** What FFmpeg's `-progress` said last. */
export interface Progress {
  /** Media time written to the output, in microseconds. */
  readonly outTimeUs: number;
  /** Video frames written, or null when there is no video. */
  readonly frames: number | null;
  readonly framesPerSecond: number | null;
  /** Media seconds per second of real time, or null at the start. */
  readonly speed: number | null;
  readonly duplicatedFrames: number;
  readonly droppedFrames: number;
}

export interface ProcessEnd {
  readonly reason: Reason;
  /** Null when a signal ended it, or when it could not be spawned. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The line of standard error that the reason was told from, redacted. */
  readonly evidence: string | null;
  readonly endedAtMs: number;
  readonly uptimeMs: number;
}
