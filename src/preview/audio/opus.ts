import { box, u8, u16, u32 } from '../mp4/box.js';
import type { AudioDepacketizer, AudioPiece, AudioTrackSetup } from './audio-codec.js';

/** Opus: a packet of RTP is one of Opus, its clock always 48 kHz. RFC 7587 4.1, 4.2 */
export function setUpOpus(): AudioTrackSetup {
  return {
    configuration: {
      codec: 'opus',
      sampleEntry: 'Opus',
      box: OPUS_DESCRIPTION,
      // RFC 7587 7: a decoder for two channels takes mono as well.
      channels: 2,
      sampleRateHz: 48_000,
      clockRateHz: 48_000,
    },
    depacketizer: new OpusDepacketizer(),
  };
}

class OpusDepacketizer implements AudioDepacketizer {
  push(payload: Buffer): readonly AudioPiece[] {
    const durationUnits = opusDuration(payload);
    if (durationUnits === 0) return [];
    return [{ data: payload, offsetUnits: 0, durationUnits }];
  }

  reset(): void {
    // no packet goes on in the next one
  }
}

/** In samples at 48 kHz; 0 for what is no packet. RFC 6716 3.1, 3.2.5: at most 120 ms */
export function opusDuration(packet: Buffer): number {
  const [toc = 0, count = 0] = packet;
  const frames = [1, 2, 2, packet.length > 1 ? count & 0x3f : 0][toc & 3] ?? 0;
  const duration = frames * frameSamples(toc >> 3);
  return packet.length === 0 || duration > 5_760 ? 0 : duration;
}

/** RFC 6716 table 2: configurations of SILK, of both, and of CELT */
function frameSamples(configuration: number): number {
  if (configuration < 12) return [480, 960, 1_920, 2_880][configuration % 4] ?? 0;
  if (configuration < 16) return [480, 960][configuration % 2] ?? 0;
  return [120, 240, 480, 960][configuration % 4] ?? 0;
}

/** Encapsulation of Opus in ISO Base Media File Format 4.3.2: version, channels, samples to skip, input rate, gain, mapping family */
const OPUS_DESCRIPTION = box('dOps', u8(0, 2), u16(0), u32(48_000), u16(0), u8(0));
