import { execa } from 'execa';

/** What a test publisher sends. */
export interface Picture {
  readonly video?: boolean;
  readonly audio?: boolean;
  /** Seconds by which video comes after audio. */
  readonly videoDelayS?: number;
  /** Options of the encoders; H.264 and AAC without. */
  readonly codecs?: readonly string[];
  /** A larger one has a higher bit rate. */
  readonly size?: string;
  /** Put before the command, for one that runs elsewhere. */
  readonly inside?: readonly string[];
}

/** FFmpeg pushing a test picture over RTMP until it is killed. */
export function pushPicture(
  url: string,
  {
    video = true,
    audio = true,
    videoDelayS = 0,
    size = '320x180',
    codecs = H264_AAC,
    inside = [],
  }: Picture = {},
) {
  const [program = '', ...args] = [
    ...inside,
    'ffmpeg',
    '-hide_banner',
    '-loglevel',
    'error',
    ...(video
      ? [
          '-re',
          ...(videoDelayS > 0 ? ['-itsoffset', String(videoDelayS)] : []),
          '-f',
          'lavfi',
          '-i',
          `testsrc2=size=${size}:rate=25`,
        ]
      : []),
    ...(audio ? ['-re', '-f', 'lavfi', '-i', 'sine=sample_rate=44100'] : []),
    ...codecs,
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', url],
  ];
  return execa(program, args, { reject: false, stdin: 'ignore', all: true });
}

/** With a key frame each second. */
export const H264 = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '25'],
];
const H264_AAC = [...H264, '-c:a', 'aac', '-ac', '1'];

export type Publisher = ReturnType<typeof pushPicture>;

/** What ffprobe finds at an address, such as `['h264', 'aac']`, sorted; undefined when there is nothing. */
export async function probeCodecs(
  url: string,
  transport?: 'tcp' | 'udp',
  inside: Picture['inside'] = [],
): Promise<string[] | undefined> {
  const [program = '', ...args] = [
    ...inside,
    'ffprobe',
    '-v',
    'error',
    ...(transport === undefined
      ? ['-rw_timeout', '10000000']
      : ['-rtsp_transport', transport, '-timeout', '10000000']),
    ...['-show_entries', 'stream=codec_name', '-of', 'csv=p=0', url],
  ];
  const result = await execa(program, args, { reject: false, stdin: 'ignore', timeout: 30_000 });
  const codecs = [...new Set(result.stdout.split('\n').filter((line) => line !== ''))].sort();
  return result.exitCode === 0 && codecs.length > 0 ? codecs : undefined;
}

/** Ends a publisher and resolves when it is gone. */
export async function end(publisher: Publisher | undefined): Promise<void> {
  publisher?.kill('SIGKILL');
  await publisher;
}
