import { type FastifyInstance, fastify } from 'fastify';
import type { RouterStatus } from '../status/router-status.js';

/** The API. It only reads; credentials are in nothing that it answers. */
export function createApi(source: ApiSource): FastifyInstance {
  const api = fastify({ logger: false });

  // Until there is a page, the root shows what there is to see.
  api.get('/', (_request, reply) => reply.redirect('/api/v1/streams'));

  api.get('/api/v1/streams', () => source.status());

  api.get<{ Params: { name: string } }>('/api/v1/streams/:name', (request, reply) => {
    const { name } = request.params;
    const stream = source.status().streams.find((candidate) => candidate.name === name);
    if (stream !== undefined) return stream;
    return reply.code(404).type(PROBLEM).send(problem(404, 'There is no stream of this name.'));
  });

  // The loop lives: whether sources are up is no business of a supervisor that would restart the router.
  api.get('/healthz', (_request, reply) =>
    answer(reply, source.isAlive(), 'the reconcile loop stands still'),
  );

  api.get('/readyz', (_request, reply) => answer(reply, source.isReady(), 'no valid configuration is live'));

  api.setNotFoundHandler((_request, reply) =>
    reply.code(404).type(PROBLEM).send(problem(404, 'There is nothing here.')),
  );
  return api;
}

export interface ApiSource {
  status(): RouterStatus;
  isAlive(): boolean;
  isReady(): boolean;
}

/** RFC 9457. */
const PROBLEM = 'application/problem+json';

function problem(status: number, detail: string) {
  return { type: 'about:blank', status, detail };
}

function answer(
  reply: { code(status: number): { send(body: unknown): unknown } },
  ok: boolean,
  why: string,
): unknown {
  return ok
    ? reply.code(200).send({ status: 'ok' })
    : reply.code(503).send({ status: 'unavailable', reason: why });
}
