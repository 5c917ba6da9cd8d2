import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { answers } from '../schema/problem-schema.js';
import { object } from '../schema/schema-of.js';

export function reconcileRoutes(api: FastifyInstance, source: Reconcilable): void {
  api.post(
    '/api/v1/reconcile',
    {
      schema: {
        operationId: 'reconcile',
        summary: 'look at the file and at all that runs now, instead of when a change is noticed',
        tags: ['configuration'],
        response: answers(object({ reconciling: Type.Literal(true) }), 403),
      },
    },
    () => {
      source.look();
      return { reconciling: true };
    },
  );
}

export interface Reconcilable {
  /** Takes the file up as it is now, and decides anew. */
  look(): void;
}
