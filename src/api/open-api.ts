import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

/** What the OpenAPI document says beside what the routes say of themselves. */
export const OPEN_API: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'KazStreamLink',
      version: '1',
      description: 'What docs/api.md tells with examples. Every failure is a problem (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
  },
  refResolver: {
    buildLocalReference: (schema, _base, _fragment, index) =>
      typeof schema['$id'] === 'string' ? schema['$id'] : `schema-${index}`,
  },
};
