import { BitReader, rawPayload } from '../bit-reader.js';

/**
 * What has to be known of a sequence parameter set, its two header bytes included. ITU-T H.265 7.3.2.2.1. Throws RangeError for
 * one that cannot be read.
 */
export function readH265Sps(nalUnit: Buffer): H265Sps {
  const raw = rawPayload(nalUnit, 2);
  const reader = new BitReader(raw);
  reader.skip(4); // sps_video_parameter_set_id
  const subLayers = reader.bits(3) + 1;
  const isTemporallyNested = reader.flag();
  // 7.3.3: 88 bits of profile and 8 of level, which begin at the second byte.
  const profileTierLevel = raw.subarray(1, 13);
  reader.skip(96);
  skipSubLayerLevels(reader, subLayers - 1);
  reader.unsigned(); // sps_seq_parameter_set_id
  const chroma = reader.unsigned();
  if (chroma === 3) reader.skip(1); // separate_colour_plane_flag
  const codedWidthPx = reader.unsigned();
  const codedHeightPx = reader.unsigned();
  const isCropped = reader.flag(); // conformance_window_flag: left, right, top, bottom
  const [left, right, top, bottom] = isCropped
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const lumaBits = reader.unsigned() + 8;
  const chromaBits = reader.unsigned() + 8;
  reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  const isToldOfAll = reader.flag(); // sps_sub_layer_ordering_info_present_flag
  let reorderedFrames = 0;
  for (let layer = isToldOfAll ? 0 : subLayers - 1; layer < subLayers; layer += 1) {
    reader.unsigned(); // sps_max_dec_pic_buffering_minus1
    reorderedFrames = reader.unsigned();
    reader.unsigned(); // sps_max_latency_increase_plus1
  }
  // Table 6-1
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = chroma === 1 ? 2 : 1;
  return {
    profileTierLevel,
    subLayers,
    isTemporallyNested,
    chroma,
    lumaBits,
    chromaBits,
    widthPx: codedWidthPx - unitX * (left + right),
    heightPx: codedHeightPx - unitY * (top + bottom),
    reorderedFrames: Math.min(reorderedFrames, 16),
  };
}

export interface H265Sps {
  /** 12 bytes: profile space, tier and profile; compatibility flags (4); constraint flags (6); level. */
  readonly profileTierLevel: Buffer;
  readonly subLayers: number;
  readonly isTemporallyNested: boolean;
  /** chroma_format_idc; 1 is 4:2:0. */
  readonly chroma: number;
  readonly lumaBits: number;
  readonly chromaBits: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How many frames may be decoded before one and shown after it. */
  readonly reorderedFrames: number;
}

/** 7.3.3: what the lower temporal layers say of themselves. */
function skipSubLayerLevels(reader: BitReader, count: number): void {
  const presence = Array.from({ length: count }, () => ({ profile: reader.flag(), level: reader.flag() }));
  if (count > 0) reader.skip(2 * (8 - count));
  for (const { profile, level } of presence) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}
