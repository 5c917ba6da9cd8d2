import type { FastifyInstance } from 'fastify';
import { type KeptLog, LOG_CURSOR_PATTERN, type StreamRun, streamLog } from '../../state/stream-run.js';
import type { RouterStatus } from '../../status/router-status.js';
import { noSuchStream } from '../api-problem.js';
import { EventStream } from '../event-stream.js';
import { AFTER_QUERY, keptLogSchema } from '../schema/log-schema.js';
import { answers, eventAnswers } from '../schema/problem-schema.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';

/** What is kept of the runs of a stream, once or as it comes. */
export function logRoutes(api: FastifyInstance, source: LogSource): void {
  api.get<{ Params: NameParams; Querystring: { after?: string } }>(
    '/api/v1/streams/:name/logs',
    {
      schema: {
        operationId: 'getLog',
        summary: 'what is kept of the runs of a stream; with a cursor what came after it',
        tags: ['logs'],
        params: NAME_PARAMS,
        querystring: AFTER_QUERY,
        response: answers(keptLogSchema.ref, 400, 404),
      },
    },
    ({ params, query }) => logOf(source, params.name, query.after ?? null),
  );

  api.get<{ Params: NameParams; Querystring: { after?: string } }>(
    '/api/v1/streams/:name/logs/events',
    {
      schema: {
        operationId: 'followLog',
        summary: 'the same as server-sent events, and then what comes',
        description:
          'Event "log" has as data what came since the one before; its id is the cursor, so that a reader that connects again goes on where it stopped.',
        tags: ['logs'],
        params: NAME_PARAMS,
        querystring: AFTER_QUERY,
        response: eventAnswers(keptLogSchema.ref, 400, 404, 503),
      },
    },
    (request, reply) => {
      const { name } = request.params;
      const after = cursorOf(request.headers['last-event-id']) ?? request.query.after ?? null;
      const first = logOf(source, name, after);
      const events = new EventStream(request, reply);
      follow(events, first, (cursor) => {
        const runs = source.logs(name, cursor);
        return runs.length === 0 ? null : streamLog(name, runs, cursor);
      });
    },
  );
}

export interface LogSource {
  status(): RouterStatus;
  /** What is kept of the runs of a stream, oldest first; with a cursor what came after it. Nothing for a name that is not known. */
  logs(name: string, after: string | null): readonly StreamRun[];
}

function logOf(source: LogSource, name: string, after: string | null): KeptLog {
  const runs = source.logs(name, after);
  // A stream that was removed keeps its log for a while.
  const isKnown = runs.length > 0 || source.status().streams.some((stream) => stream.name === name);
  if (isKnown || source.logs(name, null).length > 0) return streamLog(name, runs, after);
  throw noSuchStream();
}

/** What is written meanwhile waits in its files while the reader is slow. */
function follow(events: EventStream, first: KeptLog, next: (cursor: string | null) => KeptLog | null): void {
  let { cursor } = first;
  events.send('log', JSON.stringify(first), cursor);
  const timer = setInterval(() => {
    if (events.isBehind) return;
    const log = next(cursor);
    if (log === null) return;
    cursor = log.cursor;
    events.send('log', JSON.stringify(log), cursor);
  }, LOOK_EVERY_MS);
  events.onClose(() => clearInterval(timer));
}

const LOOK_EVERY_MS = 500;

/** What a browser sends when it connects again; anything else is none. */
function cursorOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && CURSOR.test(header) ? header : null;
}

const CURSOR = new RegExp(LOG_CURSOR_PATTERN);
