import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelSlots } from '../../../src/media-server/rtsp/interleaved.js';
import { parseSenderReport } from '../../../src/media-server/rtsp/rtp/sender-report.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { trackDifference } from '../../../src/media-server/rtsp/track-difference.js';
import { AUDIO_RATE, createPath, PPS, playSecond, RATE, Source, SPS, steps, TCP } from './media-source.js';
import { h264, sdpOfTwo } from './rtp-samples.js';

test('the next publisher goes on where the one before ended, by as much later as time has passed', () => {
  const first = new Source({ seq: 65_530, ts: 0xffff_0000, ssrc: 100 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.reports());
  playSecond(path, first, clock, 0);
  path.hold();
  expect(path.publisher()).toBeNull();
  clock.ms += 3000;
  // Its tracks have other channels, and its clock says something else.
  const second = new Source(
    { seq: 7, ts: 5, ssrc: 900, ntpS: 4_000_001_000 },
    channelSlots([
      [4, 5],
      [2, 3],
    ]),
  );
  path.resume(second.describe());
  path.publish(second.reports());
  // Begins in the middle of a group of pictures.
  path.publish(Buffer.concat([second.video(0), second.audio(0), second.video(0.04)]));
  path.publish(second.audio(0.06));
  playSecond(path, second, clock, 0.08);
  path.publish(second.reports());

  const [video, audio] = [reader.packets(0), reader.packets(2)];
  for (const track of [video, audio]) {
    expect(new Set(track.map(({ ssrc }) => ssrc)).size).toBe(1);
    expect(
      new Set(
        steps(
          track.map(({ seq }) => seq),
          16,
        ),
      ),
    ).toEqual(new Set([1]));
  }
  // The last picture came 40 ms before the publisher went; the parameter sets have the key frame's time.
  const videoSteps = steps(
    video.map(({ ts }) => ts),
    32,
  );
  expect(videoSteps.filter((step) => step !== 3600 && step !== 0)).toEqual([3.04 * RATE]);
  expect(video.slice(25, 28).map(({ payload }) => payload)).toEqual([SPS, PPS, Buffer.from(h264.idr)]);
  const audioSteps = steps(
    audio.map(({ ts }) => ts),
    32,
  );
  expect(audioSteps.filter((step) => step !== 3528)).toEqual([3.04 * AUDIO_RATE]);

  for (const [channel, track, rate] of [
    [1, video, RATE],
    [3, audio, AUDIO_RATE],
  ] as const) {
    const reports = reader.packets(channel).map(({ data }) => parseSenderReport(data));
    expect(reports).toHaveLength(2);
    const [before, after] = reports;
    expect(after?.ssrc).toBe(track[0]?.ssrc);
    // Both say of the same timestamp the same time.
    const elapsedS = (((after?.rtpTimestamp ?? 0) - (before?.rtpTimestamp ?? 0)) | 0) / rate;
    const toldS = Number((after?.ntpTime ?? 0n) - (before?.ntpTime ?? 0n)) / 2 ** 32;
    expect(toldS).toBeCloseTo(elapsedS, 6);
    expect(after?.packetCount).toBe(14);
  }
});

test('tracks that ended at different times: none goes back, and they stay in step', () => {
  const first = new Source({ seq: 1, ts: 1000, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.reports());
  path.publish(first.video(0, h264.idr));
  // The sound is far ahead when the publisher goes, and the next one is there at once.
  for (let index = 0; index < 20; index++) path.publish(first.audio(index / 10));
  path.hold();
  clock.ms += 10;
  const second = new Source({ seq: 50, ts: 77, ssrc: 2 });
  path.resume(second.describe());
  path.publish(Buffer.concat([second.reports(), second.video(5, h264.idr), second.audio(5.1)]));
  const [before, , , key] = reader.packets(0);
  const audio = reader.packets(2);
  expect((key?.ts ?? 0) - (before?.ts ?? 0)).toBe(2 * RATE);
  expect((audio[20]?.ts ?? 0) - (audio[0]?.ts ?? 0)).toBe(Math.round(2.1 * AUDIO_RATE));
});

test('what a source kept and sends at once does not add up to a delay', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  const play = (source: Source) => {
    path.publish(source.reports());
    // One second from the source's memory, then one as it happens.
    for (let index = 0; index < 25; index++) {
      path.publish(source.video(index / 25, index === 0 ? h264.idr : h264.slice));
    }
    playSecond(path, source, clock, 1);
    path.hold();
    clock.ms += 1500;
  };
  play(first);
  const startedMs = clock.ms;
  for (let count = 0; count < 20; count++) {
    const next = new Source({ seq: count, ts: count * 1e6, ssrc: count });
    path.resume(next.describe());
    play(next);
  }
  const packets = reader.packets(0);
  const mediaS = steps(
    packets.map(({ ts }) => ts),
    32,
  )
    .slice(49)
    .reduce((sum, step) => sum + step / RATE, 0);
  const elapsedS = (clock.ms - startedMs) / 1000;
  expect(Math.abs(mediaS - elapsedS)).toBeLessThan(1.6);
});

test.each([
  ['right before', 0],
  ['hours before', 7],
])('after a night without a publisher time goes on by an hour; the picture ended %s', (_when, soundHours) => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.reports());
  playSecond(path, first, clock, 0);
  for (let hours = 0.5; hours <= soundHours; hours += 0.5) {
    clock.ms += 1_800_000;
    path.publish(first.audio(hours * 3600));
  }
  path.hold();
  clock.ms += 8 * 3_600_000;
  const second = new Source({ seq: 9, ts: 999, ssrc: 2 });
  path.resume(second.describe());
  path.publish(second.reports());
  playSecond(path, second, clock, 0);
  expect(reader.packets(0)).toHaveLength(25 + 2 + 25);
  const sound = reader.packets(2);
  expect(sound).toHaveLength(13 + 2 * soundHours + 13);
  const gapS = (((sound.at(-13)?.ts ?? 0) - (sound.at(-14)?.ts ?? 0)) | 0) / AUDIO_RATE;
  expect(gapS).toBeGreaterThanOrEqual(3600);
  expect(gapS).toBeLessThan(3602);
});

