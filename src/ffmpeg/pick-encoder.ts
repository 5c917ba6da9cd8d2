import {
  AUDIO_CODECS,
  type AudioCodec,
  type AudioEncoding,
  VIDEO_CODECS,
  type VideoCodec,
  type VideoEncoding,
} from '../state/media-choice.js';
import { DEFAULT_ENCODERS, writesCodec } from './encoders.js';
import type { FfmpegInventory } from './inventory.js';

/** The encoder for an encoding by FFmpeg's name, or why there is none: a sentence without a full stop, and what to do. */
export function pickEncoder(
  choice: VideoEncoding | AudioEncoding,
  { encoders }: Pick<FfmpegInventory, 'encoders'>,
): PickedEncoder {
  const { codec } = choice;
  const named = 'encoder' in choice ? choice.encoder : null;
  const remedy = `Install an FFmpeg with ${DEFAULT_ENCODERS[codec]}, or choose what it has`;
  if (named === null) {
    const encoder = [DEFAULT_ENCODERS[codec], ...(SUBSTITUTES[codec] ?? [])].find((name) =>
      encoders.has(name),
    );
    // What needs hardware is never taken by itself: that FFmpeg has it does not say that the machine does.
    if (encoder !== undefined) return { encoder };
    return { problem: `this FFmpeg has no encoder for ${codec}; ${possessions(encoders)}`, remedy };
  }
  if (!encoders.has(named))
    return { problem: `this FFmpeg has no encoder ${named}; ${possessions(encoders)}`, remedy };
  if (!writesCodec(named, codec)) {
    const fitting = encodersOf(codec, encoders).join(', ') || 'none';
    return {
      problem: `${named} does not write ${codec}`,
      remedy: `What this FFmpeg has for ${codec}: ${fitting}`,
    };
  }
  return { encoder: named };
}

export type PickedEncoder =
  | { readonly encoder: string }
  | { readonly problem: string; readonly remedy: string };

/** Others that run in software, in order of preference. */
const SUBSTITUTES: Readonly<Partial<Record<VideoCodec | AudioCodec, readonly string[]>>> = {
  h264: ['libopenh264'],
};

/** `it has libx264, h264_vaapi for h264, aac for aac`. */
function possessions(encoders: ReadonlySet<string>): string {
  const groups = [...VIDEO_CODECS, ...AUDIO_CODECS].flatMap((codec) => {
    const names = encodersOf(codec, encoders);
    return names.length === 0 ? [] : [names.join() === codec ? codec : `${names.join(', ')} for ${codec}`];
  });
  return groups.length === 0 ? 'it has none that could be used' : `it has ${groups.join('; ')}`;
}

function encodersOf(codec: VideoCodec | AudioCodec, encoders: ReadonlySet<string>): string[] {
  const first = DEFAULT_ENCODERS[codec];
  return [...encoders]
    .filter((name) => writesCodec(name, codec))
    .sort((a, b) => Number(b === first) - Number(a === first));
}
