import { type Static, Type } from '@sinclair/typebox';
import type {
  ChangedConfiguration,
  ConfigurationChange,
  ConfigurationFileText,
  ConfigurationText,
  DiffLine,
  StreamChange,
  StreamEntry,
  StreamKeys,
  TriedConfiguration,
} from '../contract.js';
import { diagnosticSchema } from './router-status-schema.js';
import { COUNT, list, named, nullable, object, TEXT, TIME, word } from './schema-of.js';

const KEYS = Type.Unsafe<StreamKeys>(Type.Record(Type.String(), Type.Unknown()));
const BASE_HASH = Type.String({
  pattern: '^[0-9a-f]{16}$',
  description: 'of the content that it was made from',
});
const LINE = nullable(Type.Integer({ minimum: 1 }));

const diffLineSchema = named<DiffLine>()(
  'DiffLine',
  object({ kind: word(['same', 'removed', 'added', 'gap']), oldLine: LINE, newLine: LINE, text: TEXT }),
);

const configurationFileTextSchema = named<ConfigurationFileText>()(
  'ConfigurationFileText',
  object({
    file: TEXT,
    text: TEXT,
    hash: TEXT,
    isWritable: Type.Boolean(),
    readOnlyReason: nullable(TEXT),
  }),
);

export const configurationTextSchema = named<ConfigurationText>()(
  'ConfigurationText',
  object({
    file: TEXT,
    text: TEXT,
    hash: nullable(TEXT),
    liveHash: nullable(TEXT),
    isWritable: Type.Boolean(),
    readOnlyReason: nullable(TEXT),
    files: list(configurationFileTextSchema.ref),
    profiles: list(TEXT),
    problem: nullable(object({ since: TIME, diagnostics: list(diagnosticSchema.ref) })),
  }),
);

export const configurationChangeSchema = named<ConfigurationChange>()(
  'ConfigurationChange',
  object({ text: TEXT, file: Type.Optional(TEXT), baseHash: BASE_HASH }),
);

const CHANGED = { file: TEXT, hash: TEXT, diff: list(diffLineSchema.ref) };

export const changedConfigurationSchema = named<ChangedConfiguration>()(
  'ChangedConfiguration',
  object(CHANGED),
);

export const triedConfigurationSchema = named<TriedConfiguration>()(
  'TriedConfiguration',
  object({ ...CHANGED, diagnostics: list(diagnosticSchema.ref) }),
);

export const streamChangeSchema = named<StreamChange>()(
  'StreamChange',
  object({ baseHash: BASE_HASH, file: Type.Optional(TEXT), stream: KEYS }),
);

export const streamEntrySchema = named<StreamEntry>()(
  'StreamEntry',
  object({
    name: TEXT,
    file: TEXT,
    baseHash: TEXT,
    line: COUNT,
    endLine: COUNT,
    text: TEXT,
    stream: KEYS,
    profiles: list(TEXT),
    readOnlyReason: nullable(TEXT),
  }),
);

export const CONFIGURATION_SCHEMAS = [
  diffLineSchema,
  configurationFileTextSchema,
  configurationTextSchema,
  configurationChangeSchema,
  changedConfigurationSchema,
  triedConfigurationSchema,
  streamChangeSchema,
  streamEntrySchema,
];

export const DRY_RUN_QUERY = object({
  dryRun: Type.Optional(word(['true', 'false'])),
});
export type DryRunQuery = Static<typeof DRY_RUN_QUERY>;

export const REMOVAL_QUERY = object({ dryRun: Type.Optional(word(['true', 'false'])), baseHash: BASE_HASH });
export type RemovalQuery = Static<typeof REMOVAL_QUERY>;
