import type { FastifyInstance } from 'fastify';

/** For Prometheus. */
export function metricsRoutes(api: FastifyInstance, source: MetricsSource): void {
  api.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'metrics for Prometheus, in its text format',
        tags: ['health'],
        response: {
          200: { description: 'metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
      serializerCompiler: () => String,
    },
    async (_request, reply) => {
      const { contentType, text } = await source.metrics();
      return reply.type(contentType).send(text);
    },
  );
}

export interface MetricsSource {
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}
