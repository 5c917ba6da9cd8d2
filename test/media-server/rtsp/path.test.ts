import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReaderSink } from '../../../src/media-server/rtsp/fan-out.js';
import {
  ChannelMapping,
  channelSlots,
  frame,
  validFrames,
} from '../../../src/media-server/rtsp/interleaved.js';
import { Path } from '../../../src/media-server/rtsp/path.js';
import { formatBye } from '../../../src/media-server/rtsp/rtp/bye.js';
import { parseSenderReport } from '../../../src/media-server/rtsp/rtp/sender-report.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { audioFrame, h264, rtp, sdpOfTwo, senderReport, videoFrame } from './rtp-samples.js';

class FakeSink implements ReaderSink {
  readonly written: Buffer[] = [];
  readonly episodes: number[] = [];
  room = true;

  hasRoom(): boolean {
    return this.room;
  }

  write(frames: Buffer): void {
    this.written.push(frames);
  }

  dropped(packets: number): void {
    this.episodes.push(packets);
  }
}

function createPath(
  slots = channelSlots([
    [0, 1],
    [2, 3],
  ]),
) {
  const changes = { count: 0 };
  const path = new Path({
    name: 'a',
    publisher: {
      description: parseSdp(sdpOfTwo),
      slots,
      remoteAddress: '127.0.0.1:1',
      onReplaced: () => {},
    },
    holdMs: 0,
    onTrack: () => changes.count++,
    onEnd: () => {},
    now: () => 0,
  });
  return { path, changes };
}

const idr = videoFrame(1, 3000, h264.idr);
const slice = videoFrame(2, 6000, h264.slice);
const audio = audioFrame(1, 100);
const same = [0, 1, 2, 3];

describe('channel mapping', () => {
  test('equal channels pass the same buffer on', () => {
    const { path } = createPath();
    const sinks = [new FakeSink(), new FakeSink()];
    for (const sink of sinks) path.startReader(sink, new ChannelMapping(path.slots, same));
    const data = Buffer.concat([idr, audio]);
    path.publish(data);
    for (const sink of sinks) expect(sink.written[0]).toBe(data);
  });

  test('other channels get one copy for all that have them', () => {
    const { path } = createPath();
    const sinks = [new FakeSink(), new FakeSink()];
    for (const sink of sinks) path.startReader(sink, new ChannelMapping(path.slots, [6, 7, 4, 5]));
    path.publish(Buffer.concat([idr, audio]));
    expect(sinks[0]?.written).toEqual([
      Buffer.concat([videoFrame(1, 3000, h264.idr, 6), audioFrame(1, 100, 4)]),
    ]);
    expect(sinks[1]?.written[0]).toBe(sinks[0]?.written[0]);
    expect(idr[1]).toBe(0);
  });

  test('a track that a reader did not set up is left out', () => {
    const { path } = createPath();
    const sink = new FakeSink();
    path.startReader(sink, new ChannelMapping(path.slots, [undefined, undefined, 0, 1]));
    path.publish(idr);
    path.publish(Buffer.concat([idr, audio]));
    expect(sink.written).toEqual([audioFrame(1, 100, 0)]);
  });
});

test('what is no RTP or RTCP of a track is dropped', () => {
  const slots = channelSlots([[0, 1]]);
  const good = Buffer.concat([idr, frame(1, senderReport(1, 1))]);
  expect(validFrames(good, slots)).toBe(good);
  const bad = [
    frame(9, rtp(1, 1, [1])),
    frame(0, Buffer.alloc(12)),
    frame(0, Buffer.from([0x80])),
    frame(1, rtp(1, 1, [])),
    // The path may outlive this publisher.
    frame(1, formatBye(1)),
    frame(1, Buffer.concat([senderReport(1, 1), formatBye(1)])),
  ];
  expect(validFrames(Buffer.concat([...bad, idr, ...bad, slice]), slots)).toEqual(
    Buffer.concat([idr, slice]),
  );
});

test('a slow reader loses packets up to the next key frame, and nobody else does', () => {
  const { path } = createPath();
  const [slow, quick] = [new FakeSink(), new FakeSink()];
  for (const sink of [slow, quick]) path.startReader(sink, new ChannelMapping(path.slots, same));
  path.publish(idr);
  slow.room = false;
  path.publish(Buffer.concat([slice, audio]));
  slow.room = true;
  path.publish(audio);
  expect(slow.written).toEqual([idr]);
  // The access unit begins with a delimiter that was sent before the key frame itself.
  const aud = videoFrame(3, 9000, h264.aud);
  path.publish(aud);
  const key = videoFrame(4, 9000, h264.idr);
  path.publish(key);
  path.publish(slice);
  expect(slow.written).toEqual([idr, aud, key, slice]);
  expect(slow.episodes).toEqual([4]);
  expect(Buffer.concat(quick.written)).toEqual(Buffer.concat([idr, slice, audio, audio, aud, key, slice]));
});

