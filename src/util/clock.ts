/** What time it is; a test passes one that stands still. */
export interface Clock {
  /** Milliseconds since the Unix epoch, as {@link steadyNow} has it. */
  now(): number;
}

export const systemClock: Clock = { now: () => steadyNow() };

/**
 * Milliseconds since the Unix epoch by the system's clock as it was when this program started: it goes on evenly when that clock is
 * set, by NTP or by hand. For deadlines, and for whatever is compared with another time.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/** What the system's clock says now of a time of {@link steadyNow}; for whatever is shown. */
export function wallTime(steadyMs: number): number {
  const setByMs = Date.now() - steadyNow();
  return Math.round(steadyMs + (Math.abs(setByMs) < NOTICED_MS ? 0 : setByMs));
}

/** The two clocks count differently fine, and drift: a time is to be shown the same each time until the clock is really set. */
const NOTICED_MS = 500;
