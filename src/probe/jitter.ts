import { probeLimits } from './probe-limits.js';

/** A wait a little shorter or longer, so that what began together does not stay together. */
export function jittered(delayMs: number): number {
  return Math.round(delayMs * (1 + probeLimits.jitter * (2 * Math.random() - 1)));
}
