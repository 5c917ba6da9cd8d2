/**
 * Delay before try number `attempt` (1 = the first try after a failure), in milliseconds: exponential with a
 * cap, and "equal jitter", that is, half of the delay is fixed and half is random, so that many streams that
 * failed together do not come back together.
 */
export function backoffDelayMs(
  attempt: number,
  policy: BackoffPolicy,
  random: () => number = Math.random,
): number {
  if (attempt <= 0) return 0;
  const exponent = Math.min(attempt - 1, 30);
  const ceilingMs = Math.min(policy.maxMs, policy.initialMs * 2 ** exponent);
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random());
}

export interface BackoffPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
}
