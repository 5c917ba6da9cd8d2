import type { FastifyInstance } from 'fastify';

/** The description of the API for programs. */
export function openApiRoutes(api: FastifyInstance): void {
  let document: string | undefined;
  api.get('/api/v1/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(api.swagger());
    return reply.type('application/json').send(document);
  });
}
