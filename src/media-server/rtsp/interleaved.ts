import { limits } from './limits.js';
import { isRtcp, isRtp } from './rtp/rtp-packet.js';
import { saysBye } from './rtp/sender-report.js';

/**
 * Packets travel through the server as RFC 2326 10.12 frames, many in one buffer: "$", channel, two bytes of length,
 * packet. A publisher's frames carry the publisher's channel numbers; a slot says what a channel means:
 * 2 × track for RTP, 2 × track + 1 for RTCP, -1 for nothing.
 */
export type ChannelSlots = Int16Array;

export function channelSlots(
  channels: readonly (readonly [rtp: number, rtcp: number] | undefined)[],
): ChannelSlots {
  const slots = new Int16Array(256).fill(-1);
  for (const [track, pair] of channels.entries()) {
    if (pair === undefined) continue;
    slots[pair[0]] = 2 * track;
    slots[pair[1]] = 2 * track + 1;
  }
  return slots;
}

/** The same buffer when each frame is RTP or RTCP on a channel of its kind; otherwise a copy without the others. */
export function validFrames(data: Buffer, slots: ChannelSlots): Buffer {
  for (let offset = 0; offset < data.length; offset = nextFrame(data, offset)) {
    if (!isValidFrame(data, offset, slots)) return keepFrames(data, (at) => isValidFrame(data, at, slots));
  }
  return data;
}

function isValidFrame(data: Buffer, offset: number, slots: ChannelSlots): boolean {
  const slot = slots[data[offset + 1] ?? 0] ?? -1;
  const start = offset + 4;
  const end = nextFrame(data, offset);
  if (slot === -1 || end - start > limits.rtpPacketBytes) return false;
  if ((slot & 1) === 0) return isRtp(data, start, end);
  // That a path ends is ours to say: its readers may outlive this publisher.
  return isRtcp(data, start, end) && !saysBye(data, start, end);
}

/** Where the frame at `offset` ends. */
export function nextFrame(data: Buffer, offset: number): number {
  return offset + 4 + (((data[offset + 2] ?? 0) << 8) | (data[offset + 3] ?? 0));
}

/** One packet as a frame; a copy. */
export function frame(channel: number, packet: Buffer): Buffer {
  const data = Buffer.allocUnsafe(4 + packet.length);
  data[0] = 0x24;
  data[1] = channel;
  data.writeUInt16BE(packet.length, 2);
  packet.copy(data, 4);
  return data;
}

export function countFrames(data: Buffer): number {
  let count = 0;
  for (let offset = 0; offset < data.length; offset = nextFrame(data, offset)) count++;
  return count;
}

/** Which channel of a reader takes the frames of which channel of the publisher. */
export class ChannelMapping {
  /** Equal for equal mappings. */
  readonly key: string;
  readonly #channels: Int16Array;
  readonly #isIdentity: boolean;

  /** `slotChannels[slot]` is the reader's channel, or undefined for a track that it doesn't take. */
  constructor(publisher: ChannelSlots, slotChannels: readonly (number | undefined)[]) {
    this.#channels = publisher.map((slot) => (slot === -1 ? -1 : (slotChannels[slot] ?? -1)));
    this.#isIdentity = publisher.every((slot, channel) => slot === -1 || this.#channels[channel] === channel);
    this.key = this.#isIdentity ? 'same' : this.#channels.join();
  }

  /** What of filler data is for this reader: nothing, for most. */
  fill(_data: Buffer): Buffer | undefined {
    return undefined;
  }

  /** The same buffer when all channels are the same; otherwise a copy, empty when nothing is for this reader. */
  apply(data: Buffer): Buffer {
    if (this.#isIdentity) return data;
    const mapped = keepFrames(data, (at) => this.#channels[data[at + 1] ?? 0] !== -1);
    for (let offset = 0; offset < mapped.length; offset = nextFrame(mapped, offset)) {
      mapped[offset + 1] = this.#channels[mapped[offset + 1] ?? 0] ?? 0;
    }
    return mapped;
  }
}

/** The frames at the offsets that are to be kept; always a copy. */
export function keepFrames(data: Buffer, keep: (offset: number) => boolean): Buffer {
  const kept = Buffer.allocUnsafe(data.length);
  let size = 0;
  for (let offset = 0; offset < data.length; ) {
    const next = nextFrame(data, offset);
    if (keep(offset)) size += data.copy(kept, size, offset, next);
    offset = next;
  }
  return kept.subarray(0, size);
}
