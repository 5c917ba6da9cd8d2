import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiProblem, noSuchStream } from '../api-problem.js';
import { answers } from '../schema/problem-schema.js';
import { object, word } from '../schema/schema-of.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';

/** Pictures of a stream, made elsewhere: what is answered there is only passed on. */
export function pictureRoutes(api: FastifyInstance, source: PictureSource): void {
  api.get<{ Params: NameParams }>(
    '/api/v1/streams/:name/still.mp4',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'getStill',
        summary: 'the last key frame of a stream, as fragmented MP4',
        description: 'Its ETag changes with the picture. Content-Type names the codec.',
        tags: ['pictures'],
        params: NAME_PARAMS,
        response: answers(MP4, ...FAILURES),
      },
    },
    ({ params, headers }, reply) => pass(source, params.name, '/still.mp4', headers, reply),
  );
  api.get<{ Params: NameParams; Querystring: { audio?: 'on' | 'off' } }>(
    '/api/v1/streams/:name/live.mp4',
    {
      // It would never end.
      exposeHeadRoute: false,
      schema: {
        operationId: 'watchStream',
        summary: 'a stream as it comes, as endless fragmented MP4 for MediaSource',
        description:
          'It begins with the present picture. Content-Type names the codecs; sound is there when it is AAC or Opus. When the parameters of the codec change, another initialisation segment comes in between. It ends with the stream.',
        tags: ['pictures'],
        params: NAME_PARAMS,
        querystring: object({ audio: Type.Optional(word(['on', 'off'])) }),
        response: answers(MP4, 400, ...FAILURES),
      },
    },
    ({ params, query, headers }, reply) =>
      pass(source, params.name, `/live.mp4?audio=${query.audio ?? 'on'}`, headers, reply),
  );
}

export interface PictureSource {
  /** What is answered at `path` of the program for pictures, or why there is nothing. */
  picture(
    name: string,
    asked: { readonly path: string; readonly ifNoneMatch: string | null; readonly signal: AbortSignal },
  ): Promise<
    | { readonly kind: 'answer'; readonly response: IncomingMessage }
    | { readonly kind: 'no such stream' | 'not running' }
    | { readonly kind: 'unavailable'; readonly why: string }
  >;
}

const MP4 = {
  description: 'fragmented MP4',
  content: { 'video/mp4': { schema: Type.String({ format: 'binary' }) } },
};
const FAILURES = [404, 415, 502, 503, 504];

async function pass(
  source: PictureSource,
  name: string,
  path: string,
  headers: IncomingHttpHeaders,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const asked = { path, ifNoneMatch: headers['if-none-match'] ?? null, signal: gone.signal };
  const answer = await source.picture(name, asked);
  switch (answer.kind) {
    case 'no such stream':
      throw noSuchStream();
    case 'not running':
      throw new ApiProblem(404, 'The stream does not run, so there is no picture.', { code: 'not-running' });
    case 'unavailable':
      throw new ApiProblem(503, answer.why, { code: 'busy' });
    case 'answer':
      break;
  }
  const { response } = answer;
  reply.raw.socket?.setNoDelay(true);
  // nginx would gather what is to be seen at once.
  reply.code(response.statusCode ?? 502).header('x-accel-buffering', 'no');
  for (const header of PASSED_ON) {
    const value = response.headers[header];
    if (value !== undefined) reply.header(header, value);
  }
  return reply.send(response);
}

const PASSED_ON = ['content-type', 'content-length', 'etag', 'retry-after'] as const;
