import { type AllowedOption, FLAGS, NUMBER, option, SWITCH, WORD } from './allowed-option.js';
import { RTMP_OPTIONS, WEB_AND_SRT_OPTIONS } from './protocol-options.js';

const RTSP = ['rtsp', 'rtsps'];

/**
 * Options of FFmpeg that a configuration may give by `ffmpeg.inputArgs` and `ffmpeg.outputArgs`. It is a list of what is
 * allowed and not of what is forbidden, since FFmpeg has thousands of options and gets new ones with each version. An
 * option is on it when
 * - FFmpeg takes exactly one value for it, so that a value can never be read as an option or as a second output;
 * - its value names no file, device, program or filter graph and no address that FFmpeg would open;
 * - it changes neither protocols, mapping, codecs, output, log nor progress: those the router depends on.
 */
export const INPUT_OPTIONS: readonly AllowedOption[] = [
  option('-analyzeduration', NUMBER, '2000000', 'how long it looks for tracks, in microseconds'),
  option('-probesize', NUMBER, '1000000', 'how many bytes it looks at for tracks'),
  option('-fflags', FLAGS, '+genpts+discardcorrupt', 'mends or drops broken time stamps and packets'),
  option('-err_detect', FLAGS, 'ignore_err', 'how much damage is borne'),
  option('-use_wallclock_as_timestamps', SWITCH, '1', 'for cameras whose time stamps are wrong'),
  option('-itsoffset', NUMBER, '0.5', 'shifts the time stamps, in seconds'),
  option('-thread_queue_size', NUMBER, '1024', 'packets that may wait between reading and writing'),
  option('-max_delay', NUMBER, '500000', 'how long late packets are waited for, in microseconds'),
  option('-threads', NUMBER, '2', 'threads that decode, for an encoding'),
  option('-hwaccel', WORD, 'auto', 'decodes by hardware, for an encoding'),
  option('-rtsp_flags', FLAGS, 'prefer_tcp', 'quirks of RTSP servers', RTSP),
  option('-allowed_media_types', FLAGS, 'video', 'asks an RTSP server for some tracks only', RTSP),
  option('-reorder_queue_size', NUMBER, '500', 'RTP packets that may come out of order', RTSP),
  ...RTMP_OPTIONS,
  ...WEB_AND_SRT_OPTIONS,
];

export const OUTPUT_OPTIONS: readonly AllowedOption[] = [
  option('-bsf:v', /^[a-z][\w=:,.+*/()-]{0,255}$/, 'dump_extra', 'rewrites video packets without encoding'),
  option('-bsf:a', /^[a-z][\w=:,.+*/()-]{0,255}$/, 'aac_adtstoasc', 'rewrites audio packets'),
  option('-metadata', /^[a-z_]{1,32}=[^\p{Cc}]{0,255}$/u, 'title=Gate', 'what players show as the title'),
  option('-pkt_size', NUMBER, '1200', 'longest RTP packet in bytes, for networks with a small MTU'),
  option('-rtpflags', FLAGS, 'latm', 'how RTP carries the codec'),
  option(
    '-max_interleave_delta',
    NUMBER,
    '1000000',
    'how long one track waits for the other, in microseconds',
  ),
  option('-max_muxing_queue_size', NUMBER, '1024', 'packets that may wait for a late track'),
  option('-flush_packets', SWITCH, '1', 'sends each packet at once'),
  option('-avoid_negative_ts', WORD, 'make_zero', 'where time stamps begin'),
  option('-profile:v', WORD, 'main', 'profile of the encoding, for old players'),
  option('-level:v', WORD, '4.1', 'level of the encoding, for old players'),
  option('-crf', NUMBER, '23', 'quality of the encoding in place of a bit rate'),
  option('-refs', NUMBER, '2', 'reference frames of the encoding'),
  option('-threads', NUMBER, '2', 'threads that encode'),
  option('-color_range', WORD, 'tv', 'what the picture says of its colours'),
  option('-colorspace', WORD, 'bt709', 'what the picture says of its colours'),
  option('-color_primaries', WORD, 'bt709', 'what the picture says of its colours'),
  option('-color_trc', WORD, 'bt709', 'what the picture says of its colours'),
  option('-cutoff', NUMBER, '16000', 'highest audio frequency that is encoded, in Hz'),
  option('-application', WORD, 'lowdelay', 'what Opus is tuned for'),
  option('-frame_duration', NUMBER, '20', 'length of an Opus packet in milliseconds'),
  option('-strict', WORD, 'experimental', 'lets FFmpeg use what it calls experimental'),
];

/** Options that the router gives itself, and how to get what they do. */
export const ROUTER_OPTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    'Give the address by "source".': ['-i'],
    'Remove it: where and how it is published is settled by "server" and "path".': [
      ...['-f', '-y', '-n', '-muxdelay', '-muxpreload', '-map', '-protocol_whitelist', '-protocol_blacklist'],
    ],
    'Remove it: the log is set by "run --log-level".': [
      ...['-loglevel', '-v', '-report', '-hide_banner', '-progress', '-stats', '-nostats', '-stats_period'],
    ],
    'Remove it: how long is waited is settled by "stallTimeout" and "firstFrameTimeout".': [
      ...['-rw_timeout', '-timeout', '-stimeout', '-fpsprobesize', '-tcp_nodelay', '-rtsp_transport'],
    ],
    'Write "video: { codec: h264 }" with bitrate, fps, size, preset, gop or encoder, or "video: none".': [
      ...[
        '-c',
        '-codec',
        '-c:v',
        '-codec:v',
        '-vcodec',
        '-vn',
        '-b',
        '-b:v',
        '-maxrate',
        '-bufsize',
        '-r',
        '-s',
      ],
      ...['-g', '-bf', '-preset', '-tune', '-pix_fmt', '-sc_threshold', '-force_key_frames', '-keyint_min'],
      ...[
        '-fps_mode',
        '-vsync',
        '-flags',
        '-flags:v',
        '-minrate',
        '-maxrate:v',
        '-bufsize:v',
        '-r:v',
        '-s:v',
      ],
    ],
    'Filters can open files; "video: { codec: h264 }" has size and fps.': [
      ...['-vf', '-af', '-filter', '-filter:v', '-filter:a', '-filter_complex', '-lavfi'],
    ],
    'Write "audio: { codec: aac }" with bitrate, sampleRate or channels, or "audio: none".': [
      ...['-c:a', '-codec:a', '-acodec', '-an', '-b:a', '-ab', '-ar', '-ac', '-ar:a', '-ac:a'],
    ],
  }).flatMap(([remedy, names]) => names.map((name) => [name, remedy])),
);

/** The arguments as they may be shown: without the values that can be credentials. */
export function shownArguments(args: readonly string[]): string[] {
  return args.map((text, index) => (isSecretAt(args, index) ? '***' : text));
}

/** The values that can be credentials. */
export function secretsOfArguments(args: readonly string[]): string[] {
  return args.filter((_text, index) => isSecretAt(args, index));
}

function isSecretAt(args: readonly string[], index: number): boolean {
  const name = index % 2 === 1 ? args[index - 1] : undefined;
  return INPUT_OPTIONS.some((known) => known.isSecret && known.name === name);
}
