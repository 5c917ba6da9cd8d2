import { formatNetworkAddress, type NetworkAddress } from '../util/network-address.js';
import type { ListenerName } from './desired-state.js';

/** Why a listener could not be opened, from the system's error code, in one sentence; and what to do. */
export function describeListenProblem(
  name: ListenerName,
  address: NetworkAddress,
  code: string,
): { problem: string; remedy: string } {
  const [why, action] = KNOWN[code] ?? [`cannot be opened (${code})`, 'Give another address'];
  return {
    problem: `listen.${name}: ${formatNetworkAddress(address)} ${why}.`,
    remedy: `${action}, in the file: "listen: { ${name}: HOST:PORT }" (port 0 takes a free one, off closes it).`,
  };
}

const KNOWN: Readonly<Record<string, readonly [why: string, action: string]>> = {
  EADDRINUSE: ['is taken by another program', 'End that program, or give another port'],
  EADDRNOTAVAIL: ['is not an address of this machine', 'Give an address of this machine'],
  SERVER_ENDED: [
    'cannot be opened, since the embedded server ends at once',
    'See the log for what it said, then try again',
  ],
  TLS_FILES: [
    'cannot be opened, since its certificate cannot be used',
    'See the log for which file of "tls" it is, or give another address',
  ],
  TLS_RENEWAL: [
    'keeps the certificate that it had, since what the files of "tls" hold now cannot be used',
    'See the log for which file it is and mend it, or give another address',
  ],
  EACCES: ['is not allowed for this user (ports below 1024 need rights)', 'Give a port from 1024 on'],
  ENOTFOUND: ['is a name that cannot be resolved', 'Give an IP address'],
};
