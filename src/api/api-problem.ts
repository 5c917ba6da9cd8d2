import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply } from 'fastify';
import type { Problem } from './contract.js';
import { PROBLEM } from './schema/problem-schema.js';

/** Thrown by a route that does not carry a request out: a status code, a sentence, and what else a {@link Problem} tells. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    more: Omit<Problem, 'type' | 'title' | 'status' | 'detail'> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.headers = headers;
    this.problem = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, detail, ...more };
  }
}

export function noSuchStream(): ApiProblem {
  return new ApiProblem(404, 'There is no stream of this name.', { code: 'not-found' });
}

/** What went wrong inside is no business of whoever asks. */
export function problemOf(error: FastifyError | ApiProblem): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const status = error.statusCode ?? 500;
  if (status >= 500) return new ApiProblem(500, 'The router could not answer.', { code: 'internal' });
  return new ApiProblem(status, error.message, { code: 'invalid-request' });
}

export function sendProblem(reply: FastifyReply, { problem, headers }: ApiProblem): FastifyReply {
  return reply.code(problem.status).headers(headers).type(PROBLEM).send(JSON.stringify(problem));
}
