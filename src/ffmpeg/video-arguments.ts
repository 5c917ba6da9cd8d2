import type { VideoEncoding } from '../state/media-choice.js';
import { DEFAULT_ENCODERS } from './encoders.js';

/** FFmpeg's output options for the video. An encoding is made for a low delay and for readers that join at any time. */
export function videoArguments(video: 'copy' | 'none' | VideoEncoding): string[] {
  if (video === 'none') return ['-vn'];
  if (video === 'copy') return ['-c:v', 'copy'];
  const encoder = video.encoder ?? DEFAULT_ENCODERS[video.codec];
  return [
    ...['-c:v', encoder],
    ...filters(video, encoder),
    // FLV of old codecs gives 1000 as its frame rate: a constant rate would write each frame 40 times. The time base is RTP's.
    ...['-fps_mode', 'vfr', '-enc_time_base', '1:90000'],
    ...encoderOptions(video, encoder),
    // Each B frame is a frame of delay, and RTSP readers of cameras' makers know none.
    ...['-bf', '0', '-flags', '+cgop'],
    ...keyFrames(video),
    ...rate(video, encoder),
  ];
}

const KEY_FRAME_S = 2;
/** Encoders in hardware take FFmpeg's general default of 200k, or constant quality without a bound. */
const DEFAULT_BIT_RATE = 2_000_000;

function filters({ size, framesPerSecond }: VideoEncoding, encoder: string): string[] {
  const isVaapi = encoder.endsWith('_vaapi');
  const chain = [
    ...(framesPerSecond === null ? [] : [`fps=${frameRate(framesPerSecond)}`]),
    ...(size === null ? [] : [`scale=${size.width}:${size.height}`]),
    // VAAPI encodes what is in the memory of the graphics card only.
    ...(isVaapi ? ['format=nv12', 'hwupload'] : []),
  ];
  return [
    ...(isVaapi ? ['-init_hw_device', 'vaapi=card', '-filter_hw_device', 'card'] : []),
    ...(chain.length === 0 ? [] : ['-vf', chain.join(',')]),
    ...(isVaapi ? [] : ['-pix_fmt', encoder.endsWith('_qsv') ? 'nv12' : 'yuv420p']),
  ];
}

/** Options by the family of the encoder; one that is not known gets none, since FFmpeg refuses what an encoder does not know. */
function encoderOptions({ preset }: VideoEncoding, encoder: string): string[] {
  const given = preset === null ? [] : ['-preset', preset];
  switch (/^(?:libx26[45]|libopenh264)$|_[a-z0-9]+$/.exec(encoder)?.[0]) {
    case 'libx264':
      return ['-preset', preset ?? 'veryfast', '-tune', 'zerolatency', '-sc_threshold', '0'];
    case 'libx265':
      return [
        ...['-preset', preset ?? 'veryfast', '-tune', 'zerolatency', '-forced-idr', '1'],
        // It does not hear of `-flags` and `-loglevel`.
        ...['-x265-params', 'open-gop=0:scenecut=0:repeat-headers=1:log-level=error'],
      ];
    case '_nvenc':
      return [...given, '-tune', 'll', '-zerolatency', '1', '-forced-idr', '1', '-no-scenecut', '1'];
    case '_qsv':
      return [...given, '-async_depth', '1', '-forced_idr', '1'];
    case '_videotoolbox':
      return ['-realtime', '1'];
    default:
      return given;
  }
}

/** With frames counted where their rate is known, else by time; after a jump of time stamps once, not for each 2 s missed. */
function keyFrames({ gop, framesPerSecond }: VideoEncoding): string[] {
  if (gop !== null) return ['-g', String(gop)];
  if (framesPerSecond !== null) return ['-g', String(Math.ceil(framesPerSecond * KEY_FRAME_S))];
  return ['-force_key_frames', `expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+${KEY_FRAME_S}))`];
}

/** A bound of one second, so that a picture full of motion does not fill the buffers on its way. */
function rate({ bitsPerSecond }: VideoEncoding, encoder: string): string[] {
  const bits = bitsPerSecond ?? (/^libx26[45]$/.test(encoder) ? null : DEFAULT_BIT_RATE);
  return bits === null ? [] : ['-b:v', String(bits), '-maxrate', String(bits), '-bufsize', String(bits)];
}

/** Television counts in thousandths: 29.97 is 30000/1001. */
function frameRate(framesPerSecond: number): string {
  const nominal = Math.ceil(framesPerSecond);
  const isTelevision =
    Math.abs(framesPerSecond - (nominal * 1_000) / 1_001) < 0.005 && framesPerSecond % 1 !== 0;
  return isTelevision ? `${nominal * 1_000}/1001` : String(framesPerSecond);
}
