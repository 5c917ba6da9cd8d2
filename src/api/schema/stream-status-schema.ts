import { Type } from '@sinclair/typebox';
import { CONDITIONS, type Reason } from '../../state/conditions.js';
import type { TrackSnapshot } from '../../state/control-protocol.js';
import { AUDIO_CODECS, VIDEO_CODECS } from '../../state/media-choice.js';
import type { Progress, StreamPhase } from '../../state/stream-state.js';
import type { DeliveryStatus, PublisherStatus } from '../../status/delivery-status.js';
import type { SourceStatus } from '../../status/source-status.js';
import type { StreamNumbers } from '../../status/status-change.js';
import type { StreamStatus } from '../../status/stream-status.js';
import { COUNT, list, named, nullable, object, TEXT, TEXTS, TIME, word } from './schema-of.js';

export const reasonSchema = named<Reason>()(
  'Reason',
  word(Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]),
);

const PHASES = {
  pending: true,
  starting: true,
  running: true,
  stalled: true,
  stopping: true,
  backoff: true,
  failed: true,
  disabled: true,
} satisfies Record<StreamPhase, true>;

export const phaseSchema = named<StreamPhase>()('StreamPhase', word(Object.keys(PHASES) as StreamPhase[]));

const progressSchema = named<Progress>()(
  'Progress',
  object({
    outTimeUs: Type.Number({ description: 'media time written to the output, in microseconds' }),
    frames: nullable(COUNT),
    framesPerSecond: nullable(Type.Number()),
    speed: nullable(Type.Number({ description: 'media seconds per second of real time' })),
    duplicatedFrames: COUNT,
    droppedFrames: COUNT,
  }),
);

const trackSchema = named<TrackSnapshot>()(
  'Track',
  object({ kind: word(['video', 'audio', 'data']), codec: TEXT }),
);

const publisherSchema = named<PublisherStatus>()(
  'PublisherStatus',
  object({ remoteAddress: TEXT, since: TIME, tracks: list(trackSchema.ref) }),
);

const deliverySchema = named<DeliveryStatus>()(
  'DeliveryStatus',
  object({
    publisher: nullable(publisherSchema.ref),
    readers: COUNT,
    heldSince: nullable(TIME),
    bytesIn: COUNT,
    bytesOut: COUNT,
    lostPackets: COUNT,
    droppedPackets: COUNT,
    lastKeyFrame: nullable(TIME),
  }),
);

export const streamNumbersSchema = named<StreamNumbers>()(
  'StreamNumbers',
  object({ name: TEXT, progress: nullable(progressSchema.ref), delivery: nullable(deliverySchema.ref) }),
);

const sourceStatusSchema = named<SourceStatus>()(
  'SourceStatus',
  object({
    source: TEXT,
    state: word(['in use', 'ready', 'failed', 'away']),
    reason: nullable(reasonSchema.ref),
    since: nullable(TIME),
  }),
);

const MEDIA_WORD = word(['copy', 'none', 'auto']);
const VIDEO = Type.Union([
  MEDIA_WORD,
  object({
    codec: word(VIDEO_CODECS),
    bitsPerSecond: nullable(COUNT),
    framesPerSecond: nullable(Type.Number()),
    size: nullable(object({ width: COUNT, height: COUNT })),
    preset: nullable(TEXT),
    gop: nullable(COUNT),
    encoder: nullable(TEXT),
  }),
]);
const AUDIO = Type.Union([
  MEDIA_WORD,
  object({
    codec: word(AUDIO_CODECS),
    bitsPerSecond: nullable(COUNT),
    sampleRate: nullable(COUNT),
    channels: nullable(COUNT),
  }),
]);
const POLICY = object({
  stallTimeoutMs: COUNT,
  firstFrameTimeoutMs: COUNT,
  backoff: object({ initialMs: COUNT, maxMs: COUNT }),
  failbackMs: nullable(COUNT),
  holdMs: nullable(COUNT),
  limits: object({ nice: COUNT, memoryBytes: nullable(COUNT) }),
});

export const streamStatusSchema = named<StreamStatus>()(
  'StreamStatus',
  object({
    name: TEXT,
    phase: phaseSchema.ref,
    reason: reasonSchema.ref,
    message: Type.String({ description: 'a sentence' }),
    remedy: Type.String({ description: 'what to do; empty when there is nothing to do' }),
    source: TEXT,
    sources: list(sourceStatusSchema.ref),
    video: VIDEO,
    audio: AUDIO,
    labels: TEXTS,
    pattern: nullable(TEXT),
    ffmpeg: object({ inputArgs: list(TEXT), outputArgs: list(TEXT) }),
    pushUrl: nullable(TEXT),
    encryptedPushUrl: nullable(TEXT),
    server: TEXT,
    path: TEXT,
    rtspUrl: nullable(TEXT),
    rtspsUrl: nullable(TEXT),
    pid: nullable(COUNT),
    restarts: COUNT,
    outdated: Type.Boolean(),
    since: nullable(TIME),
    nextTry: nullable(TIME),
    progress: nullable(progressSchema.ref),
    delivery: nullable(deliverySchema.ref),
    generation: COUNT,
    policy: POLICY,
    specHash: TEXT,
    processSpecHash: nullable(TEXT),
  }),
);

export const STREAM_SCHEMAS = [
  reasonSchema,
  phaseSchema,
  progressSchema,
  trackSchema,
  publisherSchema,
  deliverySchema,
  streamNumbersSchema,
  sourceStatusSchema,
  streamStatusSchema,
];