test('a key frame that brings its parameter sets gets no others; each one without gets them', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.video(0, h264.idr));
  path.hold();
  clock.ms += 500;
  const second = new Source({ seq: 1, ts: 0, ssrc: 2 });
  path.resume(second.describe());
  path.publish(Buffer.concat([second.video(0, h264.stapSpsPps), second.video(0, h264.fuIdrStart)]));
  path.publish(second.video(0, h264.fuIdrMiddle));
  path.publish(second.video(1, h264.sei));
  path.publish(Buffer.concat([second.video(1, h264.idr), second.video(1, h264.idr), second.audio(1)]));
  expect(reader.packets(0).map(({ payload }) => [...payload.subarray(0, 2)])).toEqual([
    [0x65, 1],
    [0x78, 0],
    [0x7c, 0x85],
    [0x7c, 0x05],
    [0x06, 1],
    [...SPS.subarray(0, 2)],
    [...PPS.subarray(0, 2)],
    [0x65, 1],
    [0x65, 1],
  ]);
  expect(reader.packets(0).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a picture from before the key frame that comes late moves no numbers', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.video(0, h264.idr));
  path.hold();
  clock.ms += 500;
  const second = new Source({ seq: 65_534, ts: 0, ssrc: 2 });
  path.resume(second.describe());
  const late = second.video(0);
  path.publish(second.video(0.1, h264.idr));
  path.publish(late);
  path.publish(second.video(0.14));
  expect(reader.packets(0).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test('without sender reports the tracks are in step by when they come', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  playSecond(path, first, clock, 0);
  path.hold();
  clock.ms += 2000;
  const second = new Source({ seq: 9, ts: 999, ssrc: 2 });
  path.resume(second.describe());
  playSecond(path, second, clock, 0);
  for (const [channel, rate] of [
    [0, RATE],
    [2, AUDIO_RATE],
  ] as const) {
    const all = steps(
      reader.packets(channel).map(({ ts }) => ts),
      32,
    );
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all) / rate).toBeCloseTo(2.04, 1);
  }
});

