import { BitReader, rawPayload } from '../bit-reader.js';

/**
 * What has to be known of a sequence parameter set, its header byte included. ITU-T H.264 7.3.2.1.1. Throws RangeError for one that
 * cannot be read.
 */
export function readH264Sps(nalUnit: Buffer): H264Sps {
  const reader = new BitReader(rawPayload(nalUnit, 1));
  const profile = reader.bits(8);
  const compatibility = reader.bits(8);
  const level = reader.bits(8);
  reader.unsigned(); // seq_parameter_set_id
  const format = HIGH_PROFILES.has(profile) ? readFormat(reader) : PLAIN_FORMAT;
  reader.unsigned(); // log2_max_frame_num_minus4
  const orderType = reader.unsigned();
  readOrder(reader, orderType);
  const referenceFrames = reader.unsigned();
  reader.skip(1); // gaps_in_frame_num_value_allowed_flag
  const widthMacroblocks = reader.unsigned() + 1;
  const heightMapUnits = reader.unsigned() + 1;
  const fieldsPerMapUnit = reader.flag() ? 1 : 2; // frame_mbs_only_flag
  if (fieldsPerMapUnit === 2) reader.skip(1); // mb_adaptive_frame_field_flag
  reader.skip(1); // direct_8x8_inference_flag
  const crop = reader.flag() ? readCrop(reader) : NO_CROP;
  const usability = reader.flag() ? readUsability(reader) : NOTHING_SAID;
  // 7-18 to 7-22: cropping counts in units of the chroma samples, and of both fields.
  const unitX = format.chroma === 1 || format.chroma === 2 ? 2 : 1;
  const unitY = (format.chroma === 1 ? 2 : 1) * fieldsPerMapUnit;
  // With type 2 pictures are shown in the order in which they are decoded: 8.2.1.3
  const mostReordered = orderType === 2 || profile === BASELINE ? 0 : Math.min(referenceFrames, 16);
  return {
    profile,
    compatibility,
    level,
    ...format,
    widthPx: widthMacroblocks * 16 - unitX * (crop.left + crop.right),
    heightPx: heightMapUnits * 16 * fieldsPerMapUnit - unitY * (crop.top + crop.bottom),
    pixelAspect: usability.pixelAspect,
    frameDurationS: usability.frameDurationS,
    reorderedFrames: Math.min(usability.reorderedFrames ?? mostReordered, mostReordered),
  };
}

export interface H264Sps {
  readonly profile: number;
  readonly compatibility: number;
  readonly level: number;
  /** chroma_format_idc; 1 is 4:2:0. */
  readonly chroma: number;
  readonly lumaBits: number;
  readonly chromaBits: number;
  /** Has them in its bit stream, not outside. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Width to height of one pixel. */
  readonly pixelAspect: PixelAspect;
  /** As the encoder says; undefined when it says nothing. */
  readonly frameDurationS: number | undefined;
  /** How many frames may be decoded before one and shown after it. */
  readonly reorderedFrames: number;
}

export type PixelAspect = readonly [width: number, height: number];

const BASELINE = 66;
/** 7.3.2.1.1: profiles whose sets say how colours are sampled. */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

interface Format {
  readonly chroma: number;
  readonly lumaBits: number;
  readonly chromaBits: number;
}

const PLAIN_FORMAT: Format = { chroma: 1, lumaBits: 8, chromaBits: 8 };

function readFormat(reader: BitReader): Format {
  const chroma = reader.unsigned();
  if (chroma === 3) reader.skip(1); // separate_colour_plane_flag
  const lumaBits = reader.unsigned() + 8;
  const chromaBits = reader.unsigned() + 8;
  reader.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (reader.flag()) skipScalingLists(reader, chroma === 3 ? 12 : 8);
  return { chroma, lumaBits, chromaBits };
}

