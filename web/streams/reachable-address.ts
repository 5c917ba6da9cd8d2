/**
 * Where the ingest is reached from elsewhere.
 * @param address where it listens, as `host:port`; null when it does not
 * @param pageHost host under which this page was reached, for an ingest that listens on all addresses
 */
export function ingestAddress(address: string | null, pageHost: string): IngestAddress | null {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address ?? '') ?? [];
  if (port === '') return null;
  const isAnywhere = host === '' || host === '0.0.0.0' || host === '[::]';
  return {
    host: isAnywhere ? pageHost : host,
    port,
    isLoopback: !isAnywhere && (host.startsWith('127.') || host === '[::1]' || host === 'localhost'),
  };
}

export interface IngestAddress {
  readonly host: string;
  readonly port: string;
  /** It can be reached on the machine of the router only. */
  readonly isLoopback: boolean;
}
