import type { Reason } from '../state/conditions.js';
import { type FfmpegEnd, handshakeTimedOut, readTimedOut } from './ffmpeg-end.js';

/** A line of standard error that tells a reason. */
export interface EndRule {
  readonly reason: Reason;
  readonly pattern: RegExp;
  /** What else has to hold, where FFmpeg says the same of two causes. */
  readonly when?: (end: FfmpegEnd) => boolean;
}

/** FFmpeg 5.1 says "Could not write header for output file #0 (…): X", 7.1 "[out#0/rtsp @ …] … header (…): X". */
function writeHeader(answer: string): RegExp {
  return new RegExp(`Could not write header.*: .*(?:${answer})`);
}

/** FFmpeg 5.1 says "[error] rtmp://…: X", 7.1 "[in#0 @ …] [error] Error opening input: X". */
function openInput(answer: string): RegExp {
  return new RegExp(`(?:\\[error\\] [a-z]+://\\S+: |Error opening input: )(?:${answer})`);
}

/** Whatever it was about to do. */
const ALWAYS: readonly EndRule[] = [
  {
    reason: 'OutOfMemory',
    pattern:
      /Cannot allocate memory|malloc of size \d+ failed|loading shared libraries: .*(?:failed to map segment|cannot map zero-fill)/,
  },
  { reason: 'FfmpegMissing', pattern: /error while loading shared libraries|symbol lookup error/ },
  { reason: 'Killed', pattern: /Immediate exit requested|Received > \d+ system signals/ },
  {
    reason: 'ServerLost',
    pattern:
      /(?:av_interleaved_write_frame\(\)|Error submitting a packet to the muxer|Task finished with error code).*(?:Broken pipe|Connection reset|End of file)/,
  },
  {
    reason: 'ServerStalled',
    pattern: /(?:av_interleaved_write_frame\(\)|Error submitting a packet to the muxer).*timed out/,
  },
];

const ARGUMENTS: readonly EndRule[] = [
  { reason: 'TrackMissing', pattern: /matches no streams|does not contain any stream/ },
  { reason: 'EncoderMissing', pattern: /Unknown encoder|Encoder not found/ },
  {
    reason: 'EncoderMissing',
    pattern:
      /Cannot load lib\w+|Could not find a valid device|Device creation failed|No VA display|No (?:device available|capable devices found)|Error creating a MFX session/,
  },
  {
    reason: 'OptionRefused',
    pattern: /Unrecognized option|Option not found|Unable to parse option value|Failed to set value/,
  },
  {
    reason: 'EncoderRefused',
    pattern: /Error while opening encoder|Could not open encoder|Error (?:re)?initializing filters/,
  },
];

const SERVER: readonly EndRule[] = [
  { reason: 'CredentialsRefused', pattern: /method RECORD failed: 401/ },
  { reason: 'CredentialsRefused', pattern: writeHeader('401') },
  { reason: 'ServerError', pattern: /method RECORD failed: 5\d\d/ },
  { reason: 'ServerError', pattern: writeHeader('5XX') },
  { reason: 'PathRefused', pattern: writeHeader('403|404|400|4XX') },
  { reason: 'TransportRefused', pattern: writeHeader('Protocol not supported') },
  { reason: 'ServerDown', pattern: writeHeader('Connection refused|No route to host|unreachable|timed out') },
  { reason: 'ServerSilent', pattern: /Failed reading RTSP data: Connection timed out/ },
  { reason: 'ServerLost', pattern: /Failed reading RTSP data: (?:End of file|Connection reset|Broken pipe)/ },
  // 5.1 says this for an answer to RECORD that is not 200, and for none at all.
  { reason: 'ServerSilent', pattern: writeHeader('Invalid data found'), when: handshakeTimedOut },
  { reason: 'PathTaken', pattern: writeHeader('Invalid data found') },
  {
    reason: 'ServerHostUnknown',
    pattern: writeHeader('Input/output error'),
    when: ({ standardError }) => standardError.some((line) => line.includes('Failed to resolve hostname')),
  },
  { reason: 'ServerLost', pattern: writeHeader('Broken pipe|Connection reset|End of file|Input/output') },
];

const CODECS: readonly EndRule[] = [
  {
    // Enhanced RTMP puts the kind of packet (0, 1, …) where an FFmpeg before 6.1 looks for the codec; 12 is what encoders
    // used for H.265 before there was Enhanced RTMP.
    reason: 'H265NeedsNewerFfmpeg',
    pattern: /Video codec \((?:0|1|c)\) is not implemented|Video: none \(\[12\]\[0\]\[0\]\[0\]/,
  },
  {
    reason: 'CodecNotSupported',
    pattern:
      /Unsupported codec|codec not currently supported in container|not (?:yet )?implemented|no decoder found/,
  },
];

const SOURCE: readonly EndRule[] = [
  { reason: 'SourceHostUnknown', pattern: /Failed to resolve hostname/ },
  {
    reason: 'SourceUnreachable',
    pattern: /Connection to \S+ failed: (?:.*timed out|No route to host|.*unreachable|Host is down)/,
  },
  // Over UDP "refused" and "unreachable" are the same silence.
  { reason: 'SourceUnreachable', pattern: /Connection to srt:\S+ failed: / },
  { reason: 'SourceRefused', pattern: /Connection to \S+ failed: |Connection refused/ },
  {
    reason: 'SourceCredentialsRefused',
    pattern:
      /No credentials set|Incorrect username|Authentication failed|40[13] ?(?:Unauthorized|Forbidden)/i,
  },
  {
    reason: 'SourceCredentialsRefused',
    pattern:
      /Server error: .*(?:authmod|authfail|need auth|authori[sz]ed|authentication|access denied|permission denied)/i,
  },
  // The RTMP server answers "connect" or "play" with an error.
  { reason: 'SourceNotFound', pattern: /Server error: |Server returned 5XX|404 ?Not Found|No such file/i },
  { reason: 'SourceSilent', pattern: openInput('Connection timed out') },
  { reason: 'SourceRefused', pattern: /Cannot read RTMP handshake response|Connection reset by peer/ },
  // Also what is said of an RTMP server that answers "play" and sends nothing until the timeout.
  { reason: 'SourceNotFound', pattern: openInput('Input/output error|End of file') },
  { reason: 'SourceNotFound', pattern: /Invalid data found when processing input/ },
  { reason: 'TrackMissing', pattern: /Could not find codec parameters/ },
];

const READING = /Error during demuxing|\[error\] [a-z]+:\/\/\S+: /;

/** Before FFmpeg has written media. */
export const STARTING_RULES: readonly EndRule[] = [...ALWAYS, ...ARGUMENTS, ...SERVER, ...CODECS, ...SOURCE];

/** While it writes media. */
export const RUNNING_RULES: readonly EndRule[] = [
  ...ALWAYS,
  // The same words for a source that ended and for one that fell silent: the time tells.
  { reason: 'SourceStalled', pattern: READING, when: readTimedOut },
  { reason: 'SourceStalled', pattern: /(?:Error during demuxing|\[error\] [a-z]+:\/\/\S+): .*timed out/ },
  { reason: 'SourceEnded', pattern: READING },
  { reason: 'ServerLost', pattern: /Error (?:muxing a packet|writing trailer)/ },
];
