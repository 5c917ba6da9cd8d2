import type { FastifyReply, FastifyRequest } from 'fastify';
import { ANSWER_POLICY, cacheControlOf, PAGE_POLICY } from './page.js';
import { isSecureContext } from './secure-context.js';

/** Tells browsers how far to trust each other's pages with what is answered, and for how long to keep it. */
export function setAnswerHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
  reply.headers({
    'cache-control': cacheControlOf(request.url, reply.statusCode),
    'content-security-policy': isPage ? PAGE_POLICY : ANSWER_POLICY,
    ...(isSecureContext(request) ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
}
