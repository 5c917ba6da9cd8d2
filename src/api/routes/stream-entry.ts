import type { FastifyInstance } from 'fastify';
import type { NotRead } from '../../config/masked/configuration-desk.js';
import type { EntryOfFile } from '../../config/masked/stream-entry.js';
import { noSuchStream } from '../api-problem.js';
import { changeOutcome, changeProblem } from '../change-outcome.js';
import type { StreamChange, StreamEntry } from '../contract.js';
import {
  changedConfigurationSchema,
  DRY_RUN_QUERY,
  type DryRunQuery,
  REMOVAL_QUERY,
  type RemovalQuery,
  streamChangeSchema,
  streamEntrySchema,
} from '../schema/configuration-schema.js';
import { answers } from '../schema/problem-schema.js';
import { NAME_PARAMS, type NameParams } from '../schema/stream-name.js';
import type { ConfigurationFileAccess, ConfigurationSource } from './configuration.js';

/** One stream of the files. */
export function streamEntryRoutes(api: FastifyInstance, source: EntrySource): void {
  api.get<{ Params: NameParams }>(
    '/api/v1/streams/:name/entry',
    {
      schema: {
        operationId: 'getStreamEntry',
        summary: 'the lines of a stream in its file, credentials as placeholders',
        tags: ['configuration'],
        params: NAME_PARAMS,
        response: answers(streamEntrySchema.ref, 404, 409),
      },
    },
    ({ params: { name } }): StreamEntry => {
      const entry = source.configuration.entry(name);
      if (entry === null) throw noSuchStream();
      if ('ok' in entry) throw changeProblem(entry);
      const { hash, ...rest } = entry;
      return { name, baseHash: hash, ...rest };
    },
  );

  api.put<{ Params: NameParams; Body: StreamChange; Querystring: DryRunQuery }>(
    '/api/v1/streams/:name',
    {
      schema: {
        operationId: 'putStream',
        summary: 'add a stream to the file, or change keys of one; comments, order and quoting stay',
        description:
          'A key that is left out stays as it is, null takes it out. A new stream goes to the file that is named, or the first with streams. With dryRun nothing is written.',
        tags: ['configuration'],
        params: NAME_PARAMS,
        body: streamChangeSchema.ref,
        querystring: DRY_RUN_QUERY,
        response: answers(changedConfigurationSchema.ref, 400, 403, 409, 422),
      },
    },
    ({ params: { name }, body: { baseHash, stream, file }, query }) => {
      const dryRun = query.dryRun === 'true';
      const change = { kind: 'stream', name, stream, file } as const;
      return carriedOut(source, source.configuration.change(change, baseHash, { dryRun }), dryRun);
    },
  );

  api.delete<{ Params: NameParams; Querystring: RemovalQuery }>(
    '/api/v1/streams/:name',
    {
      schema: {
        operationId: 'deleteStream',
        summary: 'take a stream out of the file, with its comments',
        tags: ['configuration'],
        params: NAME_PARAMS,
        querystring: REMOVAL_QUERY,
        response: answers(changedConfigurationSchema.ref, 400, 403, 404, 409, 422),
      },
    },
    ({ params: { name }, query: { baseHash, ...query } }) => {
      const dryRun = query.dryRun === 'true';
      const change = { kind: 'remove', name } as const;
      return carriedOut(source, source.configuration.change(change, baseHash, { dryRun }), dryRun);
    },
  );
}

export interface EntrySource extends ConfigurationSource {
  readonly configuration: ConfigurationFileAccess & {
    /** Null when there is no such stream in the file. */
    entry(name: string): EntryOfFile | NotRead | null;
  };
}

function carriedOut(
  source: EntrySource,
  changed: Parameters<typeof changeOutcome>[0],
  dryRun: boolean,
): ReturnType<typeof changeOutcome> {
  const outcome = changeOutcome(changed);
  if (!dryRun) source.look();
  return outcome;
}
