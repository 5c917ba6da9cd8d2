import { shownArguments } from '../state/allowed-options.js';
import type { Change } from '../state/cause.js';
import { mediaText } from '../state/media-choice.js';
import { publicNamesOf, type StreamSpec, serverText, sourcesText } from '../state/stream.js';
import { formatByteSize } from '../util/byte-size.js';
import { formatDuration } from '../util/duration.js';
import { redactUrls } from '../util/redact.js';

/** What differs between two versions of a stream in the words of the file, redacted. Empty when only a credential differs. */
export function changesBetween(from: StreamSpec, to: StreamSpec): Change[] {
  const readings: readonly [key: string, read: (spec: StreamSpec) => string][] = [
    ['source', (spec) => sourcesText(spec.sources)],
    ['server', (spec) => serverText(spec.server)],
    ['path', (spec) => spec.path],
    ['video', (spec) => mediaText(spec.video)],
    ['audio', (spec) => mediaText(spec.audio)],
    ['ffmpeg.inputArgs', ({ ffmpeg }) => argumentsText(ffmpeg.inputArgs)],
    ['ffmpeg.outputArgs', ({ ffmpeg }) => argumentsText(ffmpeg.outputArgs)],
    ['stallTimeout', ({ policy }) => formatDuration(policy.stallTimeoutMs)],
    ['firstFrameTimeout', ({ policy }) => formatDuration(policy.firstFrameTimeoutMs)],
    ['backoff.initial', ({ policy }) => formatDuration(policy.backoff.initialMs)],
    ['backoff.max', ({ policy }) => formatDuration(policy.backoff.maxMs)],
    ['failback', ({ policy }) => orOff(policy.failbackMs, formatDuration)],
    ['hold', ({ policy }) => orOff(policy.holdMs, formatDuration)],
    ['limits.nice', ({ policy }) => String(policy.limits.nice)],
    ['limits.memory', ({ policy }) => orOff(policy.limits.memoryBytes, formatByteSize)],
  ];
  return readings
    .map(([key, read]) => ({ key, from: shown(read(from), from), to: shown(read(to), to) }))
    .filter((change) => change.from !== change.to);
}

function shown(text: string, spec: StreamSpec): string {
  return redactUrls(text, new Set(publicNamesOf(spec)));
}

function argumentsText(args: readonly string[]): string {
  // Headers may have line ends.
  return args.length === 0 ? 'none' : shownArguments(args).join(' ').replace(/\s+/g, ' ');
}

function orOff(value: number | null, format: (value: number) => string): string {
  return value === null ? 'off' : format(value);
}
