import { formatParameter } from '../../media-server/rtsp/rtp/parameter-sets.js';
import type { MediaDescription } from '../../media-server/rtsp/sdp.js';
import { fullBox, u8, u16, u32 } from '../mp4/box.js';
import { type AacConfiguration, readAacConfiguration } from './aac-configuration.js';
import { AacDepacketizer } from './aac-depacketizer.js';
import type { AudioTrackSetup } from './audio-codec.js';

/** AAC as RFC 3640 has it; undefined when the description says too little, or what is not understood. */
export function setUpAac(media: MediaDescription): AudioTrackSetup | undefined {
  const { clockRateHz, formatParameters } = media;
  const config = Buffer.from(formatParameter(formatParameters, 'config') ?? '', 'hex');
  const number = (name: string): number => Number(formatParameter(formatParameters, name) ?? 0);
  if (clockRateHz === undefined || config.length < 2 || config.length > MAX_CONFIG_BYTES) return undefined;
  // RFC 3640 3.2.1: what nobody sends in front of a frame is not read.
  const isPlain = FURTHER_FIELDS.every((name) => number(name) === 0);
  const [sizeBits, indexBits] = [number('sizelength'), number('indexlength')];
  if (!isPlain || !(sizeBits >= 8 && sizeBits <= 16 && indexBits >= 0 && indexBits <= 16)) return undefined;
  let aac: AacConfiguration;
  try {
    aac = readAacConfiguration(config);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const channels = aac.channels ?? media.channels;
  return {
    configuration: {
      codec: `mp4a.40.${aac.objectType}`,
      sampleEntry: 'mp4a',
      box: decoderDescription(config),
      channels,
      sampleRateHz: aac.sampleRateHz,
      clockRateHz,
    },
    depacketizer: new AacDepacketizer({
      sizeBits,
      indexBits,
      indexDeltaBits: number('indexdeltalength'),
      // The clock runs at the rate of the core, or at that of what comes out of it: RFC 3640 4.1
      frameUnits: Math.round((aac.frameSamples * clockRateHz) / aac.coreRateHz),
    }),
  };
}

const MAX_CONFIG_BYTES = 64;
const FURTHER_FIELDS = [
  ...['ctsdeltalength', 'dtsdeltalength', 'randomaccessindication', 'streamstateindication'],
  ...['auxiliarydatasizelength'],
];

/** ES_Descriptor in an `esds` box. ISO/IEC 14496-1 7.2.6, ISO/IEC 14496-14 5.6 */
function decoderDescription(config: Buffer): Buffer {
  const decoder = Buffer.concat([
    // Object type 0x40: ISO/IEC 14496-3; stream type 5: audio; buffer size, maximum and average bit rate: not known
    u8(0x40, (5 << 2) | 1, 0, 0, 0),
    u32(0, 0),
    descriptor(0x05, config),
  ]);
  const stream = Buffer.concat([u16(0), u8(0), descriptor(0x04, decoder), descriptor(0x06, u8(2))]);
  return fullBox('esds', 0, 0, descriptor(0x03, stream));
}

/** ISO/IEC 14496-1 8.3.3: tag and size; all of them here are shorter than 128 bytes. */
function descriptor(tag: number, content: Buffer): Buffer {
  return Buffer.concat([u8(tag, content.length), content]);
}
