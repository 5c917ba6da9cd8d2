import { box, u8, u16 } from '../mp4/box.js';
import { H265Depacketizer } from '../rtp/h265-depacketizer.js';
import { type H265Sps, readH265Sps } from './h265-sps.js';
import { GUESSED_FRAME_S, type NalKind, type VideoCodec, type VideoConfiguration } from './video-codec.js';

export const h265: VideoCodec = {
  name: 'H.265',
  createDepacketizer: () => new H265Depacketizer(),
  kindOf: (nalUnit) => kindOfType(typeOf(nalUnit)),
  typeOf,
  configure,
};

function typeOf(nalUnit: Buffer): number {
  return ((nalUnit[0] ?? 0) >> 1) & 0x3f;
}

/** ITU-T H.265 table 7-1 */
function kindOfType(type: number): NalKind {
  if (type >= 16 && type <= 21) return 'key';
  if (type <= 9) return 'picture';
  if (PARAMETER_SETS.includes(type)) return 'parameters';
  // 39 and 40: supplemental information; 35 delimiter, 36 and 37 ends, 38 filler
  return type === 39 || type === 40 ? 'other' : 'left-out';
}

/** VPS, SPS, PPS */
const PARAMETER_SETS = [32, 33, 34];

function configure(parameterSets: readonly Buffer[]): VideoConfiguration | undefined {
  const arrays = PARAMETER_SETS.map((type) => ({
    type,
    sets: parameterSets.filter((set) => typeOf(set) === type),
  }));
  const first = arrays[1]?.sets[0];
  if (first === undefined || arrays.some(({ sets }) => sets.length === 0)) return undefined;
  const sps = readH265Sps(first);
  return {
    codec: codecName(sps),
    // Safari plays no hev1, whose parameter sets stand between the pictures.
    sampleEntry: 'hvc1',
    box: decoderConfiguration(sps, arrays),
    widthPx: sps.widthPx,
    heightPx: sps.heightPx,
    pixelAspect: [1, 1],
    frameDurationS: GUESSED_FRAME_S,
    reorderedFrames: sps.reorderedFrames,
  };
}

/** ISO/IEC 14496-15 E.3: profile, compatibility flags in reverse order, tier and level, constraint flags without zeros at the end. */
function codecName({ profileTierLevel }: H265Sps): string {
  const first = profileTierLevel[0] ?? 0;
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  const compatibility = reverseBits(profileTierLevel.readUInt32BE(1)).toString(16);
  const constraints = [...profileTierLevel.subarray(5, 11)];
  while (constraints.at(-1) === 0) constraints.pop();
  const level = profileTierLevel[11] ?? 0;
  return [
    `hvc1.${space}${first & 0x1f}`,
    compatibility,
    `${tier}${level}`,
    ...constraints.map((byte) => byte.toString(16)),
  ].join('.');
}

function reverseBits(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = reversed * 2 + ((value >>> bit) & 1);
  return reversed;
}

/** HEVCDecoderConfigurationRecord. ISO/IEC 14496-15 8.3.3.1.2 */
function decoderConfiguration(
  { profileTierLevel, chroma, lumaBits, chromaBits, subLayers, isTemporallyNested }: H265Sps,
  arrays: readonly { readonly type: number; readonly sets: readonly Buffer[] }[],
): Buffer {
  return box(
    'hvcC',
    u8(1),
    profileTierLevel,
    // min_spatial_segmentation_idc, parallelismType: not known
    u8(0xf0, 0, 0xfc),
    u8(0xfc | chroma, 0xf8 | (lumaBits - 8), 0xf8 | (chromaBits - 8)),
    u16(0), // avgFrameRate: not known
    // constantFrameRate 0; temporal layers, whether they are nested, and the size of lengths minus one: four bytes
    u8((subLayers << 3) | (isTemporallyNested ? 4 : 0) | 3),
    u8(arrays.length),
    ...arrays.flatMap(({ type, sets }) => [
      u8(0x80 | type), // complete: there are none between the pictures
      u16(sets.length),
      ...sets.flatMap((set) => [u16(set.length), set]),
    ]),
  );
}
