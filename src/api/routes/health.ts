import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { object, TEXT, word } from '../schema/schema-of.js';

/** Whether the router lives, and whether it has something to do, for whoever supervises it. */
export function healthRoutes(api: FastifyInstance, health: Health): void {
  // The loop lives: whether sources are up is no business of a supervisor that would restart the router.
  api.get('/healthz', { schema: schema('isAlive', 'the reconcile loop lives') }, (_request, reply) =>
    answer(reply, health.isAlive(), 'the reconcile loop stands still'),
  );
  api.get('/readyz', { schema: schema('isReady', 'a valid configuration is live') }, (_request, reply) =>
    answer(reply, health.isReady(), 'no valid configuration is live'),
  );
}

export interface Health {
  isAlive(): boolean;
  isReady(): boolean;
}

const ANSWER = object({ status: word(['ok', 'unavailable']), reason: Type.Optional(TEXT) });

function schema(operationId: string, summary: string) {
  return { operationId, summary, tags: ['health'], response: { 200: ANSWER, 503: ANSWER } };
}

function answer(reply: FastifyReply, ok: boolean, reason: string): FastifyReply {
  return ok
    ? reply.code(200).send({ status: 'ok' })
    : reply.code(503).send({ status: 'unavailable', reason });
}
