import { DEFAULT_POLICY, type StreamPolicy } from '../state/stream.js';
import { parseByteSize } from '../util/byte-size.js';
import { parseDuration } from '../util/duration.js';
import type { RawStream } from './raw-configuration.js';

/** What the file says of a stream that applies while it runs; what it does not say is the default. */
export function toPolicy({ backoff, failback, hold, limits, ...raw }: Partial<RawStream>): StreamPolicy {
  const { nice, memoryBytes } = DEFAULT_POLICY.limits;
  return {
    stallTimeoutMs: duration(raw.stallTimeout, DEFAULT_POLICY.stallTimeoutMs),
    firstFrameTimeoutMs: duration(raw.firstFrameTimeout, DEFAULT_POLICY.firstFrameTimeoutMs),
    backoff: {
      initialMs: duration(backoff?.initial, DEFAULT_POLICY.backoff.initialMs),
      maxMs: duration(backoff?.max, DEFAULT_POLICY.backoff.maxMs),
    },
    failbackMs: orOff(failback, parseDuration, DEFAULT_POLICY.failbackMs),
    holdMs: orOff(hold, parseDuration, DEFAULT_POLICY.holdMs),
    limits: { nice: limits?.nice ?? nice, memoryBytes: orOff(limits?.memory, parseByteSize, memoryBytes) },
  };
}

function duration(text: string | undefined, fallback: number): number {
  return parseDuration(text ?? '') ?? fallback;
}

/** Null for `off`. */
function orOff(
  text: string | undefined,
  parse: (text: string) => number | undefined,
  fallback: number | null,
): number | null {
  return text === 'off' ? null : (parse(text ?? '') ?? fallback);
}
