import { isIPv6 } from 'node:net';

/** Whoever has one IPv6 address has at least the 64 bits behind it (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...behind].slice(0, 4).join(':');
}
