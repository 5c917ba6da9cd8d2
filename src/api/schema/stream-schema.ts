import { Type } from '@sinclair/typebox';
import type { PastPhase, ProbedTrack, ProbeRequest, ProbeResult, StreamHistory } from '../contract.js';
import { COUNT, list, named, nullable, object, TEXT, TIME, word } from './schema-of.js';
import { phaseSchema, reasonSchema } from './stream-status-schema.js';

const pastPhaseSchema = named<PastPhase>()(
  'PastPhase',
  object({ phase: phaseSchema.ref, reason: reasonSchema.ref, since: TIME, until: nullable(TIME) }),
);

export const streamHistorySchema = named<StreamHistory>()(
  'StreamHistory',
  object({ name: TEXT, knownSince: TIME, phases: list(pastPhaseSchema.ref) }),
);

const probedTrackSchema = named<ProbedTrack>()(
  'ProbedTrack',
  object({
    kind: word(['video', 'audio']),
    codec: TEXT,
    width: Type.Optional(COUNT),
    height: Type.Optional(COUNT),
    fps: Type.Optional(Type.Number()),
    sampleRate: Type.Optional(COUNT),
    channels: Type.Optional(COUNT),
  }),
);

export const probeRequestSchema = named<ProbeRequest>()(
  'ProbeRequest',
  object({
    source: Type.Optional(Type.String({ maxLength: 4_096 })),
    name: Type.Optional(Type.String({ maxLength: 512 })),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 60_000 })),
  }),
);

export const probeResultSchema = named<ProbeResult>()(
  'ProbeResult',
  Type.Union([
    object({ ok: Type.Literal(true), tracks: list(probedTrackSchema.ref), tookMs: COUNT }),
    object({
      ok: Type.Literal(false),
      reason: reasonSchema.ref,
      message: TEXT,
      remedy: TEXT,
      tookMs: COUNT,
    }),
  ]),
);

export const STREAM_ACTION_SCHEMAS = [
  pastPhaseSchema,
  streamHistorySchema,
  probedTrackSchema,
  probeRequestSchema,
  probeResultSchema,
];
