import type { AudioEncoding } from '../state/media-choice.js';
import { DEFAULT_ENCODERS } from './encoders.js';

/** FFmpeg's output options for the audio. */
export function audioArguments(audio: 'copy' | 'none' | AudioEncoding): string[] {
  if (audio === 'none') return ['-an'];
  if (audio === 'copy') return ['-c:a', 'copy'];
  const { codec } = audio;
  return ['-c:a', DEFAULT_ENCODERS[codec], ...layout(audio), ...bitRate(audio), ...format(audio)];
}

const DEFAULT_BIT_RATE = 128_000;

/**
 * Speex and others say how many channels they have and not which, at which FFmpeg 5.1's AAC ends; what matches none of
 * these is mixed to one that does. Over RTP Opus is mono or stereo (RFC 7587 section 7).
 */
function layout({ codec, channels }: AudioEncoding): string[] {
  if (channels !== null || codec.startsWith('pcm')) return [];
  const layouts = codec === 'opus' ? 'mono|stereo' : 'mono|stereo|3.0|4.0|5.0|5.1|7.1';
  return ['-af', `aformat=channel_layouts=${layouts}`];
}

function bitRate({ codec, bitsPerSecond }: AudioEncoding): string[] {
  switch (codec) {
    case 'aac':
      return ['-b:a', String(bitsPerSecond ?? DEFAULT_BIT_RATE)];
    case 'opus':
      // Its default looks 20 ms ahead for music.
      return ['-b:a', String(bitsPerSecond ?? DEFAULT_BIT_RATE), '-application', 'lowdelay'];
    case 'pcm_alaw':
    case 'pcm_mulaw':
      return [];
  }
}

/** As the source has it where nothing is said, save for what RTP fixes: G.711 is 8 kHz mono (RFC 3551), Opus 48 kHz (RFC 7587). */
function format({ codec, sampleRate, channels }: AudioEncoding): string[] {
  const isPcm = codec === 'pcm_alaw' || codec === 'pcm_mulaw';
  const rate = sampleRate ?? (isPcm ? 8_000 : codec === 'opus' ? 48_000 : null);
  const count = channels ?? (isPcm ? 1 : null);
  return [...(rate === null ? [] : ['-ar', String(rate)]), ...(count === null ? [] : ['-ac', String(count)])];
}
