import type { Reason } from '../state/conditions.js';

/**
 * Tells from what FFmpeg left behind why it ended. The exit code carries no cause (5.1 exits 1 for nearly
 * everything, the end of a source is 0), so the last lines of standard error do: the first rule of which a line
 * matches wins, so the rules stand from the specific to the general. Wordings of 5.1 and 7.1 are covered.
 */
export function classifyEnd(end: FfmpegEnd): ClassifiedEnd {
  if (end.spawnError) return { reason: 'FfmpegMissing', evidence: null };
  if (end.signal === 'SIGKILL') return { reason: 'Killed', evidence: null };
  for (const { reason, pattern } of end.hadProgress ? RUNNING_RULES : STARTING_RULES) {
    const evidence = end.standardError.find((line) => pattern.test(line));
    if (evidence !== undefined) return { reason, evidence };
  }
  if (end.exitCode === 0) return { reason: 'SourceEnded', evidence: null };
  return {
    reason: 'Failed',
    evidence: end.standardError.findLast((line) => /\[(error|fatal)\] ./.test(line)) ?? null,
  };
}

export interface FfmpegEnd {
  /** It could not be spawned at all. */
  readonly spawnError: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines of standard error, oldest first, written with `-loglevel level+warning`. */
  readonly standardError: readonly string[];
  /** Whether media was written to the output before. */
  readonly hadProgress: boolean;
}

export interface ClassifiedEnd {
  readonly reason: Reason;
  /** The line that told. */
  readonly evidence: string | null;
}

interface Rule {
  readonly reason: Reason;
  readonly pattern: RegExp;
}

/** FFmpeg 5.1 says "Could not write header for output file #0 (…): X", 7.1 "[out#0/rtsp @ …] … header (…): X". */
function writeHeader(answer: string): RegExp {
  return new RegExp(`Could not write header.*: .*(?:${answer})`);
}

const STARTING_RULES: readonly Rule[] = [
  { reason: 'OptionRefused', pattern: /Unrecognized option|Option not found/ },
  {
    reason: 'CodecNotSupported',
    pattern: /Unsupported codec|Unknown encoder|Error while opening encoder|Encoder not found/,
  },
  {
    reason: 'CodecNotSupported',
    pattern: /codec not currently supported in container|not yet implemented in FFmpeg/,
  },
  { reason: 'TrackMissing', pattern: /matches no streams|does not contain any stream/ },
  { reason: 'CredentialsRefused', pattern: writeHeader('401') },
  { reason: 'PathRefused', pattern: writeHeader('403|404|400|4XX') },
  { reason: 'ServerError', pattern: writeHeader('5XX') },
  { reason: 'PathTaken', pattern: writeHeader('Invalid data found') },
  {
    reason: 'ServerDown',
    pattern: writeHeader('Connection refused|No route to host|Network is unreachable|timed out'),
  },
  { reason: 'ServerHostUnknown', pattern: writeHeader('Input/output error') },
  { reason: 'ServerLost', pattern: writeHeader('Broken pipe|Connection reset|End of file') },
  { reason: 'SourceHostUnknown', pattern: /Failed to resolve hostname/ },
  { reason: 'SourceRefused', pattern: /Connection to \S+ failed: |Connection refused/ },
  { reason: 'SourceCredentialsRefused', pattern: /401 Unauthorized|403 Forbidden|authfail|Unauthorized/i },
  {
    reason: 'SourceSilent',
    pattern: /(?:\[error\] [a-z]+:\/\/\S+: |Error opening input: )Connection timed out/,
  },
  { reason: 'SourceRefused', pattern: /Cannot read RTMP handshake response|Connection reset by peer/ },
  { reason: 'SourceNotFound', pattern: /StreamNotFound|404 Not Found|No such file/i },
  {
    reason: 'SourceNotFound',
    pattern: /(?:\[error\] [a-z]+:\/\/\S+: |Error opening input: )(?:Input\/output error|End of file)/,
  },
  { reason: 'SourceNotFound', pattern: /Invalid data found when processing input/ },
  { reason: 'TrackMissing', pattern: /Could not find codec parameters/ },
];

const RUNNING_RULES: readonly Rule[] = [
  {
    reason: 'ServerLost',
    pattern:
      /av_interleaved_write_frame\(\)|Error (?:submitting a packet to the muxer|muxing a packet|writing trailer)/,
  },
  {
    reason: 'SourceEnded',
    pattern:
      /Error during demuxing|\[error\] [a-z]+:\/\/\S+: (?:Input\/output error|Connection reset by peer|End of file)/,
  },
  { reason: 'SourceSilent', pattern: /Connection timed out/ },
];
