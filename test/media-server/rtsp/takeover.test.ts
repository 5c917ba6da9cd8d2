import { describe, expect, test } from 'vitest';
import type { PathPublisher } from '../../../src/media-server/rtsp/feed.js';
import { Path } from '../../../src/media-server/rtsp/path.js';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { Takeover } from '../../../src/media-server/rtsp/takeover.js';
import { AUDIO_RATE, createPath, playSecond, RATE, Source, steps } from './media-source.js';
import { h264, sdpOfTwo } from './rtp-samples.js';

/** A path that `first` has published at for two seconds, and a successor of it that waits. */
function begin(description = sdpOfTwo) {
  const first = new Source({ seq: 65_530, ts: 0xffff_0000, ssrc: 100 });
  const created = createPath(first);
  const { path, clock, reader } = created;
  path.publish(first.reports());
  playSecond(path, first, clock, 0);
  playSecond(path, first, clock, 1);
  const second = new Source({ seq: 7, ts: 5, ssrc: 900, ntpS: 4_000_001_000 });
  const paths = new Map([['a', path]]);
  const opened: Path[] = [];
  const openPath = (name: string, publisher: PathPublisher): Path => {
    const options = { name, publisher, holdMs: 0, onTrack: () => {}, onEnd: () => {} };
    const anew = new Path({ ...options, now: () => clock.ms });
    opened.push(anew);
    return anew;
  };
  const publisher = { ...second.describe(), description: parseSdp(description) };
  const host = { paths, openPath };
  const takeover = new Takeover({ publisher, pathName: 'a', host, now: () => clock.ms });
  return { ...created, path, clock, reader, first, second, takeover, paths, opened };
}

/** Both send until the path is taken over or `seconds` are over: the old one from 2 s of its time on, the new one from `fromS`. */
function race(all: ReturnType<typeof begin>, fromS: number, seconds: number, keyAt = 25): number | undefined {
  const { path, clock, first, second, takeover } = all;
  for (let index = 0; index < seconds * 25; index++) {
    path.publish(first.video(2 + index / 25, index % 25 === 0 ? h264.idr : h264.slice));
    path.publish(first.audio(2 + index / 25));
    const payload = index % keyAt === keyAt - 1 ? h264.idr : h264.slice;
    const frames = Buffer.concat([
      second.video(fromS + index / 25, payload),
      second.audio(fromS + index / 25),
    ]);
    if (takeover.offer(frames) !== undefined) return index;
    clock.ms += 40;
  }
  return undefined;
}

/** The last group of pictures, two seconds long, as a source sends it at once. */
function lastGroup({ second }: ReturnType<typeof begin>): Buffer {
  const frames = Array.from({ length: 50 }, (_, index) => [
    second.video(index / 25, index === 0 ? h264.idr : h264.slice),
    second.audio(index / 25),
  ]);
  return Buffer.concat([second.reports(), ...frames.flat()]);
}

