import type { IncomingHttpHeaders } from 'node:http';
import { hostName } from './known-host.js';

/**
 * Whether a page of another origin made a browser send this request: what it answers, and above all what it does, is not for that page.
 * Who sends neither header is no browser.
 * @param names by which this router is reached besides its Host, such as that of a proxy before it; in lower case
 */
export function isForeign(
  { origin, host, ...headers }: IncomingHttpHeaders,
  names: readonly string[] = [],
): boolean {
  if (origin !== undefined) {
    const from = /^https?:\/\/(?<host>[^/?#@]+)$/i.exec(origin)?.groups?.['host'];
    if (from === undefined) return true; // "null": of a sandbox, or of a file
    if (from.toLowerCase() !== host?.toLowerCase()) return !names.includes(hostName(from) ?? '');
    return false;
  }
  const site = headers['sec-fetch-site'];
  // "none": somebody typed the address.
  return (
    site !== undefined &&
    site !== 'same-origin' &&
    site !== 'none' &&
    headers['sec-fetch-mode'] !== 'navigate'
  );
}
