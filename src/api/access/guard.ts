import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../../util/network-address.js';
import { ApiProblem } from '../api-problem.js';
import { isLocal } from '../local-socket.js';
import { isForeign } from './foreign-origin.js';
import { isKnownHost } from './known-host.js';

/**
 * Lets requests through to the API only where they may come from: the Unix socket in the state folder, which is for its user alone; or
 * TCP, by no page of somebody else.
 */
export function guardApi(api: FastifyInstance, access: Access): void {
  api.addHook('onRequest', async (request) => {
    if (isOpenToAll(request) || isLocal(request.raw.socket)) return;
    if (!isKnownHost(request.headers.host)) {
      throw new ApiProblem(403, 'This router is not known under this name.', {
        code: 'unknown-host',
        remedy: 'Use its IP address, or localhost.',
      });
    }
    if (isForeign(request.headers)) {
      throw new ApiProblem(403, 'This was asked for by a page of somebody else.', { code: 'foreign-origin' });
    }
    if (!isReading(request) && !isUnderOurselves(request, access))
      throw new ApiProblem(403, 'From other machines it can only be read.', { code: 'not-allowed' });
  });
}

export interface Access {
  /** The host at which the API listens, as the file has it; null while it does not. */
  httpHost(): string | null;
}

/** Who supervises the router comes by whatever name it likes, and learns nothing by it. */
function isOpenToAll({ routeOptions: { url } }: FastifyRequest): boolean {
  return url === '/healthz' || url === '/readyz';
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The listener is on loopback, and so is this connection: one from before it moved there may be from anywhere. */
function isUnderOurselves({ raw: { socket } }: FastifyRequest, access: Access): boolean {
  const host = access.httpHost();
  return host !== null && isLoopback(host) && isLoopback(socket.localAddress ?? '');
}
