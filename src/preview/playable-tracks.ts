import { codecName } from '../media-server/rtsp/codec-name.js';
import { parameterSets } from '../media-server/rtsp/rtp/parameter-sets.js';
import type { MediaDescription, SessionDescription } from '../media-server/rtsp/sdp.js';
import { setUpAac } from './audio/aac.js';
import type { AudioTrackSetup } from './audio/audio-codec.js';
import { setUpOpus } from './audio/opus.js';
import { PreviewProblem } from './preview-problem.js';
import { h264 } from './video/h264.js';
import { h265 } from './video/h265.js';
import type { VideoCodec } from './video/video-codec.js';

/** What browsers play of a description: its first video track, and the first audio track if they play that. Throws PreviewProblem. */
export function playableTracks({ medias }: SessionDescription): PlayableTracks {
  const video = medias.find(({ kind }) => kind === 'video');
  if (video === undefined) throw new PreviewProblem('no-video', 'The stream has no video.');
  const codec = VIDEO_CODECS.get(video.encoding);
  if (codec === undefined) {
    throw new PreviewProblem(
      'not-playable',
      `The video of the stream is ${codecName(video.encoding)}, which is not shown here.`,
      'Let it be encoded: "video: auto" makes H.264 of what browsers do not play.',
    );
  }
  const audio = medias.find(({ kind }) => kind === 'audio');
  const setup = audio === undefined ? undefined : AUDIO_CODECS.get(audio.encoding)?.(audio);
  return {
    video: { media: video, codec, parameterSets: parameterSets(video) },
    audio: audio === undefined || setup === undefined ? null : { media: audio, ...setup },
  };
}

export interface PlayableTracks {
  readonly video: {
    readonly media: MediaDescription;
    readonly codec: VideoCodec;
    /** As the description tells them. */
    readonly parameterSets: readonly Buffer[];
  };
  /** Null when there is none, or none that browsers play. */
  readonly audio: ({ readonly media: MediaDescription } & AudioTrackSetup) | null;
}

/** By RTP's encoding name, in upper case. */
const VIDEO_CODECS = new Map<string, VideoCodec>([
  ['H264', h264],
  ['H265', h265],
  ['HEVC', h265],
]);

const AUDIO_CODECS = new Map<string, (media: MediaDescription) => AudioTrackSetup | undefined>([
  ['MPEG4-GENERIC', setUpAac],
  ['OPUS', setUpOpus],
]);
