import type { Diagnostic } from '../state/diagnostic.js';
import { formatDuration } from '../util/duration.js';
import { checkArguments } from './check-arguments.js';
import { mergedStream } from './merged-stream.js';
import type { Places } from './places.js';
import type { RawAudioEncoding, RawConfiguration, RawStream } from './raw-configuration.js';
import { toPolicy } from './to-policy.js';
import { valueProblem } from './value-problem.js';

/** Keys that fit by themselves and not together, in the streams and in what is written for several of them. */
export function checkStreams(places: Places, raw: RawConfiguration): Diagnostic[] {
  const { defaults = {}, profiles = {}, streams } = raw;
  const diagnostics = checkKeysOf(places, ['defaults'], defaults);
  const areDefaultsNothing = isNothing(defaults);
  if (areDefaultsNothing) diagnostics.push(nothingLeft(places, ['defaults', 'audio']));
  for (const [name, profile] of Object.entries(profiles))
    diagnostics.push(...checkKeysOf(places, ['profiles', name], profile));
  for (const [name, stream] of Object.entries(streams)) {
    const place = ['streams', name];
    diagnostics.push(...checkKeysOf(places, place, stream));
    // What is wrong with the defaults alone is told once, there.
    const cause = (['audio', 'video', 'profile'] as const).find((key) => stream[key] !== undefined);
    if (isNothing(mergedStream(raw, stream)) && (cause !== undefined || !areDefaultsNothing))
      diagnostics.push(nothingLeft(places, cause === undefined ? place : [...place, cause]));
  }
  return diagnostics;
}

function checkKeysOf(places: Places, place: readonly string[], raw: Partial<RawStream>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (typeof raw.audio === 'object') diagnostics.push(...checkAudio(places, [...place, 'audio'], raw.audio));
  if (raw.ffmpeg !== undefined) diagnostics.push(...checkArguments(places, [...place, 'ffmpeg'], raw.ffmpeg));
  const { initialMs, maxMs } = toPolicy(raw).backoff;
  if (initialMs > maxMs) {
    const key = raw.backoff?.initial === undefined ? 'max' : 'initial';
    const delays = `${formatDuration(initialMs)}${raw.backoff?.initial === undefined ? ' by default' : ''}`;
    diagnostics.push(
      valueProblem(
        places,
        [...place, 'backoff', key],
        `"backoff": the first delay (${delays}) is longer than the longest (${formatDuration(maxMs)}${raw.backoff?.max === undefined ? ' by default' : ''})`,
        'Make "initial" shorter or "max" longer.',
      ),
    );
  }
  return diagnostics;
}

function checkAudio(places: Places, place: readonly string[], audio: RawAudioEncoding): Diagnostic[] {
  const { codec, bitrate, sampleRate, channels } = audio;
  if (codec.startsWith('pcm') && bitrate !== undefined) {
    const message = `"bitrate": ${codec} has none to choose, it follows from sampleRate and channels`;
    return [valueProblem(places, [...place, 'bitrate'], message, 'Remove it, or choose aac or opus.')];
  }
  if (codec === 'opus' && sampleRate !== undefined && !OPUS_RATES.includes(sampleRate)) {
    const message = '"sampleRate": Opus knows 8000, 12000, 16000, 24000 and 48000 only';
    return [valueProblem(places, [...place, 'sampleRate'], message, 'Write 48000, or leave it out.')];
  }
  if (codec === 'opus' && channels !== undefined && channels > 2) {
    const message = '"channels": Opus over RTP has 1 or 2';
    return [valueProblem(places, [...place, 'channels'], message, 'Write 1 or 2.')];
  }
  return [];
}

/** RFC 7587 section 4.1 lists the sample rates of its bandwidths, section 7 has at most stereo. */
const OPUS_RATES: readonly number[] = [8000, 12000, 16000, 24000, 48000];

function isNothing({ video, audio }: Partial<RawStream>): boolean {
  return video === 'none' && audio === 'none';
}

function nothingLeft(places: Places, place: readonly string[]): Diagnostic {
  return {
    ...valueProblem(
      places,
      place,
      'without video and without audio nothing is left of the stream',
      'Write copy for one of the two, or "enabled: false" to run nothing.',
    ),
    code: 'no-track',
  };
}
