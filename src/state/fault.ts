import type { Reason } from './conditions.js';

/** Whether a process ended through the fault of its source, so that another source may do better. */
export function isSourceFault(reason: Reason): boolean {
  return SOURCE_FAULTS.has(reason);
}

/** Whether trying again soon cannot mend it: someone has to change something first. */
export function isLasting(reason: Reason): boolean {
  return LASTING.has(reason);
}

/** Whether it was the connection that failed, so that a connection that succeeds is news. */
export function isConnectFault(reason: Reason): boolean {
  return CONNECT_FAULTS.has(reason);
}

/** Whether connecting to the source, and playing it, can tell that it is well again. */
export function isReachFault(reason: Reason): boolean {
  return REACH_FAULTS.has(reason);
}

const CONNECT_FAULTS: ReadonlySet<Reason> = new Set([
  'SourceRefused',
  'SourceHostUnknown',
  'ServerDown',
  'ServerHostUnknown',
]);
const REACH_FAULTS: ReadonlySet<Reason> = new Set([
  'SourceRefused',
  'SourceHostUnknown',
  'SourceNotFound',
  'SourceEnded',
  'SourceStalled',
  'SourceSilent',
]);
const SOURCE_FAULTS: ReadonlySet<Reason> = new Set([
  ...REACH_FAULTS,
  'SourceCredentialsRefused',
  'TrackMissing',
  'CodecNotSupported',
]);
const LASTING: ReadonlySet<Reason> = new Set([
  'SourceCredentialsRefused',
  'CredentialsRefused',
  'PathRefused',
  'CodecNotSupported',
  'OptionRefused',
  'FfmpegMissing',
]);