describe('a successor', () => {
  test('takes the path over with what its source kept, between two pictures, and nobody sees the past again', () => {
    const all = begin();
    const { path, reader, clock, takeover, second } = all;
    const before = reader.packets(0).length;
    expect(takeover.offer(lastGroup(all))).toBeUndefined();
    expect(path.publisher()?.tracks).toHaveLength(2);
    const at = race(all, 2, 1, 1000);
    // As soon as it is seen to come as it is made.
    expect(at).toBe(4);
    const video = reader.packets(0);
    expect(
      steps(
        video.map(({ seq }) => seq),
        16,
      ).filter((step) => step !== 1),
    ).toEqual([]);
    const times = steps(
      video.map(({ ts }) => ts),
      32,
    );
    expect(Math.min(...times.filter((step) => step !== 0))).toBeGreaterThan(0);
    expect(Math.max(...times)).toBeLessThanOrEqual(3600);
    // 55 pictures, each a millisecond after the one before it, in place of two seconds.
    const hurried = times.filter((step) => step > 0 && step < 900);
    expect(hurried.length).toBeGreaterThan(50);
    const lastOfOld = video[before + 4]?.ts ?? 0;
    expect(((video.at(-1)?.ts ?? 0) - lastOfOld) | 0).toBeLessThan(0.1 * RATE);
    // Sound of the past is left out, the rest goes on.
    const sound = steps(
      reader.packets(2).map(({ ts }) => ts),
      32,
    );
    expect(Math.min(...sound)).toBeGreaterThan(0);
    expect(Math.max(...sound)).toBeLessThan(0.2 * AUDIO_RATE);
    expect(new Set(video.map(({ ssrc }) => ssrc)).size).toBe(1);
    // Live media after it is in step.
    path.publish(second.video(2.2));
    expect(((reader.packets(0).at(-1)?.ts ?? 0) - (video.at(-1)?.ts ?? 0)) | 0).toBe(0.04 * RATE);
    expect(clock.ms).toBeGreaterThan(0);
  });

  test('waits for its first key frame, and whoever joins meanwhile gets the old picture', () => {
    const all = begin();
    const { path, takeover, second } = all;
    takeover.offer(second.reports());
    expect(race(all, 0, 0.8, 1000)).toBeUndefined();
    expect(path.joinPoint().packets.length).toBeGreaterThan(0);
    expect(path.publisher()?.remoteAddress).toBe('127.0.0.1:2');
    const at = race(all, 0.8, 1, 5);
    expect(at).toBe(4);
  });

  test('waits for the end of a picture of the old one', () => {
    const all = begin();
    const { path, takeover, first, clock } = all;
    takeover.offer(lastGroup(all));
    clock.ms += 200;
    path.publish(first.video(2, h264.slice, false));
    expect(takeover.offer(all.second.video(2.2))).toBeUndefined();
    path.publish(first.video(2, h264.slice, true));
    expect(takeover.offer(all.second.video(2.24))?.path).toBe(path);
  });

  test('that leaves before its key frame has changed nothing', () => {
    const all = begin();
    const { reader } = all;
    race(all, 0, 0.4, 1000);
    const times = steps(
      reader.packets(0).map(({ ts }) => ts),
      32,
    );
    expect(new Set(times)).toEqual(new Set([3600]));
  });

  test('takes a path over that the old one has left before, at once', () => {
    const all = begin();
    const { path, takeover, clock, reader } = all;
    path.hold();
    clock.ms += 3_000;
    expect(takeover.offer(lastGroup(all))?.path).toBe(path);
    // Two of the three seconds were of the media that it began with.
    const gaps = steps(
      reader.packets(0).map(({ ts }) => ts),
      32,
    ).filter((step) => step > 3600);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toBeLessThan(1.2 * RATE);
  });

  test.each([
    ['audio alone', sdpOfTwo.replace(/m=video.*?(?=m=audio)/s, '')],
    ['video of a codec whose key frames are not known', sdpOfTwo.replace('H264/90000', 'VP8/90000')],
  ])(
    'with %s takes over at its first packet, and what readers cannot go on with begins anew',
    (_what, sdp) => {
      const all = begin(sdp);
      const { takeover, second, path, ends, opened } = all;
      expect(takeover.offer(second.reports())).toBeUndefined();
      expect(ends).toEqual([]);
      const taken = takeover.offer(second.video(0));
      expect(taken?.path).toBe(opened[0]);
      expect(taken?.difference).toMatch(/tracks became|codec H264 became VP8/);
      expect(ends).toEqual([`successor sends something else: ${taken?.difference}`]);
      expect(path.hasPublisher).toBe(false);
      expect(opened[0]?.delivery().bytesIn).toBeGreaterThan(0);
    },
  );

  test('of twenty does not let media run ahead of the clock by what their sources keep', () => {
    const all = begin();
    const { path, clock, reader } = all;
    const startMs = clock.ms;
    const firstTs = reader.packets(0).at(-1)?.ts ?? 0;
    let current = all.first;
    let currentS = 2;
    for (let count = 1; count <= 20; count++) {
      const next = new Source({
        seq: 100 * count,
        ts: 999 * count,
        ssrc: count,
        ntpS: 4_000_000_000 + count,
      });
      const host = { paths: new Map([['a', path]]), openPath: () => path };
      const takeover = new Takeover({ publisher: next.describe(), pathName: 'a', host, now: () => clock.ms });
      takeover.offer(lastGroup({ ...all, second: next }));
      let index = 0;
      for (; ; index++) {
        path.publish(current.video(currentS + index / 25));
        if (takeover.offer(next.video(2 + index / 25)) !== undefined) break;
        clock.ms += 40;
      }
      const end = index + 25;
      while (index < end) {
        clock.ms += 40;
        index += 1;
        path.publish(next.video(2 + index / 25));
      }
      clock.ms += 40;
      [current, currentS] = [next, 2 + (end + 1) / 25];
    }
    const passedS = (clock.ms - startMs) / 1000;
    const mediaS = (((reader.packets(0).at(-1)?.ts ?? 0) - firstTs) | 0) / RATE;
    // A millisecond for each of 54 pictures, and half the time between two.
    expect(mediaS - passedS).toBeLessThan(20 * 0.08);
    const times = steps(
      reader.packets(0).map(({ ts }) => ts),
      32,
    );
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
  });
});
