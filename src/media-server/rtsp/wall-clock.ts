/**
 * A monotonic moment (`performance.now()`) in NTP's seconds since 1900 (RFC 3550 4). It never jumps, also when the system's
 * clock is set.
 */
export function wallSeconds(nowMs: number): number {
  return NTP_AT_ZERO_S + nowMs / 1000;
}

const NTP_EPOCH_S = 2_208_988_800;
const NTP_AT_ZERO_S = NTP_EPOCH_S + (Date.now() - performance.now()) / 1000;
