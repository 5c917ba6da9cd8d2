import { AUDIO_CODECS, VIDEO_CODECS } from '../state/media-choice.js';

const CHOICES = ['copy', 'none', 'auto'];

/** `video` of a stream. `if` and not `anyOf`: one mistake has one error. */
export const videoSchema = {
  description:
    'What becomes of the video: copy passes it on as it comes, none leaves it out, auto passes on what RTSP readers play and encodes the rest as H.264, a mapping encodes it.',
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { $ref: '#/definitions/videoEncoding' },
  else: {
    enum: CHOICES,
    problem: 'this is neither copy, none, auto nor an encoding',
    remedy: 'Write copy, none, auto, or an encoding such as { codec: h264, bitrate: 2M }.',
  },
  default: 'copy',
  examples: [{ codec: 'h264', bitrate: '2M', fps: 25 }],
  onChange: 'restarts the stream',
} as const;

/** `audio` of a stream. */
export const audioSchema = {
  description:
    'What becomes of the audio: copy, none, auto (encodes as AAC what RTSP readers do not play, such as Speex), or a mapping that encodes it.',
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { $ref: '#/definitions/audioEncoding' },
  else: {
    enum: CHOICES,
    problem: 'this is neither copy, none, auto nor an encoding',
    remedy: 'Write copy, none, auto, or an encoding such as { codec: aac, bitrate: 128k }.',
  },
  default: 'copy',
  examples: [{ codec: 'aac', bitrate: '128k' }],
  onChange: 'restarts the stream',
} as const;

const bitRate = {
  type: 'string',
  pattern: '^[0-9]{1,6}(?:\\.[0-9]{1,3})?[kM]$',
  remedy: 'Write a number and its unit: 128k, 800k, 2M.',
} as const;

export const videoEncodingSchema = {
  type: 'object',
  required: ['codec'],
  additionalProperties: false,
  remedy: 'Write "codec: h264" into it.',
  properties: {
    codec: {
      description: 'What it is encoded as.',
      enum: VIDEO_CODECS,
      problem: 'this is no codec to encode video with',
      remedy: 'Write h264 or h265.',
      examples: VIDEO_CODECS,
      onChange: 'restarts the stream',
    },
    bitrate: {
      ...bitRate,
      description: 'Bits per second. Default: constant quality with libx264 and libx265, 2M with others.',
      format: 'video-bit-rate',
      problem: 'this is no bit rate from 10k to 500M',
      examples: ['800k', '2M'],
      onChange: 'restarts the stream',
    },
    fps: {
      description: 'Frames per second, such as 25 or 29.97. Default: as the source has it.',
      type: 'number',
      minimum: 1,
      maximum: 240,
      problem: 'this is no number of frames per second from 1 to 240',
      remedy: 'Write a number such as 25 or 29.97.',
      examples: [25],
      onChange: 'restarts the stream',
    },
    size: {
      description: 'Width and height in pixels. Default: as the source has it.',
      type: 'string',
      pattern: '^[0-9]{2,4}x[0-9]{2,4}$',
      format: 'picture-size',
      problem: 'this is no size in even numbers of pixels from 16x16 to 8192x8192',
      remedy: 'Write width, x and height, such as 1280x720.',
      examples: ['1280x720'],
      onChange: 'restarts the stream',
    },
    preset: {
      description:
        'Speed of the encoder against size, in its own words. Default: veryfast with libx264 and libx265.',
      type: 'string',
      pattern: '^[a-z][a-z0-9_-]{0,31}$',
      problem: 'this is no name of a preset',
      remedy: 'Write a word that the encoder knows, such as ultrafast, veryfast or medium.',
      examples: ['veryfast'],
      onChange: 'restarts the stream',
    },
    gop: {
      description: 'Frames from one key frame to the next. Default: those of 2 s.',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      problem: 'this is no whole number of frames from 1 to 1000',
      remedy: 'Write a number such as 50.',
      examples: [50],
      onChange: 'restarts the stream',
    },
    encoder: {
      description:
        'Encoder by the name that FFmpeg gives it, for one that uses hardware. Default: libx264 or libx265.',
      type: 'string',
      pattern: '^[a-z][a-z0-9_]{0,31}$',
      problem: 'this is no name of an encoder',
      remedy: 'Write a name that "ffmpeg -encoders" lists, such as h264_vaapi.',
      examples: ['h264_vaapi'],
      onChange: 'restarts the stream',
    },
  },
} as const;

export const audioEncodingSchema = {
  type: 'object',
  required: ['codec'],
  additionalProperties: false,
  remedy: 'Write "codec: aac" into it.',
  properties: {
    codec: {
      description: 'What it is encoded as.',
      enum: AUDIO_CODECS,
      problem: 'this is no codec to encode audio with',
      remedy: 'Write aac, opus, pcm_alaw or pcm_mulaw.',
      examples: AUDIO_CODECS,
      onChange: 'restarts the stream',
    },
    bitrate: {
      ...bitRate,
      description: 'Bits per second, for aac and opus. Default: 128k.',
      format: 'audio-bit-rate',
      problem: 'this is no bit rate from 6k to 1M',
      examples: ['128k'],
      onChange: 'restarts the stream',
    },
    sampleRate: {
      description: 'Samples per second. Default: as the source has it; 48000 for opus, 8000 for pcm.',
      enum: [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000],
      problem: 'this is no sample rate',
      remedy: 'Write 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200 or 96000.',
      examples: [48000],
      onChange: 'restarts the stream',
    },
    channels: {
      description: 'Number of channels. Default: as the source has it; 1 for pcm.',
      type: 'integer',
      minimum: 1,
      maximum: 8,
      problem: 'this is no number of channels from 1 to 8',
      remedy: 'Write 1 for mono or 2 for stereo.',
      examples: [1],
      onChange: 'restarts the stream',
    },
  },
} as const;
