import { formatBitRate } from '../util/bit-rate.js';

/** What becomes of the video: as it comes, left out, as it comes where readers can play it, or encoded. */
export type VideoChoice = 'copy' | 'none' | 'auto' | VideoEncoding;

/** What becomes of the audio, as with {@link VideoChoice}. */
export type AudioChoice = 'copy' | 'none' | 'auto' | AudioEncoding;

/** Null: the default of the encoder, or as the source has it. */
export interface VideoEncoding {
  readonly codec: VideoCodec;
  readonly bitsPerSecond: number | null;
  readonly framesPerSecond: number | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly preset: string | null;
  /** Frames from one key frame to the next. */
  readonly gop: number | null;
  /** FFmpeg's name of the encoder, such as `h264_vaapi`. */
  readonly encoder: string | null;
}

export interface AudioEncoding {
  readonly codec: AudioCodec;
  readonly bitsPerSecond: number | null;
  readonly sampleRate: number | null;
  readonly channels: number | null;
}

export const VIDEO_CODECS = ['h264', 'h265'] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

export const AUDIO_CODECS = ['aac', 'opus', 'pcm_alaw', 'pcm_mulaw'] as const;
export type AudioCodec = (typeof AUDIO_CODECS)[number];

/** In a few words, such as `h264 2M 25 fps`; equal texts are equal choices. */
export function mediaText(choice: VideoChoice | AudioChoice): string {
  if (typeof choice === 'string') return choice;
  const { codec, bitsPerSecond } = choice;
  const bitRate = bitsPerSecond === null ? null : formatBitRate(bitsPerSecond);
  const rest =
    'gop' in choice
      ? [
          choice.framesPerSecond === null ? null : `${choice.framesPerSecond} fps`,
          choice.size === null ? null : `${choice.size.width}x${choice.size.height}`,
          choice.preset,
          choice.gop === null ? null : `gop ${choice.gop}`,
          choice.encoder === null ? null : `by ${choice.encoder}`,
        ]
      : [
          choice.sampleRate === null ? null : `${choice.sampleRate} Hz`,
          choice.channels === null ? null : `${choice.channels} channels`,
        ];
  return [codec, bitRate, ...rest].filter((part) => part !== null).join(' ');
}