test('nobody waits for a key frame of video that was announced and not set up', () => {
  const { path } = createPath(channelSlots([undefined, [2, 3]]));
  const sink = new FakeSink();
  path.startReader(sink, new ChannelMapping(path.slots, same));
  sink.room = false;
  path.publish(audio);
  sink.room = true;
  path.publish(audio);
  expect(sink.written).toEqual([audio]);
  expect(path.joinPoint().packets).toEqual([]);
});

test('a joining reader gets the packets since the key frame with reports that fit them', () => {
  const { path } = createPath();
  path.publish(Buffer.concat([frame(1, senderReport(1000, 0)), frame(3, senderReport(1000, 44_100))]));
  path.publish(Buffer.concat([slice, idr, audioFrame(7, 22_050), slice]));
  const join = path.joinPoint();
  expect(join.packets).toEqual([Buffer.concat([idr, audioFrame(7, 22_050), slice])]);
  expect(join.first).toEqual([
    { sequence: 1, timestamp: 3000 },
    { sequence: 7, timestamp: 22_050 },
  ]);
  expect(join.nextSequences).toEqual([3, 8]);
  const [video, sound] = join.reports.map((report) => parseSenderReport(report ?? Buffer.alloc(0)));
  expect(video).toMatchObject({ rtpTimestamp: 3000, ntpTime: 1000n * 2n ** 32n + (2n ** 32n + 15n) / 30n });
  expect(sound).toMatchObject({ rtpTimestamp: 22_050, ntpTime: 1000n * 2n ** 32n - 2n ** 31n });
});

test('tracks show up with their first packet, and each of them once', () => {
  const { path, changes } = createPath();
  expect(path.publisher()).toMatchObject({ tracks: [], announced: ['video', 'audio'] });
  for (let count = 0; count < 3; count++) path.publish(Buffer.concat([audio, idr]));
  expect(path.publisher()?.tracks).toEqual([
    { kind: 'audio', codec: 'AAC' },
    { kind: 'video', codec: 'H264' },
  ]);
  expect(changes.count).toBe(2);
});

test('wherever a reader joins, pauses and goes on, nothing comes twice, and gaps end at a key frame', () => {
  const kinds = fc.constantFrom('idr', 'slice', 'audio', 'publish', 'play', 'pause');
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 80 }), (steps) => {
      const { path } = createPath();
      const mapping = new ChannelMapping(path.slots, same);
      const sink = new FakeSink();
      const keyFrames = new Set<number>();
      let count = 0;
      const pending: Buffer[] = [];
      let position: number | undefined;
      let isPlaying = false;
      for (const step of [...steps, 'publish', 'play', 'idr', 'slice', 'publish']) {
        if (step === 'idr') keyFrames.add(count);
        if (step === 'idr' || step === 'slice') pending.push(videoFrame(count, count * 3000, h264[step]));
        if (step === 'audio') pending.push(audioFrame(count, count));
        if (step === 'idr' || step === 'slice' || step === 'audio') count++;
        if (step === 'publish') path.publish(Buffer.concat(pending.splice(0)));
        if (step === 'play' && !isPlaying) {
          for (const data of path.joinPoint(position).packets) sink.write(data);
          path.startReader(sink, mapping);
          isPlaying = true;
        }
        if (step === 'pause' && isPlaying) {
          path.stopReader(sink);
          position = path.position;
          isPlaying = false;
        }
      }
      const pauses = steps.includes('pause');
      const numbers = splitFrames(Buffer.concat(sink.written)).map((data) => data.readUInt16BE(6));
      expect(numbers.at(-1)).toBe(count - 1);
      for (const [index, number] of numbers.entries()) {
        const before = numbers[index - 1];
        if (before === undefined || number === before + 1) continue;
        expect(number).toBeGreaterThan(before);
        // Only a pause makes a gap, and what was missed before the first key frame isn't kept.
        expect(pauses).toBe(true);
        expect(keyFrames.has(number) || ![...keyFrames].some((key) => key < before)).toBe(true);
      }
    }),
  );
});

function splitFrames(data: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let offset = 0; offset < data.length; ) {
    const end = offset + 4 + data.readUInt16BE(offset + 2);
    frames.push(data.subarray(offset, end));
    offset = end;
  }
  return frames;
}
