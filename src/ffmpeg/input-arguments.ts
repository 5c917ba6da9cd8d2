import { INPUT_OPTIONS } from '../state/allowed-options.js';
import type { TrackKind } from '../state/control-protocol.js';
import { protocolWhitelist, schemeOf } from './input-protocols.js';

/**
 * FFmpeg's arguments that read `input`, with `-i`: bounded where it hangs, and quick to find the tracks.
 * Flags and their effect were measured; see docs/ffmpeg.md.
 * @param extras options and values from the file; those that this kind of input does not know are left out, since
 *   a list of sources may mix kinds and FFmpeg ends at an option that nobody took
 */
export function inputArguments(
  input: string,
  knownTracks: readonly TrackKind[] | null,
  extras: readonly string[] = [],
): string[] {
  const own = ownArguments(input, knownTracks);
  const given = known(extras, schemeOf(input));
  return [...without(own, given), ...given, '-protocol_whitelist', protocolWhitelist(input), '-i', input];
}

const READ_TIMEOUT_US = 4_000_000;
const SINGLE_TRACK_ANALYSIS_US = 1_000_000;

function ownArguments(input: string, knownTracks: readonly TrackKind[] | null): string[] {
  // Never -timeout on RTMP: there it means "listen".
  const readTimeout = ['-rw_timeout', String(READ_TIMEOUT_US)];
  // Ends probing as soon as each announced track has its parameters, and loses none.
  const fastStart = ['-fpsprobesize', '0'];
  switch (schemeOf(input)) {
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

function known(extras: readonly string[], scheme: string): string[] {
  return pairs(extras)
    .filter(([name]) => {
      const schemes = INPUT_OPTIONS.find((option) => option.name === name)?.schemes;
      return schemes === null || schemes?.includes(scheme) === true;
    })
    .flat();
}

/** Our own without those that the file gives: the file knows the source better. */
function without(own: readonly string[], given: readonly string[]): string[] {
  const names = pairs(given).map(([name]) => name);
  return pairs(own)
    .filter(([name]) => !names.includes(name))
    .flat();
}

function pairs(args: readonly string[]): [name: string, value: string][] {
  return args.flatMap((name, index) =>
    index % 2 === 0 ? [[name, args[index + 1] ?? ''] satisfies [string, string]] : [],
  );
}
