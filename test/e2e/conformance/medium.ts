import type { Track } from '../support/players/player.js';

/** What is published in a cell of the table: a file that FFmpeg encodes once, so that publishing costs hardly anything. */
export interface Medium {
  readonly id: string;
  readonly title: string;
  readonly tracks: readonly Track[];
  /** Encoding options of FFmpeg. */
  readonly encode: readonly string[];
  /** By track: what GStreamer puts between its demultiplexer and a sink. */
  readonly gstreamer: Readonly<Partial<Record<Track, string>>>;
}

const ULTRAFAST = ['-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const H264 = ['-c:v', 'libx264', ...ULTRAFAST, '-g', '25', '-bf', '0'];
const H265 = ['-c:v', 'libx265', ...ULTRAFAST, '-x265-params', 'keyint=25:bframes=0:log-level=error'];
const AAC = ['-c:a', 'aac', '-ac', '1'];

export const media: readonly Medium[] = [
  {
    id: 'h264-aac',
    title: 'H.264 and AAC',
    tracks: ['video', 'audio'],
    encode: [...H264, ...AAC],
    gstreamer: { video: 'h264parse', audio: 'aacparse' },
  },
  {
    id: 'h264',
    title: 'H.264 alone',
    tracks: ['video'],
    encode: H264,
    gstreamer: { video: 'h264parse' },
  },
  {
    id: 'h265-aac',
    title: 'H.265 and AAC',
    tracks: ['video', 'audio'],
    encode: [...H265, ...AAC],
    gstreamer: { video: 'h265parse', audio: 'aacparse' },
  },
  {
    id: 'opus',
    title: 'Opus alone',
    tracks: ['audio'],
    encode: ['-c:a', 'libopus'],
    gstreamer: { audio: 'opusparse' },
  },
  {
    id: 'g711',
    title: 'G.711 alone',
    tracks: ['audio'],
    encode: ['-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1'],
    gstreamer: { audio: 'audio/x-mulaw,rate=8000,channels=1' },
  },
];

/** The arguments by which FFmpeg makes the file. */
export function encodeArguments({ tracks, encode }: Medium, seconds: number, file: string): string[] {
  const inputs = { video: 'testsrc2=size=160x90:rate=25', audio: 'sine=sample_rate=48000' };
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...tracks.flatMap((track) => ['-f', 'lavfi', '-i', inputs[track]]),
    ...['-t', String(seconds), ...encode, file],
  ];
}
