import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from './api-problem.js';

/**
 * Serves the built page, if it was built: its files, and index.html at each other address, since the page knows by itself what to do
 * with `/streams/NAME`. Without it the root shows what there is to see.
 */
export function servePage(api: FastifyInstance, folder: string | null): void {
  if (folder === null || !existsSync(join(folder, 'index.html'))) {
    api.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/api/v1/streams'));
    api.setNotFoundHandler(() => {
      throw nothingHere();
    });
    return;
  }
  // Its routes are the files that there are: none is looked for under a name that somebody sends.
  api.register(fastifyStatic, { root: folder, wildcard: false, cacheControl: false });
  api.setNotFoundHandler((request, reply) => {
    if (!isPageAddress(request)) throw nothingHere();
    return reply.sendFile('index.html');
  });
}

/** How long a browser may keep what it got: what Vite puts into /assets/ has a hash of its content in its name. */
export function cacheControlOf(url: string, status: number): string {
  return status === 200 && url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
}

/** Nothing but what the router itself serves, in no frame of another page. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'";

function isPageAddress({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !/^\/(?:api|assets)(?:[/?]|$)/.test(url);
}

function nothingHere(): ApiProblem {
  return new ApiProblem(404, 'There is nothing here.', { code: 'not-found' });
}
