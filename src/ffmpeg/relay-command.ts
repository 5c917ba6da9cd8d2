import type { Reason } from '../state/conditions.js';
import type { PublisherSnapshot, TrackKind } from '../state/control-protocol.js';
import type { AudioEncoding, VideoEncoding } from '../state/media-choice.js';
import type { StreamSpec } from '../state/stream.js';
import { schemeOf } from './input-protocols.js';
import { inspectArguments } from './inspect-arguments.js';
import { canRead, canReadH265OverRtmp, type FfmpegInventory } from './inventory.js';
import type { Inspection } from './parse-inspection.js';
import { pickEncoder } from './pick-encoder.js';
import { relayArguments } from './relay-arguments.js';
import { needsInspection, resolveMedia } from './resolve-media.js';

/** What is to be relayed, before it is known what the source sends. */
export interface RelayJob {
  readonly spec: StreamSpec;
  /** Where to play from, and `rtsp(s)://…` where to publish. */
  readonly input: string;
  readonly output: string;
  /** Who pushes to our ingest, for a `push:` source. */
  readonly publisher: PublisherSnapshot | null;
}

/** FFmpeg's arguments for a look at the source, or null when nothing has to be found out before. */
export function inspectionCommand({ spec, input, publisher }: RelayJob): readonly string[] | null {
  if (!needsInspection(spec) || (publisher !== null && inspectionOf(publisher) !== null)) return null;
  return inspectArguments({ input, knownTracks: knownTracks(publisher), inputArgs: spec.ffmpeg.inputArgs });
}

/** FFmpeg's arguments for the relay, or why this FFmpeg cannot do it. */
export function relayCommand(
  { spec, input, output, publisher }: RelayJob,
  inventory: FfmpegInventory,
  inspected: Inspection | null,
): RelayCommand {
  if (!canRead(input, inventory)) return protocolMissing(input);
  const inspection = inspected ?? (publisher === null ? null : inspectionOf(publisher));
  if (inspection?.video?.codec === 'hevc' && isRtmp(input) && !canReadH265OverRtmp(inventory.version)) {
    return { arguments: null, reason: 'H265NeedsNewerFfmpeg', problem: 'the source sends H.265' };
  }
  const { video, audio, extras } = resolveMedia(spec, inspection);
  const problem = encoderProblem(video, inventory) ?? encoderProblem(audio, inventory);
  if (problem !== null)
    return { arguments: null, reason: isSlim(inventory) ? 'FullFfmpegMissing' : 'EncoderMissing', problem };
  return {
    arguments: relayArguments({
      input,
      output,
      knownTracks: knownTracks(publisher),
      video: withEncoder(video, inventory),
      audio,
      extras,
    }),
  };
}

export type RelayCommand =
  | { readonly arguments: readonly string[] }
  /** `problem`: a sentence without a full stop. */
  | { readonly arguments: null; readonly reason: Reason; readonly problem: string };

/** Of an FFmpeg that does not read sources like this one. */
export function protocolMissing(input: string): Extract<RelayCommand, { readonly arguments: null }> {
  return {
    arguments: null,
    reason: 'ProtocolMissing',
    problem: `this FFmpeg was built without ${schemeOf(input)}`,
  };
}

/** It was built to pass on what comes. */
function isSlim({ encoders }: FfmpegInventory): boolean {
  return encoders.size === 0;
}

/** The kinds of track that will come; null when the publisher did not say. */
function knownTracks(publisher: PublisherSnapshot | null): TrackKind[] | null {
  if (publisher === null || publisher.announced === null) return null;
  return [...new Set([...publisher.announced, ...publisher.tracks.map(({ kind }) => kind)])];
}

/** What our ingest has seen of the tracks; null while one that was announced has not come. */
function inspectionOf({ tracks, announced }: PublisherSnapshot): Inspection | null {
  const codecOf = (kind: TrackKind): string | null => {
    const codec = tracks.find((track) => track.kind === kind)?.codec;
    return codec === undefined ? null : (FFMPEG_NAMES[codec] ?? codec.toLowerCase());
  };
  if (announced === null || announced.some((kind) => kind !== 'data' && codecOf(kind) === null)) return null;
  const [video, audio] = [codecOf('video'), codecOf('audio')];
  return {
    video: video === null ? null : { codec: video, width: null, height: null, fps: null },
    audio: audio === null ? null : { codec: audio, sampleRate: null, channels: null },
  };
}

/** FFmpeg's names of the codecs that the ingest calls otherwise than FFmpeg in upper case. */
const FFMPEG_NAMES: Readonly<Record<string, string>> = {
  H265: 'hevc',
  G711A: 'pcm_alaw',
  G711U: 'pcm_mulaw',
};

function isRtmp(input: string): boolean {
  return /^rtmps?:/i.test(input);
}

function encoderProblem(
  choice: 'copy' | 'none' | VideoEncoding | AudioEncoding,
  inventory: FfmpegInventory,
): string | null {
  if (typeof choice === 'string') return null;
  const picked = pickEncoder(choice, inventory);
  return 'problem' in picked ? picked.problem : null;
}

function withEncoder(
  video: 'copy' | 'none' | VideoEncoding,
  inventory: FfmpegInventory,
): 'copy' | 'none' | VideoEncoding {
  if (typeof video === 'string') return video;
  const picked = pickEncoder(video, inventory);
  return 'encoder' in picked ? { ...video, encoder: picked.encoder } : video;
}
