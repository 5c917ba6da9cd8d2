import type { FastifyInstance } from 'fastify';
import type { RouterStatus } from '../../status/router-status.js';
import { noSuchStream } from '../api-problem.js';
import { answers } from '../schema/problem-schema.js';
import { routerStatusSchema } from '../schema/router-status-schema.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';
import { streamStatusSchema } from '../schema/stream-status-schema.js';

/** What there is, now. */
export function streamRoutes(api: FastifyInstance, source: StatusSource): void {
  api.get(
    '/api/v1/streams',
    {
      schema: {
        operationId: 'getStatus',
        summary: 'the router and all streams',
        tags: ['streams'],
        response: answers(routerStatusSchema.ref),
      },
    },
    () => source.status(),
  );
  api.get<{ Params: NameParams }>(
    '/api/v1/streams/:name',
    {
      schema: {
        operationId: 'getStream',
        summary: 'one stream',
        tags: ['streams'],
        params: NAME_PARAMS,
        response: answers(streamStatusSchema.ref, 404),
      },
    },
    ({ params }) => {
      const stream = source.status().streams.find(({ name }) => name === params.name);
      if (stream === undefined) throw noSuchStream();
      return stream;
    },
  );
}

export interface StatusSource {
  status(): RouterStatus;
}
