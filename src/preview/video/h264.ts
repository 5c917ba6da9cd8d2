import { box, u8, u16 } from '../mp4/box.js';
import { H264Depacketizer } from '../rtp/h264-depacketizer.js';
import { type H264Sps, readH264Sps } from './h264-sps.js';
import { GUESSED_FRAME_S, type NalKind, type VideoCodec, type VideoConfiguration } from './video-codec.js';

export const h264: VideoCodec = {
  name: 'H.264',
  createDepacketizer: () => new H264Depacketizer(),
  kindOf: (nalUnit) => kindOfType(typeOf(nalUnit)),
  typeOf,
  configure,
};

function typeOf(nalUnit: Buffer): number {
  return (nalUnit[0] ?? 0) & 0x1f;
}

/** ITU-T H.264 table 7-1 */
function kindOfType(type: number): NalKind {
  if (type === 5) return 'key';
  if (type >= 1 && type <= 4) return 'picture';
  if (type === SPS || type === PPS) return 'parameters';
  // 9 delimiter, 10 and 11 ends, 12 filler; 13 to 15 and 19 to 21 belong to extensions that no browser decodes.
  return type === 6 ? 'other' : 'left-out';
}

const SPS = 7;
const PPS = 8;

function configure(parameterSets: readonly Buffer[]): VideoConfiguration | undefined {
  const [spsSets, ppsSets] = [SPS, PPS].map((type) => parameterSets.filter((set) => typeOf(set) === type));
  const [first] = spsSets ?? [];
  if (first === undefined || spsSets === undefined || ppsSets === undefined || ppsSets.length === 0)
    return undefined;
  const sps = readH264Sps(first);
  const { profile, compatibility, level } = sps;
  return {
    codec: `avc1.${Buffer.of(profile, compatibility, level).toString('hex')}`,
    sampleEntry: 'avc1',
    box: decoderConfiguration(sps, spsSets, ppsSets),
    widthPx: sps.widthPx,
    heightPx: sps.heightPx,
    pixelAspect: sps.pixelAspect,
    frameDurationS: sps.frameDurationS ?? GUESSED_FRAME_S,
    reorderedFrames: sps.reorderedFrames,
  };
}

/** AVCDecoderConfigurationRecord. ISO/IEC 14496-15 5.3.3.1.2 */
function decoderConfiguration(
  { profile, compatibility, level, chroma, lumaBits, chromaBits }: H264Sps,
  spsSets: readonly Buffer[],
  ppsSets: readonly Buffer[],
): Buffer {
  const hasFormat = profile === 100 || profile === 110 || profile === 122 || profile === 144;
  return box(
    'avcC',
    // Version; then reserved bits and the size of lengths minus one: four bytes.
    u8(1, profile, compatibility, level, 0xfc | 3),
    u8(0xe0 | spsSets.length),
    ...spsSets.flatMap(withLength),
    u8(ppsSets.length),
    ...ppsSets.flatMap(withLength),
    hasFormat ? u8(0xfc | chroma, 0xf8 | (lumaBits - 8), 0xf8 | (chromaBits - 8), 0) : u8(),
  );
}

function withLength(set: Buffer): Buffer[] {
  return [u16(set.length), set];
}
