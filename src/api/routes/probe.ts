import type { FastifyInstance } from 'fastify';
import { SOURCE_PATTERN } from '../../config/source-schema.js';
import { CONDITIONS, type Reason } from '../../state/conditions.js';
import { ApiProblem, noSuchStream } from '../api-problem.js';
import type { ProbedTrack, ProbeRequest, ProbeResult } from '../contract.js';
import { answers } from '../schema/problem-schema.js';
import { probeRequestSchema, probeResultSchema } from '../schema/stream-schema.js';

/** Whether a source can be read, and what it sends, before it stands in the file. */
export function probeRoutes(api: FastifyInstance, source: ProbeSource): void {
  api.post<{ Body: ProbeRequest }>(
    '/api/v1/probe',
    {
      schema: {
        operationId: 'probe',
        summary: 'look at a source as FFmpeg would: its tracks, or why it cannot be read',
        tags: ['streams'],
        body: probeRequestSchema.ref,
        response: answers(probeResultSchema.ref, 400, 403, 404, 422, 503),
      },
    },
    async ({ body }): Promise<ProbeResult> => {
      const wanted = body.source ?? (body.name === undefined ? null : source.preferredSource(body.name));
      if (wanted === null) {
        if (body.name !== undefined) throw noSuchStream();
        throw new ApiProblem(400, 'Neither a source nor the name of a stream is given.', {
          code: 'invalid-request',
        });
      }
      const text = source.sourceMeant(wanted, body.name ?? null);
      if (text === null || !SOURCE.test(text))
        throw new ApiProblem(422, 'This is no source.', {
          code: 'invalid-request',
          remedy: 'Write a URL such as rtmp://host/app/name, or push:live/name.',
          fields: { source: 'This is no source.' },
        });
      const look = await source.probe(text, body.name ?? null, body.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      if (look === 'busy')
        throw new ApiProblem(503, 'Other sources are being looked at.', {
          code: 'busy',
          remedy: 'Try again.',
        });
      return result(look);
    },
  );
}

export interface ProbeSource {
  /** Of a live stream; null when there is none of this name. */
  preferredSource(name: string): string | null;
  /**
   * With credentials for their placeholders, and values for references; null when one stands for nothing.
   * @param name of the stream whose file the placeholders are of
   */
  sourceMeant(text: string, name: string | null): string | null;
  /** @param name of a live stream whose options for FFmpeg are to be used */
  probe(source: string, name: string | null, timeoutMs: number): Promise<SourceTracks | 'busy'>;
}

/** What a look at a source found. */
export type SourceTracks =
  | {
      readonly ok: true;
      readonly inspection: {
        readonly video: TrackFacts | null;
        readonly audio: TrackFacts | null;
      };
      readonly tookMs: number;
    }
  | {
      readonly ok: false;
      readonly reason: Reason;
      readonly evidence: string | null;
      readonly tookMs: number;
    };

/** What is null was not told. */
interface TrackFacts {
  readonly codec: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly fps?: number | null;
  readonly sampleRate?: number | null;
  readonly channels?: number | null;
}

const SOURCE = new RegExp(SOURCE_PATTERN);
const DEFAULT_TIMEOUT_MS = 15_000;

function result(look: SourceTracks): ProbeResult {
  const { tookMs } = look;
  if (look.ok) {
    const { video, audio } = look.inspection;
    const tracks = [...tracksOf('video', video), ...tracksOf('audio', audio)];
    return { ok: true, tracks, tookMs };
  }
  const { message, remedy } = CONDITIONS[look.reason];
  const detail = look.evidence === null ? '' : ` (${look.evidence})`;
  return { ok: false, reason: look.reason, message: `${message}${detail}`, remedy, tookMs };
}

function tracksOf(kind: 'video' | 'audio', facts: TrackFacts | null): ProbedTrack[] {
  if (facts === null) return [];
  const { codec, ...numbers } = facts;
  const told = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null));
  return [{ kind, codec: codec ?? 'unknown', ...told }];
}
