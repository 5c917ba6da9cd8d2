import type { TrackKind } from '../state/control-protocol.js';

/**
 * FFmpeg's arguments for one relay: read `input`, copy at most one video and one audio track, publish at `output`.
 * Flags and their effect were measured; see docs/ffmpeg.md.
 */
export function relayArguments({ input, output, knownTracks }: Relay): string[] {
  return [
    '-hide_banner',
    ...['-loglevel', 'level+info'],
    '-nostats',
    ...['-progress', 'pipe:1', '-stats_period', '0.5'],
    ...inputArguments(input, knownTracks),
    ...['-i', input],
    ...['-map', '0:v:0?', '-map', '0:a:0?'],
    ...['-c', 'copy'],
    // The default of 0.7 s lets the muxer hold audio back to bundle it.
    ...['-muxdelay', '0'],
    ...['-f', 'rtsp', '-rtsp_transport', 'tcp'],
    // Bounds the handshake only; nothing in FFmpeg ends it when the server stops reading later.
    ...['-timeout', String(HANDSHAKE_TIMEOUT_US)],
    output,
  ];
}

export interface Relay {
  /** Where to play from. */
  readonly input: string;
  /** `rtsp(s)://…` where to publish. */
  readonly output: string;
  /** The kinds of track that will come, when that is known for certain; else null. */
  readonly knownTracks: readonly TrackKind[] | null;
}

const READ_TIMEOUT_US = 4_000_000;
const HANDSHAKE_TIMEOUT_US = 3_000_000;
const SINGLE_TRACK_ANALYSIS_US = 1_000_000;

function inputArguments(input: string, knownTracks: readonly TrackKind[] | null): string[] {
  // Never -timeout on RTMP: there it means "listen".
  const readTimeout = ['-rw_timeout', String(READ_TIMEOUT_US)];
  // Ends probing as soon as each announced track has its parameters, and loses none.
  const fastStart = ['-fpsprobesize', '0'];
  const scheme = input.slice(0, input.indexOf(':')).toLowerCase();
  switch (scheme) {
    case 'rtsp':
    case 'rtsps':
      return ['-rtsp_transport', 'tcp', '-timeout', String(READ_TIMEOUT_US), ...fastStart];
    case 'rtmp':
    case 'rtmps':
      // RTMP commands are many small writes: with Nagle's algorithm each waits for the acknowledgement before it.
      return [...readTimeout, '-tcp_nodelay', '1', ...fastStart, ...shorterAnalysis(knownTracks)];
    default:
      return [...readTimeout, ...fastStart];
  }
}

/**
 * FLV cannot say "no more tracks will come", so FFmpeg looks for a second one for 5 s. Looking shorter loses a
 * late track: it is done only when the publisher said that there is one track.
 */
function shorterAnalysis(knownTracks: readonly TrackKind[] | null): string[] {
  return knownTracks?.length === 1 ? ['-analyzeduration', String(SINGLE_TRACK_ANALYSIS_US)] : [];
}
