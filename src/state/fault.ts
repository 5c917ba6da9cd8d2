import { CONDITIONS, type Reason } from './conditions.js';

/** Whether a process ended through the fault of its source, so that another source may do better. */
export function isSourceFault(reason: Reason): boolean {
  return CONDITIONS[reason].category === 'source';
}

/** Whether it ended through the fault of the RTSP server, so that nothing is wrong with the source. */
export function isServerFault(reason: Reason): boolean {
  return CONDITIONS[reason].category === 'server';
}

/** Whether trying again soon cannot mend it: someone has to change something first. */
export function isLasting(reason: Reason): boolean {
  return CONDITIONS[reason].isLasting;
}

/** Whether it was the connection that failed, so that a connection that succeeds is news. */
export function isConnectFault(reason: Reason): boolean {
  return CONNECT_FAULTS.has(reason);
}

/** Whether the source was not there, or had nothing to play. */
export function isAwayFault(reason: Reason): boolean {
  return CONNECT_FAULTS.has(reason) || reason === 'SourceNotFound' || reason === 'SourceSilent';
}

/** Whether connecting to the source, and playing it, can tell that it is well again. */
export function isReachFault(reason: Reason): boolean {
  return CONNECT_FAULTS.has(reason) || MEDIA_FAULTS.has(reason);
}

/** Whether connecting to the RTSP server can tell that the reason has passed. */
export function isServerAway(reason: Reason): boolean {
  return isServerFault(reason) && CONNECT_FAULTS.has(reason);
}

/** Whether the RTSP server may be away by now, so that connecting to it can spare starts that would be in vain. */
export function mayServerBeAway(reason: Reason): boolean {
  return isServerAway(reason) || SERVER_BROKE_OFF.has(reason);
}

const CONNECT_FAULTS: ReadonlySet<Reason> = new Set([
  'SourceRefused',
  'SourceUnreachable',
  'SourceHostUnknown',
  'ServerDown',
  'ServerHostUnknown',
]);
const SERVER_BROKE_OFF: ReadonlySet<Reason> = new Set(['ServerLost', 'ServerSilent', 'ServerStalled']);
const MEDIA_FAULTS: ReadonlySet<Reason> = new Set([
  'SourceNotFound',
  'SourceEnded',
  'SourceStalled',
  'SourceSilent',
  'FirstFrameTimeout',
]);
