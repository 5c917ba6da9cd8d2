import { Type } from '@sinclair/typebox';
import type { Problem, ProblemCode } from '../contract.js';
import { diagnosticSchema } from './router-status-schema.js';
import { list, named, object, TEXT, word } from './schema-of.js';

const CODES = {
  'invalid-request': true,
  'not-found': true,
  stale: true,
  'read-only': true,
  'invalid-configuration': true,
  'misplaced-secret': true,
  'edit-refused': true,
  'login-needed': true,
  'not-allowed': true,
  'foreign-origin': true,
  'unknown-host': true,
  'too-many-attempts': true,
  busy: true,
  'not-running': true,
  'no-video': true,
  'not-playable': true,
  'server-unreachable': true,
  'server-refused': true,
  'no-key-frame': true,
  internal: true,
} satisfies Record<ProblemCode, true>;

export const problemSchema = named<Problem>()(
  'Problem',
  object(
    {
      type: TEXT,
      title: TEXT,
      status: Type.Integer(),
      detail: TEXT,
      remedy: Type.Optional(TEXT),
      code: Type.Optional(word(Object.keys(CODES) as ProblemCode[])),
      diagnostics: Type.Optional(list(diagnosticSchema.ref)),
      fields: Type.Optional(Type.Record(Type.String(), Type.String())),
      hash: Type.Optional(TEXT),
    },
    'RFC 9457',
  ),
);

/** Schemas of answers: one for success, the problem for each failure. */
export function answers(success: object, ...failures: readonly number[]): Record<number, unknown> {
  return { 200: success, ...Object.fromEntries(failures.map((status) => [status, A_PROBLEM])) };
}

/** The same where the answer goes on as server-sent events, with `data` in each. */
export function eventAnswers(data: object, ...failures: readonly number[]): Record<number, unknown> {
  const events = { description: 'events', content: { 'text/event-stream': { schema: data } } };
  return answers(events, ...failures);
}

/** RFC 9457. */
export const PROBLEM = 'application/problem+json';

const A_PROBLEM = { description: 'a problem', content: { [PROBLEM]: { schema: problemSchema.ref } } };
