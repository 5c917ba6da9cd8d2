import type { RtpPacket } from '../rtp/rtp-packet.js';
import { SequenceWatch } from '../rtp/sequence-watch.js';
import type { AudioDepacketizer } from './audio-codec.js';

/** Makes sounds of the packets of an audio track. */
export class AudioTrack {
  readonly #depacketizer: AudioDepacketizer;
  readonly #clockRateHz: number;
  readonly #sequence = new SequenceWatch();

  constructor(depacketizer: AudioDepacketizer, clockRateHz: number) {
    this.#depacketizer = depacketizer;
    this.#clockRateHz = clockRateHz;
  }

  /** @param seconds of the packet */
  push(packet: RtpPacket, seconds: number): Sound[] {
    const verdict = this.#sequence.judge(packet);
    if (verdict === 'late') return [];
    if (verdict === 'gap') this.#depacketizer.reset();
    return this.#depacketizer.push(packet.payload).map(({ data, offsetUnits, durationUnits }) => ({
      data,
      startS: seconds + offsetUnits / this.#clockRateHz,
      durationUnits,
    }));
  }
}

/** One coded frame of sound. */
export interface Sound {
  readonly data: Buffer;
  readonly startS: number;
  /** Of the clock of its track. */
  readonly durationUnits: number;
}
