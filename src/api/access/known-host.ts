import { isIP } from 'node:net';
import { isLoopback, parseNetworkAddress } from '../../util/network-address.js';

/**
 * Whether a page of somebody else could have made a browser send a request with this `Host`, by letting a name of its own lead here
 * (DNS rebinding). No page has an address or `localhost` as its name, and none can take the names of this router.
 * @param names by which this router is reached, in lower case
 */
export function isKnownHost(host: string | undefined, names: readonly string[] = []): boolean {
  const name = hostName(host);
  return name !== null && (isIP(name) !== 0 || isLoopback(name) || names.includes(name));
}

/** Without its port and without brackets, in lower case; null for what is no host. */
export function hostName(host: string | undefined): string | null {
  if (host === undefined || host === '') return null;
  const withPort = /:\d{1,5}$/.test(host) && !/^\[[^\]]*$/.test(host) ? host : `${host}:80`;
  const address = parseNetworkAddress(withPort);
  return address === undefined || host.startsWith(':') ? null : address.host.toLowerCase();
}
