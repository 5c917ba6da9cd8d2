/** Names of codecs by the ids that FLV has for them (Adobe FLV 10.1, E.4.2.1 and E.4.3.1). */
const classicVideo: Readonly<Record<number, string>> = {
  2: 'H263',
  3: 'ScreenVideo',
  4: 'VP6',
  5: 'VP6A',
  6: 'ScreenVideo2',
  7: 'H264',
  // Not in the specification; Chinese encoders and cameras use them.
  12: 'H265',
  13: 'AV1',
};

const classicAudio: Readonly<Record<number, string>> = {
  0: 'PCM',
  1: 'ADPCM',
  2: 'MP3',
  3: 'PCM',
  4: 'Nellymoser',
  5: 'Nellymoser',
  6: 'Nellymoser',
  7: 'G711A',
  8: 'G711U',
  10: 'AAC',
  11: 'Speex',
  14: 'MP3',
};

/** Enhanced RTMP v2, "Enhanced Video" and "Enhanced Audio". */
const fourCcs: Readonly<Record<string, string>> = {
  avc1: 'H264',
  hvc1: 'H265',
  vvc1: 'H266',
  av01: 'AV1',
  vp08: 'VP8',
  vp09: 'VP9',
  mp4a: 'AAC',
  Opus: 'Opus',
  'ac-3': 'AC3',
  'ec-3': 'EAC3',
  '.mp3': 'MP3',
  fLaC: 'FLAC',
};

export const videoCodecName = (id: number): string => classicVideo[id] ?? `video-${id}`;
export const audioCodecName = (id: number): string => classicAudio[id] ?? `audio-${id}`;

/** A FourCC that nobody knows is its own name when it can be printed, and undefined otherwise. */
export function fourCcCodecName(fourCc: string): string | undefined {
  if (Object.hasOwn(fourCcs, fourCc)) return fourCcs[fourCc];
  return /^[\w.-]{4}$/.test(fourCc) ? fourCc : undefined;
}

export const VIDEO_FOURCCS = ['avc1', 'hvc1', 'vvc1', 'av01', 'vp08', 'vp09'] as const;
export const AUDIO_FOURCCS = ['mp4a', 'Opus', 'ac-3', 'ec-3', '.mp3', 'fLaC'] as const;
