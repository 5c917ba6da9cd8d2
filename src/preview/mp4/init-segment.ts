import type { AudioConfiguration } from '../audio/audio-codec.js';
import type { VideoConfiguration } from '../video/video-codec.js';
import { box, fullBox, u8, u16, u32, u64, zeros } from './box.js';

/**
 * What a player has to know before the first fragment: `ftyp` and `moov` without samples. ISO/IEC 14496-12 8.
 * @param durationS of all fragments, when it is known
 */
export function initSegment({ video, audio }: InitTracks, durationS?: number): Buffer {
  const extended = [
    ...(durationS === undefined ? [] : [fullBox('mehd', 1, 0, u64(Math.round(durationS * MOVIE_TIMESCALE)))]),
    trackExtends(VIDEO_TRACK),
    ...(audio === null ? [] : [trackExtends(AUDIO_TRACK)]),
  ];
  const movie = box(
    'moov',
    movieHeader(),
    videoTrack(video),
    ...(audio === null ? [] : [audioTrack(audio)]),
    box('mvex', ...extended),
  );
  return Buffer.concat([FILE_TYPE, movie]);
}

/** RFC 6381, as `Content-Type` and MediaSource have it. */
export function contentTypeOf({ video, audio }: InitTracks): string {
  const codecs = [video.codec, ...(audio === null ? [] : [audio.codec])];
  return `video/mp4; codecs="${codecs.join(', ')}"`;
}

export interface InitTracks {
  readonly video: VideoConfiguration;
  readonly audio: AudioConfiguration | null;
}

export const VIDEO_TRACK = 1;
export const AUDIO_TRACK = 2;
export const VIDEO_TIMESCALE = 90_000;
const MOVIE_TIMESCALE = 1_000;

/** 4.3 */
const FILE_TYPE = box('ftyp', Buffer.from('iso5'), u32(512), Buffer.from('iso5iso6mp41'));

const IDENTITY_MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** 8.2.2; times are not known, the rate and the volume are 1. */
function movieHeader(): Buffer {
  return fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, MOVIE_TIMESCALE, 0),
    u32(0x10000),
    u16(0x100),
    zeros(10),
    IDENTITY_MATRIX,
    zeros(24),
    u32(AUDIO_TRACK + 1), // next_track_ID
  );
}

function videoTrack(video: VideoConfiguration): Buffer {
  const { widthPx, heightPx, pixelAspect } = video;
  const shownWidthPx = Math.round((widthPx * pixelAspect[0]) / pixelAspect[1]);
  return box(
    'trak',
    trackHeader(VIDEO_TRACK, 0, shownWidthPx, heightPx),
    media('vide', VIDEO_TIMESCALE, fullBox('vmhd', 0, 1, zeros(8)), visualSampleEntry(video)),
  );
}

function audioTrack(audio: AudioConfiguration): Buffer {
  return box(
    'trak',
    trackHeader(AUDIO_TRACK, 0x100, 0, 0),
    media('soun', audio.clockRateHz, fullBox('smhd', 0, 0, zeros(4)), audioSampleEntry(audio)),
  );
}

/** 8.3.2; flags: enabled, in the movie */
function trackHeader(track: number, volume: number, widthPx: number, heightPx: number): Buffer {
  return fullBox(
    'tkhd',
    0,
    3,
    u32(0, 0, track, 0, 0),
    zeros(8),
    u16(0, 0, volume, 0), // layer, alternate_group, volume
    IDENTITY_MATRIX,
    u32(fixedPoint(widthPx), fixedPoint(heightPx)),
  );
}

function media(handler: string, timescale: number, header: Buffer, sampleEntry: Buffer): Buffer {
  return box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(0x55c4, 0)), // language: und
    fullBox('hdlr', 0, 0, zeros(4), Buffer.from(handler), zeros(12), u8(0)),
    box(
      'minf',
      header,
      // 8.7.2: the media is in this very file
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box(
        'stbl',
        fullBox('stsd', 0, 0, u32(1), sampleEntry),
        fullBox('stts', 0, 0, u32(0)),
        fullBox('stsc', 0, 0, u32(0)),
        fullBox('stsz', 0, 0, u32(0, 0)),
        fullBox('stco', 0, 0, u32(0)),
      ),
    ),
  );
}

/** 12.1.3 */
function visualSampleEntry(video: VideoConfiguration): Buffer {
  const [horizontal, vertical] = video.pixelAspect;
  return box(
    video.sampleEntry,
    zeros(6),
    u16(1), // data_reference_index
    zeros(16),
    u16(video.widthPx, video.heightPx),
    u32(0x480000, 0x480000), // 72 dots an inch
    zeros(4),
    u16(1), // frame_count
    zeros(32), // compressorname
    u16(0x18, 0xffff), // depth
    video.box,
    ...(horizontal === vertical ? [] : [box('pasp', u32(horizontal, vertical))]),
  );
}

/** 12.2.3 */
function audioSampleEntry(audio: AudioConfiguration): Buffer {
  return box(
    audio.sampleEntry,
    zeros(6),
    u16(1), // data_reference_index
    zeros(8),
    u16(audio.channels, 16, 0, 0), // channels, bits of a sample
    u32(fixedPoint(audio.sampleRateHz)),
    audio.box,
  );
}

/** 8.8.3: samples tell everything of themselves */
function trackExtends(track: number): Buffer {
  return fullBox('trex', 0, 0, u32(track, 1, 0, 0, 0));
}

/** 16.16; 0 for what is too large for it. */
function fixedPoint(value: number): number {
  return value > 0xffff ? 0 : value * 0x10000;
}
