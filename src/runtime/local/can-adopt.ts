import { identify } from './process-identity.js';

/**
 * Whether a router can go on with the processes of an earlier one: it knows them by what Linux's /proc tells. Where it cannot, no
 * process outlives its router; see `Leash`.
 */
export function canAdopt(): boolean {
  return identify(process.pid, []) !== null;
}
