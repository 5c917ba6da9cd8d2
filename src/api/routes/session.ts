import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccessControl, loginNeeded } from '../access/access-control.js';
import { logIn } from '../access/log-in.js';
import { LIFETIME_MS } from '../access/sessions.js';
import type { Login, Session } from '../contract.js';
import { answers } from '../schema/problem-schema.js';
import { loginSchema, sessionSchema } from '../schema/session-schema.js';
import { isEncrypted } from '../secure-context.js';

/** Who asks, and what they may do. */
export function sessionRoutes(api: FastifyInstance, control: AccessControl): void {
  api.get(
    '/api/v1/session',
    {
      schema: {
        operationId: 'getSession',
        summary: 'who asks, and what they may do',
        tags: ['access'],
        response: answers(sessionSchema.ref, 401),
      },
    },
    ({ caller }): Session => {
      const { role, user, isTokenNeeded } = caller;
      if (role === null) throw loginNeeded();
      return { role, user, isTokenNeeded };
    },
  );

  api.post<{ Body: Login }>(
    '/api/v1/session',
    {
      bodyLimit: 8_192,
      schema: {
        operationId: 'logIn',
        summary: 'log in by the token, or as a user: answered with a cookie',
        tags: ['access'],
        body: loginSchema.ref,
        response: answers(sessionSchema.ref, 400, 401, 429, 503),
      },
    },
    async (request, reply): Promise<Session> => {
      const id = await logIn(control, request, request.body);
      const user = 'user' in request.body ? request.body.user : null;
      const role = user === null ? 'editor' : (control.rules.users.get(user)?.role ?? 'viewer');
      reply.setCookie(control.cookieName, id, { ...cookieOptions(request), maxAge: LIFETIME_MS / 1000 });
      return { role, user, isTokenNeeded: true };
    },
  );

  api.delete(
    '/api/v1/session',
    {
      schema: {
        operationId: 'logOut',
        summary: 'log out',
        tags: ['access'],
        response: { 204: { description: 'logged out', type: 'null' } },
      },
    },
    (request, reply) => {
      const id = request.cookies[control.cookieName];
      if (id !== undefined) control.sessions.end(id);
      return reply.clearCookie(control.cookieName, cookieOptions(request)).code(204).send();
    },
  );
}

function cookieOptions(request: FastifyRequest) {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure: isEncrypted(request) } as const;
}
