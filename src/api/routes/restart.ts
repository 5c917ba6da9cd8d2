import type { FastifyInstance } from 'fastify';
import { ApiProblem } from '../api-problem.js';
import { answers } from '../schema/problem-schema.js';
import { object, TEXT } from '../schema/schema-of.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';

export function restartRoutes(api: FastifyInstance, source: Restarter): void {
  api.post<{ Params: NameParams }>(
    '/api/v1/streams/:name/restart',
    {
      schema: {
        operationId: 'restartStream',
        summary: "put another process in the place of a stream's own, or end its back-off",
        tags: ['streams'],
        params: NAME_PARAMS,
        response: answers(object({ restarted: TEXT }), 403, 404),
      },
    },
    ({ params }) => {
      if (source.restart(params.name)) return { restarted: params.name };
      throw new ApiProblem(404, 'There is no such stream, or nothing was started for it yet.', {
        code: 'not-found',
      });
    },
  );
}

export interface Restarter {
  /** Ends a stream's process so that it is started anew, or ends its back-off; false when nothing was ever started for it. */
  restart(name: string): boolean;
}
