import type { FastifyInstance } from 'fastify';
import type { Session } from '../contract.js';
import { answers } from '../schema/problem-schema.js';
import { sessionSchema } from '../schema/session-schema.js';

/** Who asks, and what they may do. */
export function sessionRoutes(api: FastifyInstance): void {
  api.get(
    '/api/v1/session',
    {
      schema: {
        operationId: 'getSession',
        summary: 'who asks, and what they may do',
        tags: ['access'],
        response: answers(sessionSchema.ref),
      },
    },
    (): Session => ({ role: 'editor', user: null, isTokenNeeded: false }),
  );
}
