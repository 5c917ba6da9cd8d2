import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_FOLDER } from './root.js';

/** Seconds from one key frame of the recording to the next, where nothing else is asked for. */
export const GOP_S = 2;

/**
 * Path of a recording to be looped: H.264 720p30 at 2.5 Mbit/s, a key frame every `gopS` seconds, and AAC. The noise
 * in the picture makes the encoder use all of its bit rate. Made once, in a few seconds.
 */
function testMedia(gopS: number): string {
  const path = join(CACHE_FOLDER, `h264-720p30-2500k-gop${gopS}s-aac.flv`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const unfinished = `${path}.part`;
  const made = spawnSync('ffmpeg', [...encode(gopS), unfinished], { stdio: ['ignore', 'ignore', 'pipe'] });
  if (made.status !== 0) throw new Error(`the test media could not be made: ${made.stderr.toString()}`);
  renameSync(unfinished, path);
  return path;
}

/** FFmpeg's arguments to push the recording to an RTMP address for ever, as fast as it was recorded. */
export function pushArguments(url: string, gopS = GOP_S): string[] {
  const read = ['-re', '-stream_loop', '-1', '-i', testMedia(gopS)];
  return ['-hide_banner', '-loglevel', 'error', ...read, '-c', 'copy', '-f', 'flv', url];
}

const DURATION_S = 20;
const FRAMES_PER_S = 30;

function encode(gopS: number): string[] {
  const gop = String(gopS * FRAMES_PER_S);
  return [
    ...['-hide_banner', '-loglevel', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=${FRAMES_PER_S},noise=alls=24:allf=t`],
    ...['-f', 'lavfi', '-i', 'anoisesrc=r=48000:amplitude=0.2:seed=1'],
    ...['-t', String(DURATION_S)],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '0'],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0'],
    ...['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k'],
    ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-f', 'flv'],
  ];
}
