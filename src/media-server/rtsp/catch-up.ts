import { nextFrame } from './interleaved.js';
import { rtpTimestamp } from './rtp/rtp-packet.js';

/**
 * Pictures that came at once and belong to the past: players need them to decode what follows, but were shown that time by the
 * publisher before. All of them are to be shown within a moment, in their order.
 */
export interface CatchUp {
  /** RTP timestamps of the publisher: of the key frame, and of the newest picture. */
  readonly from: number;
  readonly until: number;
  /** For how long they would be shown otherwise. */
  readonly seconds: number;
  /** As many timestamps there are: each is to stay another one, also for who counts milliseconds. */
  readonly leastSeconds: number;
}

/** @param frames whole frames that begin with a key frame on this channel */
export function catchUpOf(frames: Buffer, channel: number, clockRateHz: number): CatchUp | undefined {
  let [from, units, previous, aheadUnits] = [-1, 0, -1, 0];
  for (let offset = 0; offset < frames.length; offset = nextFrame(frames, offset)) {
    if (frames[offset + 1] !== channel) continue;
    const timestamp = rtpTimestamp(frames, offset + 4);
    if (from === -1) from = timestamp;
    if (timestamp !== previous) units += 1;
    previous = timestamp;
    aheadUnits = Math.max(aheadUnits, (timestamp - from) | 0);
  }
  if (from === -1) return undefined;
  const until = (from + aheadUnits) >>> 0;
  return { from, until, seconds: aheadUnits / clockRateHz, leastSeconds: units / 1000 };
}
