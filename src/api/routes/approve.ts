import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { ApiProblem } from '../api-problem.js';
import { answers } from '../schema/problem-schema.js';
import { object, TEXT } from '../schema/schema-of.js';

/** Lets pass what the guard holds back. */
export function approveRoutes(api: FastifyInstance, source: Approvable): void {
  api.post<{ Body: { hash: string } }>(
    '/api/v1/config/approve',
    {
      schema: {
        operationId: 'approveConfiguration',
        summary: 'let a content of the file pass that is held back since it would stop many streams',
        tags: ['configuration'],
        body: object({ hash: Type.String({ description: '`held.hash` of the status', maxLength: 64 }) }),
        response: answers(object({ approved: TEXT }), 400, 403, 409),
      },
    },
    ({ body: { hash } }) => {
      if (source.approve(hash)) return { approved: hash };
      throw new ApiProblem(409, 'No such content is held back.', {
        code: 'stale',
        remedy: 'Look at the status: the file was changed again, or somebody else has approved it.',
      });
    },
  );
}

export interface Approvable {
  /** False when no content with this hash is held back. */
  approve(hash: string): boolean;
}
