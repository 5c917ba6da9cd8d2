import type { ReaderSink } from '../../../src/media-server/rtsp/fan-out.js';
import type { PathPublisher } from '../../../src/media-server/rtsp/feed.js';
import {
  ChannelMapping,
  channelSlots,
  frame,
  nextFrame,
} from '../../../src/media-server/rtsp/interleaved.js';
import { Path } from '../../../src/media-server/rtsp/path.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { h264, rtp, sdpOfTwo, senderReport } from './rtp-samples.js';

export const TCP = channelSlots([
  [0, 1],
  [2, 3],
]);
export const [RATE, AUDIO_RATE] = [90_000, 44_100];
/** In the description's sprop-parameter-sets. */
export const [SPS, PPS] = [Buffer.from('Z2QAH6zZQFAFuw==', 'base64'), Buffer.from('aOvjyyLA', 'base64')];

/** A publisher with its own numbers: what FFmpeg chooses at random for each run. */
export class Source {
  readonly #video;
  readonly #audio;
  readonly #ntpS: number;
  readonly slots;

  constructor(base: { seq: number; ts: number; ssrc: number; ntpS?: number }, slots = TCP) {
    this.#video = { seq: base.seq, ts: base.ts, ssrc: base.ssrc };
    this.#audio = { seq: base.seq * 3 + 1, ts: (base.ts * 7 + 5) >>> 0, ssrc: base.ssrc + 1 };
    this.#ntpS = base.ntpS ?? 4_000_000_000;
    this.slots = slots;
  }

  describe(): PathPublisher {
    return {
      description: parseSdp(sdpOfTwo),
      slots: this.slots,
      remoteAddress: '127.0.0.1:2',
      onReplaced: () => {},
    };
  }

  /** What both tracks' sender reports say at media time 0. */
  reports(): Buffer {
    return Buffer.concat([
      frame(this.slots.indexOf(1), senderReport(this.#ntpS, this.#video.ts, this.#video.ssrc)),
      frame(this.slots.indexOf(3), senderReport(this.#ntpS, this.#audio.ts, this.#audio.ssrc)),
    ]);
  }

  video(atS: number, payload: readonly number[] = h264.slice, isWhole = true): Buffer {
    const { ts, ssrc } = this.#video;
    const packet = rtp(this.#video.seq++, (ts + Math.round(atS * RATE)) >>> 0, payload, ssrc);
    // It is the last one of its picture.
    if (isWhole) packet[1] = (packet[1] ?? 0) | 0x80;
    return frame(this.slots.indexOf(0), packet);
  }

  audio(atS: number): Buffer {
    const { ts, ssrc } = this.#audio;
    const packet = rtp(this.#audio.seq++, (ts + Math.round(atS * AUDIO_RATE)) >>> 0, [1, 2, 3], ssrc);
    return frame(this.slots.indexOf(2), packet);
  }
}

export class Recorder implements ReaderSink {
  readonly buffers: Buffer[] = [];
  hasRoom(): boolean {
    return true;
  }
  write(frames: Buffer): void {
    this.buffers.push(Buffer.from(frames));
  }
  dropped(): void {}

  packets(channel: number): { seq: number; ts: number; ssrc: number; payload: Buffer; data: Buffer }[] {
    const data = Buffer.concat(this.buffers);
    const found = [];
    for (let offset = 0; offset < data.length; offset = nextFrame(data, offset)) {
      if (data[offset + 1] !== channel) continue;
      const packet = data.subarray(offset + 4, nextFrame(data, offset));
      found.push({
        seq: packet.readUInt16BE(2),
        ts: packet.readUInt32BE(4),
        ssrc: packet.readUInt32BE(8),
        payload: packet.subarray(12),
        data: packet,
      });
    }
    return found;
  }
}

export function createPath(first: Source) {
  const clock = { ms: 1000 };
  const ends: string[] = [];
  const path = new Path({
    name: 'a',
    publisher: first.describe(),
    holdMs: 60_000,
    onTrack: () => {},
    onEnd: (reason) => ends.push(reason),
    now: () => clock.ms,
  });
  const reader = new Recorder();
  path.startReader(reader, new ChannelMapping(path.slots, [0, 1, 2, 3]));
  return { path, reader, clock, ends };
}

export function steps(values: readonly number[], bits: 16 | 32): number[] {
  return values.slice(1).map((value, index) => {
    const step = value - (values[index] ?? 0);
    return bits === 32 ? step | 0 : (step << 16) >> 16;
  });
}

/** One second of media that comes as it happens: key frame first, 25 pictures, 10 pieces of sound. */
export function playSecond(path: Path, source: Source, clock: { ms: number }, fromS: number): void {
  for (let index = 0; index < 25; index++) {
    const atS = fromS + index / 25;
    path.publish(source.video(atS, index === 0 ? h264.idr : h264.slice));
    if (index % 2 === 0) path.publish(source.audio(atS));
    clock.ms += 40;
  }
}
