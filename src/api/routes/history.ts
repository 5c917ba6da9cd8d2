import type { FastifyInstance } from 'fastify';
import type { PhaseRecord } from '../../status/phase-history.js';
import { noSuchStream } from '../api-problem.js';
import type { StreamHistory } from '../contract.js';
import { answers } from '../schema/problem-schema.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';
import { streamHistorySchema } from '../schema/stream-schema.js';

/** What a stream went through. */
export function historyRoutes(api: FastifyInstance, source: HistorySource): void {
  api.get<{ Params: NameParams }>(
    '/api/v1/streams/:name/history',
    {
      schema: {
        operationId: 'getHistory',
        summary: 'the phases of a stream in the last hours, since this router runs',
        tags: ['streams'],
        params: NAME_PARAMS,
        response: answers(streamHistorySchema.ref, 404),
      },
    },
    ({ params: { name } }): StreamHistory => {
      const records = source.history(name);
      const [first] = records;
      if (first === undefined) throw noSuchStream();
      const phases = records.map(({ phase, reason, sinceMs }, index) => {
        const next = records[index + 1];
        return {
          phase,
          reason,
          since: isoTime(sinceMs),
          until: next === undefined ? null : isoTime(next.sinceMs),
        };
      });
      return { name, knownSince: isoTime(first.sinceMs), phases };
    },
  );
}

export interface HistorySource {
  /** Oldest first; empty for a stream that is not known. */
  history(name: string): readonly PhaseRecord[];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
