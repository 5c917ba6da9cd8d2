/**
 * Reads what FFmpeg tells of its input on standard error: the first track of each kind, which is the one that a relay
 * takes. Null when it told of no input at all: it never came so far, and the lines say why. Wordings of 5.1 and 7.1
 * are covered:
 *
 *     [info]   Stream #0:1: Audio: speex, 16000 Hz, mono, flt, 27 kb/s
 *     [info]   Stream #0:0[0x100](eng): Video: h264 (High) ([27][0][0][0] / 0x001B), yuv420p(tv), 1280x720, 29.97 fps
 */
export function parseInspection(lines: readonly string[]): Inspection | null {
  if (!lines.some((line) => INPUT.test(line))) return null;
  return {
    video: lines.map(videoTrack).find((track) => track !== null) ?? null,
    audio: lines.map(audioTrack).find((track) => track !== null) ?? null,
  };
}

/** Null: there is no such track. */
export interface Inspection {
  readonly video: InspectedVideo | null;
  readonly audio: InspectedAudio | null;
}

/** What is null was not told. */
export interface InspectedVideo {
  /** By FFmpeg's name, such as `hevc`; null for one that this FFmpeg does not know. */
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
}

export interface InspectedAudio {
  /** By FFmpeg's name, such as `nellymoser`. */
  readonly codec: string | null;
  /** In Hz. */
  readonly sampleRate: number | null;
  readonly channels: number | null;
}

const INPUT = /^(?:\[info\] )?Input #0, /;
const STREAM = /^(?:\[info\] )?\s*Stream #0:\d+(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (Video|Audio): (\w+)(.*)$/;

function videoTrack(line: string): InspectedVideo | null {
  const [, kind, codec = '', rest = ''] = STREAM.exec(line) ?? [];
  if (kind !== 'Video') return null;
  const [, width, height] = /, (\d{1,5})x(\d{1,5})(?=[,\s]|$)/.exec(rest) ?? [];
  const [, fps, thousands] = /, (\d+(?:\.\d+)?)(k?) fps\b/.exec(rest) ?? [];
  return {
    codec: knownCodec(codec),
    width: number(width),
    height: number(height),
    fps: fps === undefined ? null : Number(fps) * (thousands === 'k' ? 1_000 : 1),
  };
}

function audioTrack(line: string): InspectedAudio | null {
  const [, kind, codec = '', rest = ''] = STREAM.exec(line) ?? [];
  if (kind !== 'Audio') return null;
  return {
    codec: knownCodec(codec),
    sampleRate: number(/, (\d+) Hz\b/.exec(rest)?.[1]),
    channels: channelCount(/ Hz, ([^,]+)/.exec(rest)?.[1]),
  };
}

function knownCodec(codec: string): string | null {
  return codec === 'none' || codec === 'unknown' ? null : codec;
}

function number(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** `mono`, `stereo`, `5.1(side)`, `3 channels`. */
function channelCount(layout: string | undefined): number | null {
  const counted = /^(\d+) channels/.exec(layout ?? '')?.[1];
  if (counted !== undefined) return Number(counted);
  const surround = /^(\d)\.(\d)/.exec(layout ?? '');
  if (surround !== null) return Number(surround[1]) + Number(surround[2]);
  return layout === undefined ? null : (LAYOUTS[layout] ?? null);
}

const LAYOUTS: Readonly<Record<string, number>> = { mono: 1, stereo: 2, downmix: 2, quad: 4 };
