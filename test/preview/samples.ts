import type { VideoConfiguration } from '../../src/preview/video/video-codec.js';
import type { VideoFrame } from '../../src/preview/video/video-track.js';

/** Parameter sets that x264 and x265 have made. */
export const SETS = {
  /** 1920 × 1080, 30 a second, three frames between two that are referred to. */
  h264: ['67640028acd940780227e5c044000003000400000300f03c60c658', '68ebe3cb22c0'].map(fromHex),
  /** 1926 × 1082, 8 bits */
  h265: [
    '40010c01ffff016000000300900000030000030078959809',
    '420101016000000300900000030000030078a003c48011075265959a4932bc05a020000003002000000303c1',
    '4401c172b46240',
  ].map(fromHex),
} as const;

export function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

export const CONFIGURATION: VideoConfiguration = {
  codec: 'avc1.640028',
  sampleEntry: 'avc1',
  box: Buffer.from('the box'),
  widthPx: 640,
  heightPx: 360,
  pixelAspect: [1, 1],
  frameDurationS: 0.04,
  reorderedFrames: 0,
};

/** A frame that is decoded when it is shown. */
export function frameAt(shownAtS: number, isKey = false, configuration = CONFIGURATION): VideoFrame {
  return { isKey, shownAtS, decodedAtS: shownAtS, data: Buffer.from(`frame ${shownAtS}`), configuration };
}
