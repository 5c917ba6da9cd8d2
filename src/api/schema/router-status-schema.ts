import { Type } from '@sinclair/typebox';
import type { Diagnostic, DiagnosticCode, Place } from '../../state/diagnostic.js';
import type { ConfigurationStatus, ListenerStatus, RouterStatus } from '../../status/router-status.js';
import type { StatusChange } from '../../status/status-change.js';
import { COUNT, list, named, nullable, object, TEXT, TEXTS, TIME, word } from './schema-of.js';
import { streamNumbersSchema, streamStatusSchema } from './stream-status-schema.js';

const placeSchema = named<Place>()(
  'Place',
  object({
    file: TEXT,
    line: Type.Integer({ minimum: 1 }),
    column: Type.Integer({ minimum: 1 }),
    length: Type.Integer({ minimum: 1 }),
  }),
);

const CODES = {
  'file-missing': true,
  'file-unreadable': true,
  'include-without-match': true,
  'empty-document': true,
  'yaml-syntax': true,
  'duplicate-key': true,
  'unknown-key': true,
  'missing-key': true,
  'wrong-type': true,
  'invalid-value': true,
  'refused-argument': true,
  'no-track': true,
  'unknown-profile': true,
  'plain-password': true,
  'unresolved-reference': true,
  'path-conflict': true,
  'pattern-conflict': true,
  'address-conflict': true,
  'listener-incomplete': true,
  'unusable-hash': true,
} satisfies Record<DiagnosticCode, true>;

export const diagnosticSchema = named<Diagnostic>()(
  'Diagnostic',
  object({
    code: word(Object.keys(CODES) as DiagnosticCode[]),
    severity: word(['error', 'warning']),
    message: TEXT,
    remedy: TEXT,
    place: placeSchema.ref,
    related: nullable(object({ message: TEXT, place: placeSchema.ref })),
  }),
);

const configurationStatusSchema = named<ConfigurationStatus>()(
  'ConfigurationStatus',
  object({
    file: TEXT,
    files: list(TEXT),
    liveHash: nullable(TEXT),
    alsoHashes: list(TEXT),
    revision: nullable(TEXT),
    generation: COUNT,
    liveSource: word(['file', 'last good']),
    warning: nullable(TEXT),
    patterns: list(
      object({
        name: TEXT,
        source: TEXT,
        path: TEXT,
        labels: TEXTS,
        specHash: TEXT,
        refused: list(object({ source: TEXT, message: TEXT, remedy: TEXT })),
      }),
    ),
    maxStopShare: nullable(Type.Number()),
    held: nullable(object({ since: TIME, hash: TEXT, stops: list(TEXT), running: COUNT })),
    problem: nullable(object({ since: TIME, hash: TEXT, diagnostics: list(diagnosticSchema.ref) })),
  }),
);

const listenerStatusSchema = named<ListenerStatus>()(
  'ListenerStatus',
  object({
    phase: word(['off', 'opening', 'open', 'failed']),
    requested: nullable(TEXT),
    address: nullable(TEXT),
    isTls: Type.Boolean(),
    problem: nullable(TEXT),
    warning: nullable(TEXT),
    needsKey: Type.Boolean(),
  }),
);

const ROUTER = object({ version: TEXT, pid: COUNT, startedAt: TIME });
const LISTENERS = object({
  rtsp: listenerStatusSchema.ref,
  rtsps: listenerStatusSchema.ref,
  rtmp: listenerStatusSchema.ref,
  rtmps: listenerStatusSchema.ref,
  http: listenerStatusSchema.ref,
});

export const routerStatusSchema = named<RouterStatus>()(
  'RouterStatus',
  object({
    router: ROUTER,
    configuration: configurationStatusSchema.ref,
    listeners: LISTENERS,
    streams: list(streamStatusSchema.ref),
  }),
);

export const statusChangeSchema = named<StatusChange>()(
  'StatusChange',
  object({
    router: Type.Optional(ROUTER),
    configuration: Type.Optional(configurationStatusSchema.ref),
    listeners: Type.Optional(LISTENERS),
    streams: list(streamStatusSchema.ref),
    numbers: list(streamNumbersSchema.ref),
    removed: list(TEXT),
    order: Type.Optional(list(TEXT)),
  }),
);

export const ROUTER_SCHEMAS = [
  placeSchema,
  diagnosticSchema,
  configurationStatusSchema,
  listenerStatusSchema,
  routerStatusSchema,
  statusChangeSchema,
];
