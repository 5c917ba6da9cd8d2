import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { FileChange } from '../../config/masked/changed-text.js';
import type { ChangedFile, ReadFiles } from '../../config/masked/configuration-desk.js';
import type { RouterStatus } from '../../status/router-status.js';
import { changeOutcome, changeProblem } from '../change-outcome.js';
import type { ConfigurationChange, ConfigurationText, TriedConfiguration } from '../contract.js';
import {
  changedConfigurationSchema,
  configurationChangeSchema,
  configurationTextSchema,
  DRY_RUN_QUERY,
  type DryRunQuery,
  triedConfigurationSchema,
} from '../schema/configuration-schema.js';
import { answers } from '../schema/problem-schema.js';

/** The files as a whole. */
export function configurationRoutes(api: FastifyInstance, source: ConfigurationSource): void {
  api.get(
    '/api/v1/config',
    {
      schema: {
        operationId: 'getConfiguration',
        summary: 'the files as texts, credentials as placeholders, and what is wrong with them',
        tags: ['configuration'],
        response: answers(configurationTextSchema.ref),
      },
    },
    () => configurationText(source.configuration.read(), source.status()),
  );

  api.put<{ Body: ConfigurationChange; Querystring: DryRunQuery }>(
    '/api/v1/config',
    {
      bodyLimit: MAX_TEXT_BYTES,
      schema: {
        operationId: 'putConfiguration',
        summary: 'replace the text of a file',
        description:
          'Credentials are put back for their placeholders. A text that is not valid is not written. With dryRun nothing is written: the answer says what would change and what is wrong.',
        tags: ['configuration'],
        body: configurationChangeSchema.ref,
        querystring: DRY_RUN_QUERY,
        response: answers(
          Type.Union([changedConfigurationSchema.ref, triedConfigurationSchema.ref]),
          ...[400, 403, 409, 413, 422],
        ),
      },
    },
    ({ body, query }) => {
      const change = { kind: 'text', text: body.text, file: body.file } as const;
      if (query.dryRun === 'true')
        return tried(source.configuration.change(change, body.baseHash, { dryRun: true }));
      const outcome = changeOutcome(source.configuration.change(change, body.baseHash));
      source.look();
      return outcome;
    },
  );
}

export interface ConfigurationSource {
  status(): RouterStatus;
  readonly configuration: ConfigurationFileAccess;
  /** Takes the file up as it is now. */
  look(): void;
}

export interface ConfigurationFileAccess {
  read(): ReadFiles;
  change(change: FileChange, baseHash: string, options?: { readonly dryRun?: boolean }): ChangedFile;
}

/** A file of 10,000 streams has a tenth of it. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

function configurationText(
  { files, hash, profiles, diagnostics }: ReadFiles,
  { configuration }: RouterStatus,
): ConfigurationText {
  const since = configuration.problem?.since ?? new Date().toISOString();
  const told = files.map(({ masked, readOnlyReason, ...file }) => {
    return { ...file, text: masked, isWritable: readOnlyReason === null, readOnlyReason };
  });
  const { text = '', isWritable = true, readOnlyReason = null } = told[0] ?? {};
  return {
    file: configuration.file,
    text,
    hash,
    liveHash: configuration.liveHash,
    isWritable,
    readOnlyReason,
    files: told,
    profiles,
    problem: diagnostics.length === 0 ? null : { since, diagnostics },
  };
}

/** What is wrong with a text that was only tried is what was asked for. */
function tried(changed: ChangedFile): TriedConfiguration {
  if (changed.ok) return { file: changed.file, hash: changed.hash, diff: changed.diff, diagnostics: [] };
  if (changed.reason !== 'invalid') throw changeProblem(changed);
  const { file, hash, diff, diagnostics } = changed;
  return { file, hash, diff, diagnostics };
}
