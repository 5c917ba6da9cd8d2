import { Type } from '@sinclair/typebox';
import {
  type KeptLog,
  LOG_CURSOR_PATTERN,
  type RunEnd,
  type RunLine,
  type StreamRun,
} from '../../state/stream-run.js';
import { COUNT, list, named, nullable, object, TEXT, TIME, word } from './schema-of.js';
import { reasonSchema } from './stream-status-schema.js';

const lineSchema = named<RunLine>()(
  'RunLine',
  object({ seq: COUNT, at: TIME, from: word(['ffmpeg', 'router']), text: TEXT }),
);

const endSchema = named<RunEnd>()(
  'RunEnd',
  object({
    seq: COUNT,
    at: TIME,
    exitCode: nullable(Type.Integer()),
    signal: nullable(TEXT),
    reason: nullable(reasonSchema.ref),
    evidence: nullable(TEXT),
    uptimeMs: Type.Number(),
    nextTryAt: nullable(TIME),
  }),
);

const runSchema = named<StreamRun>()(
  'StreamRun',
  object({
    id: TEXT,
    startedAt: TIME,
    pid: nullable(COUNT),
    command: nullable(TEXT),
    cause: nullable(TEXT),
    source: nullable(TEXT),
    lines: list(lineSchema.ref),
    end: nullable(endSchema.ref),
  }),
);

export const keptLogSchema = named<KeptLog>()(
  'KeptLog',
  object({ name: TEXT, cursor: nullable(TEXT), runs: list(runSchema.ref) }),
);

export const LOG_SCHEMAS = [lineSchema, endSchema, runSchema, keptLogSchema];

/** What came after a cursor. */
export const AFTER_QUERY = object({ after: Type.Optional(Type.String({ pattern: LOG_CURSOR_PATTERN })) });
