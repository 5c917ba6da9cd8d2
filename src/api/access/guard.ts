import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from '../api-problem.js';
import type { AccessControl } from './access-control.js';
import type { Caller } from './caller.js';

/** Lets requests through only where they may be made, and says to the routes who asks. */
export function guardApi(api: FastifyInstance, control: AccessControl): void {
  void api.register(cookie);
  api.decorateRequest('caller', null as unknown as Caller);
  api.decorateRequest('isStillAllowed', null as unknown as () => boolean);
  // After cookies are read, and before anything else of a request is.
  api.addHook('onRequest', async (request) => {
    request.caller = control.admit(request);
    request.isStillAllowed = () => isAdmitted(control, request);
    if (isChange(request) && request.caller.role !== 'editor') {
      throw new ApiProblem(403, 'A viewer changes nothing.', {
        code: 'not-allowed',
        remedy: 'Log in as an editor.',
      });
    }
  });
}

function isChange({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && url !== '/api/v1/session';
}

function isAdmitted(control: AccessControl, request: FastifyRequest): boolean {
  try {
    return control.admit(request).role !== null;
  } catch (error) {
    if (error instanceof ApiProblem) return false;
    throw error;
  }
}
