import { BitReader } from '../bit-reader.js';

/** AudioSpecificConfig. ISO/IEC 14496-3 1.6.2.1. Throws RangeError for one that cannot be read. */
export function readAacConfiguration(data: Buffer): AacConfiguration {
  const reader = new BitReader(data);
  const objectType = readObjectType(reader);
  const rateHz = readRate(reader);
  const channelConfiguration = reader.bits(4);
  let outputRateHz = rateHz;
  let coreType = objectType;
  // SBR and PS: what follows says at which rate sound comes out, and how its core is coded.
  if (objectType === 5 || objectType === 29) {
    outputRateHz = readRate(reader);
    coreType = readObjectType(reader);
  }
  // 4.4.1, GASpecificConfig begins with frameLengthFlag
  const hasFrameLength = coreType >= 1 && coreType <= 7 && coreType !== 5;
  const frameSamples = hasFrameLength && reader.flag() ? 960 : 1_024;
  return {
    objectType,
    coreRateHz: rateHz,
    sampleRateHz: outputRateHz,
    frameSamples,
    // Table 1.19; 0: told elsewhere
    channels: [undefined, 1, 2, 3, 4, 5, 6, 8][channelConfiguration],
  };
}

export interface AacConfiguration {
  /** 2 is AAC-LC, 5 HE-AAC. */
  readonly objectType: number;
  readonly coreRateHz: number;
  readonly sampleRateHz: number;
  /** Of a frame, at the rate of its core. */
  readonly frameSamples: number;
  readonly channels: number | undefined;
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readRate(reader: BitReader): number {
  const index = reader.bits(4);
  const rateHz = index === 15 ? reader.bits(24) : RATES_HZ[index];
  if (rateHz === undefined || rateHz === 0) throw new RangeError('no sampling frequency');
  return rateHz;
}

/** Table 1.18 */
const RATES_HZ = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
