import { ChannelMapping, type ChannelSlots, nextFrame } from './interleaved.js';
import { rtpSequence } from './rtp/rtp-packet.js';

/**
 * For a player that gives up when no packet comes for a while: VLC does after 10 s, and takes no RTCP for a packet. It gets filler
 * data in between, in a numbering of its own.
 */
export class FilledMapping extends ChannelMapping {
  /** Shared with nobody. */
  override readonly key: string;
  readonly #channel: number;
  /** By how much its sequence numbers are ahead of the path's. */
  shift: number;

  /** @param channel of the reader, for the RTP of the track that is filled */
  constructor(
    publisher: ChannelSlots,
    slotChannels: readonly (number | undefined)[],
    own: { readonly key: string; readonly channel: number; readonly shift: number },
  ) {
    super(publisher, slotChannels);
    this.key = own.key;
    this.#channel = own.channel;
    this.shift = own.shift;
  }

  override apply(data: Buffer): Buffer {
    const mapped = super.apply(data);
    if (this.shift === 0) return mapped;
    const shifted = mapped === data ? Buffer.from(data) : mapped;
    for (let offset = 0; offset < shifted.length; offset = nextFrame(shifted, offset)) {
      if (shifted[offset + 1] !== this.#channel) continue;
      const sequence = rtpSequence(shifted, offset + 4) + this.shift;
      shifted.writeUInt16BE(sequence & 0xffff, offset + 6);
    }
    return shifted;
  }

  override fill(data: Buffer): Buffer {
    const filler = this.apply(data);
    this.shift += 1;
    return filler;
  }
}

/** By what a client says of itself: `LibVLC/3.0.24 (LIVE555 Streaming Media v…)`. */
export function needsFilling(userAgent: string): boolean {
  return /\bLibVLC\//.test(userAgent);
}
