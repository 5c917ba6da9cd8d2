/** What an FFmpeg left behind. */
export interface FfmpegEnd {
  /** The system's error code when it could not be spawned at all; else null. */
  readonly spawnError: string | null;
  /** Null with a signal, and, as the signal is, of a process of an earlier router. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines of standard error, oldest first, written with `-loglevel level+info`. */
  readonly standardError: readonly string[];
  /** Whether media was written to the output before. */
  readonly hadProgress: boolean;
  /** Whether it closed its progress with `progress=end`: it ended by itself, after it had worked. */
  readonly sawProgressEnd: boolean;
  /**
   * Milliseconds from the last advance of media time to the end, or from the spawn when it never advanced. The last
   * progress block is no advance: what it adds was held back for as long.
   */
  readonly quietMs: number;
  /** Milliseconds from the line that {@link saysInputOpened} to the end: FFmpeg then turns to the server. Null before. */
  readonly sinceInputMs: number | null;
  /** How many processes the kernel ended for want of memory while this one ran. */
  readonly oomKillsDuring: number;
}

/** Whether FFmpeg says that it has opened and probed its input; it says so at the level `info`. */
export function saysInputOpened(line: string): boolean {
  return line.startsWith('[info] Input #0, ');
}

/** Whether reading from the source ended since nothing came for its timeout (4 s), and not since the source ended. */
export function readTimedOut({ quietMs }: FfmpegEnd): boolean {
  return quietMs >= 3_500;
}

/** Whether it ended since the server did not answer for the timeout of the handshake (3 s). */
export function handshakeTimedOut({ sinceInputMs, quietMs }: FfmpegEnd): boolean {
  return (sinceInputMs ?? quietMs) >= 2_500;
}