test('sound goes on without a picture when no key frame comes', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(Buffer.concat([first.video(0, h264.idr), first.audio(0)]));
  path.hold();
  const second = new Source({ seq: 9, ts: 999, ssrc: 2 });
  path.resume(second.describe());
  for (let index = 0; index < 40; index++) {
    clock.ms += 100;
    path.publish(Buffer.concat([second.video(index / 10), second.audio(index / 10)]));
  }
  expect(reader.packets(0)).toHaveLength(1);
  expect(reader.packets(2).length).toBeGreaterThan(15);
});

test('a picture that says that it can be begun with will do, and in the end any', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, reader, clock } = createPath(first);
  path.publish(first.video(0, h264.idr));
  path.hold();
  clock.ms += 500;
  const second = new Source({ seq: 9, ts: 999, ssrc: 2 });
  path.resume(second.describe());
  path.publish(Buffer.concat([second.video(0), second.video(1, h264.recoveryPoint), second.video(1)]));
  expect(reader.packets(0).map(({ payload }) => [...payload])).toEqual([
    h264.idr,
    [...SPS],
    [...PPS],
    h264.recoveryPoint,
    h264.slice,
  ]);
  expect(path.joinPoint().first[0]?.sequence).toBe(2);

  path.hold();
  const third = new Source({ seq: 70, ts: 5, ssrc: 3 });
  path.resume(third.describe());
  for (let atS = 0; atS < 25; atS++) {
    path.publish(third.video(atS));
    clock.ms += 1000;
  }
  const packets = reader.packets(0);
  expect(packets.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect((packets[8]?.ts ?? 0) - (packets[5]?.ts ?? 0)).toBe(3 * RATE);
});

test('whoever joins during the hold gets nothing old, and after it begins with the new key frame', () => {
  const first = new Source({ seq: 1, ts: 0, ssrc: 1 });
  const { path, clock } = createPath(first);
  path.publish(Buffer.concat([first.reports(), first.video(0, h264.idr), first.audio(0)]));
  path.hold();
  clock.ms += 1000;
  expect(path.joinPoint()).toMatchObject({ packets: [], nextSequences: [2, 5] });
  const second = new Source({ seq: 9, ts: 999, ssrc: 2 });
  path.resume(second.describe());
  path.publish(Buffer.concat([second.reports(), second.video(0, h264.idr), second.audio(0)]));
  const join = path.joinPoint();
  expect(join.first.map((packet) => packet?.sequence)).toEqual([2, 5]);
  const report = parseSenderReport(join.reports[0] ?? Buffer.alloc(0));
  expect(report?.rtpTimestamp).toBe(join.first[0]?.timestamp);
  expect(report?.ssrc).toBe(1);
});

describe('the hold', () => {
  test('ends the path when nobody comes back, and at once when it is made shorter', () => {
    const { path, clock, ends } = createPath(new Source({ seq: 1, ts: 0, ssrc: 1 }));
    path.hold();
    expect(path.isHeld).toBe(true);
    clock.ms += 30_000;
    path.holdMs = 40_000;
    expect(ends).toEqual([]);
    path.holdMs = 20_000;
    expect(ends).toHaveLength(1);
  });

  test('of 0 closes at once', () => {
    const { path, ends } = createPath(new Source({ seq: 1, ts: 0, ssrc: 1 }));
    path.holdMs = 0;
    path.hold();
    expect(ends).toHaveLength(1);
  });
});

