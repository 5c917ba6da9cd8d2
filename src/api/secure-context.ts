import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../util/network-address.js';
import { hostName } from './access/known-host.js';

/** Whether the connection itself, or that to a proxy before it, is encrypted. */
export function isEncrypted({ raw: { socket }, headers }: FastifyRequest): boolean {
  return (
    'encrypted' in socket ||
    headers.origin?.startsWith('https:') === true ||
    headers['x-forwarded-proto'] === 'https'
  );
}

/**
 * Whether a browser trusts what it gets by this request (W3C Secure Contexts, 3.1): over TLS, or from its own machine. Elsewhere it
 * heeds some headers not at all, and complains of them.
 */
export function isSecureContext(request: FastifyRequest): boolean {
  const name = hostName(request.headers.host);
  return isEncrypted(request) || (name !== null && isLoopback(name));
}
