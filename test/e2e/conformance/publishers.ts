import type { Track } from '../support/players/player.js';
import type { Medium } from './medium.js';
import type { Refusal } from './refusal.js';

/** A program that publishes, and how: a row of the table. */
export interface ConformancePublisher {
  readonly id: string;
  readonly title: string;
  readonly over: 'rtsp' | 'rtmp';
  readonly isEncrypted: boolean;
  command(medium: Medium, file: string, url: string): { readonly file: string; readonly arguments: string[] };
  /** Why the program cannot publish this, and what it says itself. */
  refuses(medium: Medium): Refusal | undefined;
}

export const publishers: readonly ConformancePublisher[] = [
  ffmpeg('tcp', 'RTSP over TCP'),
  ffmpeg('udp', 'RTSP over UDP'),
  ffmpeg('rtsps', 'RTSPS'),
  ffmpeg('rtmp', 'RTMP'),
  ffmpeg('rtmps', 'RTMPS'),
  gstreamer('tcp', '`rtspclientsink` over TCP'),
  gstreamer('udp', '`rtspclientsink` over UDP'),
  gstreamer('rtsps', '`rtspclientsink` over TLS'),
  gstreamer('rtmp', '`rtmp2sink`'),
  gstreamer('rtmps', '`rtmp2sink` over TLS'),
];

type Way = 'tcp' | 'udp' | 'rtsps' | 'rtmp' | 'rtmps';

function traits(way: Way): Pick<ConformancePublisher, 'over' | 'isEncrypted'> {
  return { over: way.startsWith('rtmp') ? 'rtmp' : 'rtsp', isEncrypted: way === 'rtsps' || way === 'rtmps' };
}

function ffmpeg(way: Way, title: string): ConformancePublisher {
  const { over } = traits(way);
  const output =
    over === 'rtmp' ? ['-f', 'flv'] : ['-f', 'rtsp', '-rtsp_transport', way === 'udp' ? 'udp' : 'tcp'];
  return {
    id: `ffmpeg-${way}`,
    title: `FFmpeg, ${title}`,
    ...traits(way),
    command: (_medium, file, url) => ({
      file: 'ffmpeg',
      arguments: [
        '-hide_banner',
        '-loglevel',
        'error',
        '-nostdin',
        '-re',
        '-i',
        file,
        '-c',
        'copy',
        ...output,
        url,
      ],
    }),
    refuses: (medium) => (over === 'rtmp' ? flvRefusal(medium, ffmpegFlv) : undefined),
  };
}

const ffmpegFlv: FlvRefusals = {
  'h265-aac': {
    says: /Video codec hevc not compatible with flv/,
    why: 'Debian 12’s FFmpeg 5.1 writes no H.265 into FLV (6.1 was the first): “Video codec hevc not compatible with flv”.',
  },
  opus: {
    says: /Audio codec opus not compatible with flv/,
    why: 'FFmpeg 5.1 writes no Opus into FLV: “Audio codec opus not compatible with flv”.',
  },
};

function gstreamer(way: Way, title: string): ConformancePublisher {
  const { over } = traits(way);
  // The certificate is its own authority.
  const trust = 'tls-validation-flags=0';
  const protocols = { tcp: 'tcp', udp: 'udp', rtsps: 'tcp', rtmp: '', rtmps: '' }[way];
  const sink = (url: string): string[] =>
    over === 'rtmp'
      ? ['flvmux', 'name=sink', 'streamable=true', '!', 'rtmp2sink', trust, `location=${url}`]
      : ['rtspclientsink', 'name=sink', trust, `location=${url}`, `protocols=${protocols}`];
  return {
    id: `gstreamer-${way}`,
    title: `GStreamer, ${title}`,
    ...traits(way),
    command: ({ gstreamer: elements }, file, url) => ({
      file: 'gst-launch-1.0',
      arguments: [
        ...['-q', 'filesrc', `location=${file}`, '!', 'matroskademux', 'name=file', ...sink(url)],
        ...(['video', 'audio'] satisfies Track[]).flatMap((track) => {
          const element = elements[track];
          return element === undefined ? [] : [`file.${track}_0`, '!', 'queue', '!', element, '!', 'sink.'];
        }),
      ],
    }),
    refuses: (medium) => (over === 'rtmp' ? flvRefusal(medium, gstreamerFlv) : undefined),
  };
}

const gstreamerFlv: FlvRefusals = {
  'h265-aac': {
    says: /could not link h265parse0 to sink/,
    why: 'GStreamer 1.22’s `flvmux` has no pad for H.265: “could not link h265parse0”.',
  },
  opus: {
    says: /could not link opusparse0 to sink/,
    why: 'GStreamer 1.22’s `flvmux` has no pad for Opus: “could not link opusparse0”.',
  },
};

type FlvRefusals = Readonly<Record<string, Refusal>>;

function flvRefusal({ id }: Medium, refusals: FlvRefusals): Refusal | undefined {
  return refusals[id];
}
