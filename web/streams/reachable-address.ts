/**
 * Where a listener of the router is reached from elsewhere.
 * @param address where it listens, as `host:port`; null when it does not
 * @param pageHost host under which this page was reached, for a listener on all addresses
 */
export function reachableAddress(address: string | null, pageHost: string): ReachableAddress | null {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address ?? '') ?? [];
  if (port === '') return null;
  const isAnywhere = host === '' || host === '0.0.0.0' || host === '[::]';
  return { host: isAnywhere ? pageHost : host, port, isLoopback: !isAnywhere && isLoopback(host) };
}

export interface ReachableAddress {
  readonly host: string;
  readonly port: string;
  /** It can be reached on the machine of the router only. */
  readonly isLoopback: boolean;
}

/**
 * An address at a listener of the router as it is reached from elsewhere; the router tells how it is reached on its own machine.
 * @param url such as `rtsp://127.0.0.1:8554/gate`
 */
export function reachableUrl(url: string, listener: string | null, pageHost: string): string {
  // On that machine it is right as it is.
  if (isLoopback(pageHost)) return url;
  const reached = reachableAddress(listener, pageHost);
  return reached === null ? url : url.replace(/^(\w+:\/\/)(?:\[[^\]]*\]|[^/:]*)/, `$1${reached.host}`);
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '[::1]' || host === 'localhost';
}
