import type { TrackKind } from '../state/control-protocol.js';
import type { AudioEncoding, VideoEncoding } from '../state/media-choice.js';
import type { FfmpegExtras } from '../state/stream.js';
import { audioArguments } from './audio-arguments.js';
import { inputArguments } from './input-arguments.js';
import { videoArguments } from './video-arguments.js';

/**
 * FFmpeg's arguments for one relay: read `input`, pass on or encode at most one video and one audio track, publish at
 * `output`. Flags and their effect were measured; see docs/ffmpeg.md.
 */
export function relayArguments({ input, output, knownTracks, video, audio, extras }: Relay): string[] {
  return [
    '-hide_banner',
    ...['-loglevel', 'level+info'],
    '-nostats',
    ...['-progress', 'pipe:1', '-stats_period', '0.5'],
    ...inputArguments(input, knownTracks, extras.inputArgs),
    ...(video === 'none' ? [] : ['-map', '0:v:0?']),
    ...(audio === 'none' ? [] : ['-map', '0:a:0?']),
    ...(video === 'copy' && audio === 'copy'
      ? ['-c', 'copy']
      : [...videoArguments(video), ...audioArguments(audio)]),
    // The default of 0.7 s lets the muxer hold audio back to bundle it.
    ...['-muxdelay', '0'],
    ...extras.outputArgs,
    ...['-f', 'rtsp', '-rtsp_transport', 'tcp'],
    // Bounds the handshake only; nothing in FFmpeg ends it when the server stops reading later.
    ...['-timeout', String(HANDSHAKE_TIMEOUT_US)],
    output,
  ];
}

export interface Relay extends RelayedMedia {
  /** Where to play from. */
  readonly input: string;
  /** `rtsp(s)://…` where to publish. */
  readonly output: string;
  /** The kinds of track that will come, when that is known for certain; else null. */
  readonly knownTracks: readonly TrackKind[] | null;
}

/** What becomes of the tracks, with nothing left to decide. */
export interface RelayedMedia {
  readonly video: 'copy' | 'none' | VideoEncoding;
  readonly audio: 'copy' | 'none' | AudioEncoding;
  readonly extras: FfmpegExtras;
}

const HANDSHAKE_TIMEOUT_US = 3_000_000;

/** Everything is passed on as it comes. */
export const COPIED: RelayedMedia = {
  video: 'copy',
  audio: 'copy',
  extras: { inputArgs: [], outputArgs: [] },
};