/** 7.3.2.1.1.1 */
function skipScalingLists(reader: BitReader, count: number): void {
  for (let index = 0; index < count; index += 1) {
    if (!reader.flag()) continue;
    const size = index < 6 ? 16 : 64;
    let last = 8;
    let next = 8;
    for (let position = 0; position < size; position += 1) {
      if (next !== 0) next = (last + reader.signed() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

function readOrder(reader: BitReader, type: number): void {
  if (type === 0) reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  reader.skip(1); // delta_pic_order_always_zero_flag
  reader.signed();
  reader.signed();
  const count = reader.unsigned();
  if (count > 255) throw new RangeError('too many reference frames in a cycle');
  for (let index = 0; index < count; index += 1) reader.signed();
}

const NO_CROP = { left: 0, right: 0, top: 0, bottom: 0 };

function readCrop(reader: BitReader): typeof NO_CROP {
  const [left, right, top, bottom] = [
    reader.unsigned(),
    reader.unsigned(),
    reader.unsigned(),
    reader.unsigned(),
  ];
  return { left, right, top, bottom };
}

interface Usability {
  readonly pixelAspect: PixelAspect;
  readonly frameDurationS: number | undefined;
  readonly reorderedFrames: number | undefined;
}

const NOTHING_SAID: Usability = {
  pixelAspect: [1, 1],
  frameDurationS: undefined,
  reorderedFrames: undefined,
};

/** E.1.1. What comes last is often cut off by encoders that get it wrong: what was read until then counts. */
function readUsability(reader: BitReader): Usability {
  let usability = NOTHING_SAID;
  try {
    if (reader.flag()) usability = { ...usability, pixelAspect: readPixelAspect(reader) };
    if (reader.flag()) reader.skip(1); // overscan_appropriate_flag
    if (reader.flag()) {
      reader.skip(4); // video_format, video_full_range_flag
      if (reader.flag()) reader.skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
    }
    if (reader.flag()) {
      reader.unsigned(); // chroma_sample_loc_type_top_field
      reader.unsigned();
    }
    if (reader.flag()) usability = { ...usability, frameDurationS: readFrameDuration(reader) };
    const hasNalParameters = reader.flag();
    if (hasNalParameters) skipBufferParameters(reader);
    const hasVclParameters = reader.flag();
    if (hasVclParameters) skipBufferParameters(reader);
    if (hasNalParameters || hasVclParameters) reader.skip(1); // low_delay_hrd_flag
    reader.skip(1); // pic_struct_present_flag
    if (reader.flag()) {
      reader.skip(1); // motion_vectors_over_pic_boundaries_flag
      for (let index = 0; index < 4; index += 1) reader.unsigned();
      usability = { ...usability, reorderedFrames: reader.unsigned() };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return usability;
}

function readPixelAspect(reader: BitReader): PixelAspect {
  const code = reader.bits(8);
  const [width, height] =
    code === EXTENDED ? [reader.bits(16), reader.bits(16)] : (PIXEL_ASPECTS[code] ?? [1, 1]);
  return width === 0 || height === 0 ? [1, 1] : [width, height];
}

const EXTENDED = 255;
/** Table E-1 */
const PIXEL_ASPECTS: readonly PixelAspect[] = [
  ...([
    [1, 1],
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
  ] as const),
  ...([
    [80, 33],
    [18, 11],
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ] as const),
];

/** E.2.1: a tick is the time of a field. */
function readFrameDuration(reader: BitReader): number | undefined {
  const units = reader.bits(32);
  const scale = reader.bits(32);
  reader.skip(1); // fixed_frame_rate_flag
  const seconds = (2 * units) / scale;
  return seconds >= 1 / 1_000 && seconds <= 1 ? seconds : undefined;
}

/** E.1.2 */
function skipBufferParameters(reader: BitReader): void {
  const count = reader.unsigned() + 1;
  if (count > 32) throw new RangeError('too many coded picture buffers');
  reader.skip(8); // bit_rate_scale, cpb_size_scale
  for (let index = 0; index < count; index += 1) {
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
  }
  reader.skip(20); // lengths of delays and of the time offset
}