test.each<[string, (sdp: string) => string, string | undefined]>([
  ['nothing', (sdp) => sdp, undefined],
  ['parameter sets', (sdp) => sdp.replace('Z2QAH6zZQFAFuw==', 'Z0IAH6zZQFAFuw=='), undefined],
  ['the codec', (sdp) => sdp.replace('H264', 'H265'), 'track 1: codec H264 became H265'],
  [
    'the packetization',
    (sdp) => sdp.replace('mode=1', 'mode=0'),
    'track 1: format packetization-mode=1 became packetization-mode=0',
  ],
  ['the clock rate', (sdp) => sdp.replace('44100', '48000'), 'track 2: clock rate 44100 became 48000'],
  ['channels', (sdp) => sdp.replace('44100/2', '44100/1'), 'track 2: channels 2 became 1'],
  ['a track less', (sdp) => sdp.slice(0, sdp.indexOf('m=audio')), '2 tracks became 1'],
])('another publisher differs by %s', (_what, change, expected) => {
  const { path } = createPath(new Source({ seq: 1, ts: 0, ssrc: 1 }));
  const description = parseSdp(change(sdpOfTwo));
  expect(path.differenceTo({ description, slots: TCP, remoteAddress: '', onReplaced: () => {} })).toBe(
    expected,
  );
});

test('AAC that says "no SBR" is the same as AAC that says nothing', () => {
  const withConfig = (config: string) =>
    parseSdp(sdpOfTwo.replace('44100/2', `44100/2\r\na=fmtp:97 mode=AAC-hbr; config=${config}`));
  expect(trackDifference(withConfig('121056E500'), withConfig('1210'))).toBeUndefined();
  expect(trackDifference(withConfig('1210'), withConfig('1190'))).toContain('track 2: format');
});

test('through any row of publishers: numbers without a gap, time that never goes back', () => {
  const publisher = fc.record({
    seq: fc.integer({ min: 0, max: 0xffff }),
    ts: fc.integer({ min: 0, max: 0xffff_ffff }),
    ntpS: fc.integer({ min: 3_000_000_000, max: 4_200_000_000 }),
    awayMs: fc.integer({ min: 0, max: 20_000 }),
    hasReports: fc.boolean(),
    /** Media times and delays in units of 10 ms. */
    packets: fc.array(fc.tuple(fc.constantFrom('idr', 'slice', 'audio'), fc.nat(8), fc.nat(8)), {
      maxLength: 60,
    }),
  });
  fc.assert(
    fc.property(fc.array(publisher, { minLength: 1, maxLength: 6 }), (publishers) => {
      const sources = publishers.map((base, index) => new Source({ ...base, ssrc: 10 * index + 1 }));
      const { path, reader, clock } = createPath(sources[0] ?? new Source({ seq: 0, ts: 0, ssrc: 0 }));
      for (const [index, { packets, hasReports, awayMs }] of publishers.entries()) {
        const source = sources[index];
        if (source === undefined) continue;
        if (index > 0) path.resume(source.describe());
        if (hasReports) path.publish(source.reports());
        let atS = 0;
        for (const [kind, mediaStep, delay] of packets) {
          atS += mediaStep / 100;
          clock.ms += delay * 10;
          path.publish(
            kind === 'audio' ? source.audio(atS) : source.video(atS, h264[kind as 'idr' | 'slice']),
          );
        }
        path.hold();
        clock.ms += awayMs;
      }
      for (const channel of [0, 2]) {
        const track = reader.packets(channel);
        expect(new Set(track.map(({ ssrc }) => ssrc)).size).toBeLessThanOrEqual(1);
        for (const step of steps(
          track.map(({ seq }) => seq),
          16,
        ))
          expect(step).toBe(1);
        for (const step of steps(
          track.map(({ ts }) => ts),
          32,
        ))
          expect(step).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
