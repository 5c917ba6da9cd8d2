import { isIP } from 'node:net';
import { isLoopback } from '../util/network-address.js';

/** An address as people write it: `::ffff:10.0.0.1` becomes `10.0.0.1`. */
export function plainAddress(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '');
  return mapped !== address && isIP(mapped) === 4 ? mapped : address;
}

/** True when a connection came from this machine: from loopback, or from the very address that it reached us at. */
export function isOwnMachine(remoteAddress: string, localAddress: string): boolean {
  return isLoopback(remoteAddress) || plainAddress(remoteAddress) === plainAddress(localAddress);
}
