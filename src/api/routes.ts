import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { LOG_CURSOR_PATTERN, type StreamRun, streamLog } from '../state/stream-run.js';
import type { RouterStatus } from '../status/router-status.js';

/** The API. Over TCP it only reads; credentials are in nothing that it answers. */
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

  api.get<{ Params: { name: string }; Querystring: { after?: string } }>(
    '/api/v1/streams/:name/logs',
    { schema: { querystring: LOGS_QUERY } },
    (request, reply) => {
      const { name } = request.params;
      const after = request.query.after ?? null;
      const runs = source.logs(name, after);
      // A stream that was removed keeps its log for a while.
      const isKnown = runs.length > 0 || source.status().streams.some((stream) => stream.name === name);
      if (isKnown || source.logs(name, null).length > 0) return streamLog(name, runs, after);
      return reply.code(404).type(PROBLEM).send(problem(404, 'There is no stream of this name.'));
    },
  );

  api.post<{ Params: { name: string } }>('/api/v1/streams/:name/restart', (request, reply) => {
    // Without a token only who may use the socket in the state folder changes anything.
    if (request.raw.socket.remoteAddress !== undefined) {
      return reply.code(403).type(PROBLEM).send(problem(403, 'Only on the socket of the state folder.'));
    }
    if (source.restart(request.params.name)) return { restarted: request.params.name };
    return reply
      .code(404)
      .type(PROBLEM)
      .send(problem(404, 'There is no such stream, or nothing was started for it yet.'));
  });

  // The loop lives: whether sources are up is no business of a supervisor that would restart the router.
  api.get('/healthz', (_request, reply) =>
    answer(reply, source.isAlive(), 'the reconcile loop stands still'),
  );

  api.get('/readyz', (_request, reply) => answer(reply, source.isReady(), 'no valid configuration is live'));

  api.setNotFoundHandler((_request, reply) =>
    reply.code(404).type(PROBLEM).send(problem(404, 'There is nothing here.')),
  );
  api.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    // What went wrong inside is no business of whoever asks.
    const detail = status < 500 ? error.message : 'The router could not answer.';
    return reply.code(status).type(PROBLEM).send(problem(status, detail));
  });
  return api;
}

export interface ApiSource {
  status(): RouterStatus;
  /** What is kept of the runs of a stream, oldest first; with a cursor what came after it. Nothing for a name that is not known. */
  logs(name: string, after: string | null): readonly StreamRun[];
  /** Ends a stream's process so that it is started anew, or ends its back-off; false when nothing was ever started for it. */
  restart(name: string): boolean;
  isAlive(): boolean;
  isReady(): boolean;
}

const LOGS_QUERY = {
  type: 'object',
  properties: { after: { type: 'string', pattern: LOG_CURSOR_PATTERN } },
} as const;

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
