import { isIP } from 'node:net';

/** Reads `host:port`, `[v6]:port` or `:port` (all addresses). Answers undefined for anything else. */
export function parseNetworkAddress(text: string): NetworkAddress | undefined {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]\s/@]*)):(?<port>\d{1,5})$/.exec(text);
  const groups = match?.groups;
  if (groups === undefined) return undefined;
  const port = Number(groups['port']);
  if (port > 65_535) return undefined;
  const v6 = groups['v6'];
  if (v6 !== undefined) return isIP(v6) === 6 ? { host: v6, port } : undefined;
  return { host: groups['host'] || '0.0.0.0', port };
}

/** The inverse of {@link parseNetworkAddress}; an IPv6 address gets its brackets. */
export function formatNetworkAddress({ host, port }: NetworkAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The host under which this machine reaches a listener that is bound to `host`. */
export function connectableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '::1';
  return host;
}

/** True for 127.0.0.0/8, ::1, their IPv4-mapped form, and the name localhost. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/, '');
  return plain === '::1' || plain === 'localhost' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

export interface NetworkAddress {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}
