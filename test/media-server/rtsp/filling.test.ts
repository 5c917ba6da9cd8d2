import { describe, expect, test } from 'vitest';
import { FilledMapping, needsFilling } from '../../../src/media-server/rtsp/filled-mapping.js';
import { ChannelMapping, channelSlots } from '../../../src/media-server/rtsp/interleaved.js';
import { Path } from '../../../src/media-server/rtsp/path.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { audioFrame, h264, sdpOfTwo, videoFrame } from './rtp-samples.js';

const FILLER = [0x0c, 0xff, 0x80];
const slots = channelSlots([
  [0, 1],
  [2, 3],
]);
/** The reader has them the other way round. */
const channels = [6, 7, 4, 5];

let nowMs = 0;

function start() {
  nowMs = 0;
  const path = new Path({
    name: 'a',
    publisher: { description: parseSdp(sdpOfTwo), slots, remoteAddress: '127.0.0.1:1', onReplaced: () => {} },
    holdMs: 60_000,
    onTrack: () => {},
    onEnd: () => {},
    now: () => nowMs,
  });
  const read = (mapping: ChannelMapping): Buffer[] => {
    const written: Buffer[] = [];
    const sink = { hasRoom: () => true, write: (frames: Buffer) => written.push(frames), dropped: () => {} };
    path.startReader(sink, mapping);
    return written;
  };
  return {
    path,
    others: read(new ChannelMapping(slots, channels)),
    vlc: read(new FilledMapping(slots, channels, { key: 'vlc', channel: 6, shift: 0 })),
  };
}

/** With the marker, as the end of an access unit. */
function filler(sequence: number, timestamp: number): Buffer {
  const sent = videoFrame(sequence, timestamp, FILLER, 6);
  sent[5] = 0x80 | 96;
  return sent;
}

describe('filler data', () => {
  test('comes for VLC alone while the path is silent, and numbers go on behind it', () => {
    const { path, others, vlc } = start();
    path.publish(Buffer.concat([videoFrame(0xffff, 3000, h264.idr), audioFrame(1, 100)]));
    path.hold();
    for (nowMs = 1_000; nowMs <= 10_000; nowMs += 1_000) path.fill();
    const both = [videoFrame(0, 6000, h264.idr), audioFrame(2, 200)];
    path.resume({
      description: parseSdp(sdpOfTwo),
      slots,
      remoteAddress: '127.0.0.1:2',
      onReplaced: () => {},
    });
    path.publish(Buffer.concat(both.map((each) => Buffer.from(each))));

    const sequences = (written: readonly Buffer[]): number[] => written.map((data) => data.readUInt16BE(6));
    expect(sequences(others)).toEqual([0xffff, 0]);
    expect(vlc.slice(1, 3)).toEqual([filler(0, 3000), filler(1, 3000)]);
    expect(sequences(vlc)).toEqual([0xffff, 0, 1, 2]);
    // The other track's numbers are as they were.
    expect(vlc.at(-1)?.subarray(-15)).toEqual(others.at(-1)?.subarray(-15));
  });

  test('does not come while there are packets', () => {
    const { path, vlc } = start();
    for (nowMs = 0; nowMs <= 20_000; nowMs += 1_000) {
      path.publish(videoFrame(nowMs / 1_000, 90 * nowMs, h264.slice));
      path.fill();
    }
    expect(vlc).toHaveLength(21);
  });

  test.each([
    ['LibVLC/3.0.24 (LIVE555 Streaming Media v2026.10.13)', true],
    ['Lavf59.27.100', false],
    ['GStreamer/1.22.0', false],
    ['', false],
  ])('for %s: %s', (userAgent, needs) => {
    expect(needsFilling(userAgent)).toBe(needs);
  });
});
