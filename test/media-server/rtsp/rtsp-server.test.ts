import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyFrameDetector } from '../../../src/media-server/rtsp/rtp/key-frame.js';
import { DecodingReader } from '../../e2e/support/decoding-reader.js';
import { RtspClient, startServer, type TestServer } from './rtsp-client.js';

const folder = mkdtempSync(join(tmpdir(), 'rtsp-server-'));
const file = {
  h264Aac: join(folder, 'h264-aac.mkv'),
  h265Opus: join(folder, 'h265-opus.mkv'),
  /** Other parameter sets; the H.264 one with pictures that are not sent in the order in which they are shown. */
  h264Large: join(folder, 'h264-large.mkv'),
  h265Large: join(folder, 'h265-large.mkv'),
  g711: join(folder, 'g711.mkv'),
  mp2: join(folder, 'mp2.mkv'),
};
const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25'];
const tone = ['-f', 'lavfi', '-i', 'sine=r=48000'];
/** Key frames 4 s apart. */
const gop = ['-t', '8', '-g', '100', '-keyint_min', '100', '-bf', '0', '-preset', 'ultrafast'];

let running: TestServer;
let processes: Child[] = [];

/** Never awaited by accident: an execa promise settles when the process has ended. */
interface Child {
  kill(): void;
  readonly ended: Promise<unknown>;
}

function spawn(...args: string[]): Child {
  const child = execa('ffmpeg', ['-nostdin', '-loglevel', 'quiet', ...args], { reject: false });
  const spawned = { kill: () => void child.kill('SIGKILL'), ended: child };
  processes.push(spawned);
  return spawned;
}

beforeAll(async () => {
  const make = (...args: string[]) => execa('ffmpeg', ['-nostdin', '-loglevel', 'error', ...args]);
  await Promise.all([
    make(...picture, ...tone, ...gop, '-c:v', 'libx264', '-sc_threshold', '0', '-c:a', 'aac', file.h264Aac),
    make(
      ...picture,
      ...tone,
      ...gop,
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=error',
      '-c:a',
      'libopus',
      file.h265Opus,
    ),
    make(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25', ...tone, '-t', '8', '-g', '25', '-bf', '3'],
      ...['-c:v', 'libx264', '-preset', 'fast', '-c:a', 'aac', file.h264Large],
    ),
    make(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25', ...tone, '-t', '8', '-preset', 'ultrafast'],
      ...[
        '-c:v',
        'libx265',
        '-x265-params',
        'log-level=error:keyint=25:bframes=0',
        '-c:a',
        'libopus',
        file.h265Large,
      ],
    ),
    make(...tone, '-t', '8', '-ar', '8000', '-ac', '1', '-c:a', 'pcm_alaw', file.g711),
    make(...tone, '-t', '8', '-c:a', 'mp2', file.mp2),
  ]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  running = await startServer();
});

afterEach(async () => {
  for (const child of processes) child.kill();
  await Promise.all(processes.map(({ ended }) => ended));
  processes = [];
  await running.server.close();
});

function url(path: string): string {
  return `rtsp://127.0.0.1:${running.port}/${path}`;
}

/** Publishes without end; resolves when all of its `tracks` have packets. */
async function publish(path: string, input: string, transport: string, tracks: number): Promise<Child> {
  const child = spawn(
    ...['-re', '-stream_loop', '-1', '-i', input, '-c', 'copy'],
    ...['-f', 'rtsp', '-rtsp_transport', transport, url(path)],
  );
  await expect
    .poll(() => running.server.snapshot().paths.find((each) => each.path === path)?.publisher?.tracks, {
      timeout: 15_000,
    })
    .toHaveLength(tracks);
  return child;
}

async function probe(path: string, transport: string): Promise<string[]> {
  const { stdout } = await execa(
    'ffprobe',
    ['-v', 'error', '-rtsp_transport', transport].concat([
      '-show_entries',
      'stream=codec_name',
      '-of',
      'csv=p=0',
      url(path),
    ]),
    { timeout: 20_000 },
  );
  return stdout.trim().split(/\s+/);
}

async function decode(path: string, transport: string): Promise<void> {
  const result = await execa(
    'ffmpeg',
    [
      '-nostdin',
      '-loglevel',
      'error',
      '-rtsp_transport',
      transport,
      '-i',
      url(path),
      '-t',
      '2',
      '-f',
      'null',
      '-',
    ],
    { timeout: 20_000 },
  );
  expect(result.stderr).toBe('');
}

describe.each([
  ['h264Aac', 'tcp', ['h264', 'aac'], ['H264', 'AAC']],
  ['h264Aac', 'udp', ['h264', 'aac'], ['H264', 'AAC']],
  ['h265Opus', 'tcp', ['hevc', 'opus'], ['H265', 'Opus']],
  ['g711', 'tcp', ['pcm_alaw'], ['G711A']],
  ['mp2', 'udp', ['mp3'], ['MPA']],
] as const)('%s published over %s', (name, transport, probed, codecs) => {
  test('is seen and decoded over TCP and UDP', async () => {
    await publish('site/cam.1', file[name], transport, probed.length);
    const codecsSeen = running.server.snapshot().paths[0]?.publisher?.tracks.map(({ codec }) => codec);
    expect(codecsSeen?.toSorted()).toEqual([...codecs].sort());
    for (const reading of ['tcp', 'udp']) {
      const seen = await probe('site/cam.1', reading);
      if (name === 'mp2') expect(['mp2', 'mp3']).toContain(seen[0]);
      else expect(seen).toEqual(probed);
      await decode('site/cam.1', reading);
    }
    expect(running.lines.filter(({ level }) => Number(level) > 30)).toEqual([]);
  }, 60_000);
});

test.each(['tcp', 'udp'])(
  'without a hold a reader over %s ends at once when the publisher is killed',
  async (transport) => {
    await running.server.close();
    running = await startServer({ holdMs: 0 });
    const publisher = await publish('live', file.h264Aac, 'tcp', 2);
    const reader = spawn('-rtsp_transport', transport, '-i', url('live'), '-c', 'copy', '-f', 'null', '-');
    await expect.poll(() => running.server.snapshot().paths[0]?.readers, { timeout: 10_000 }).toBe(1);
    publisher.kill();
    const killedMs = performance.now();
    await reader.ended;
    expect(performance.now() - killedMs).toBeLessThan(1000);
    expect(running.server.snapshot().paths).toEqual([]);
  },
  30_000,
);

test('a second publisher is refused, a reader of nothing gets 404', async () => {
  await publish('live', file.h264Aac, 'tcp', 2);
  const ffmpeg = ['-nostdin', '-loglevel', 'error'];
  const second = await execa(
    'ffmpeg',
    [...ffmpeg, '-i', file.h264Aac, '-c', 'copy', '-f', 'rtsp', url('live')],
    { reject: false },
  );
  expect(second.exitCode).not.toBe(0);
  expect(second.stderr).toContain('403 Forbidden');
  const nothing = await execa('ffmpeg', [...ffmpeg, '-i', url('none'), '-f', 'null', '-'], { reject: false });
  expect(nothing.stderr).toContain('404 Not Found');
  expect(running.server.snapshot().paths).toMatchObject([
    { path: 'live', publisher: { announced: ['video', 'audio'] } },
  ]);
}, 30_000);

test('a reader begins with a key frame at once, in the middle of 4 s without one', async () => {
  await publish('live', file.h264Aac, 'tcp', 2);
  // Some of the group of pictures goes by first: more packets than the key frame has.
  const early = new RtspClient(running.port);
  const first = await early.setup('live');
  await early.request('PLAY', 'live', { Session: first });
  await early.until(() => early.frames.length > 60);
  early.socket.destroy();

  const reader = new RtspClient(running.port);
  const session = await reader.setup('live');
  const askedMs = performance.now();
  const played = await reader.request('PLAY', 'live', { Session: session });
  await reader.until(() => reader.frames.some((frame) => frame[1] === 0));
  expect(performance.now() - askedMs).toBeLessThan(100);
  expect(reader.frames.slice(0, 2).map((frame) => [frame[1], frame[5]])).toEqual([
    [1, 200],
    [3, 200],
  ]);
  const video = reader.frames.find((frame) => frame[1] === 0) ?? Buffer.alloc(12);
  // x264's SEI comes first in the key frame's access unit.
  const timestamp = video.readUInt32BE(8);
  const isNext = (frame: Buffer): boolean => frame[1] === 0 && frame.readUInt32BE(8) !== timestamp;
  await reader.until(() => reader.frames.some(isNext));
  const unit = reader.frames.slice(0, reader.frames.findIndex(isNext)).filter((frame) => frame[1] === 0);
  expect(unit.some((frame) => keyFrameDetector('H264')?.(frame, 4, frame.length))).toBe(true);
  expect(played.headers.get('rtp-info')).toContain(
    `trackID=0;seq=${video.readUInt16BE(6)};rtptime=${video.readUInt32BE(8)}`,
  );
  reader.socket.destroy();
}, 30_000);

describe.each([
  ['h264Aac', 'h264Large'],
  ['h265Opus', 'h265Large'],
] as const)('%s, then %s, then the first again', (first, second) => {
  test.each(['tcp', 'udp'] as const)(
    'a reader over %s decodes on',
    async (transport) => {
      let publisher = await publish('live', file[first], 'tcp', 2);
      const reader = new DecodingReader(url('live'), transport);
      await reader.untilPictures(10);
      for (const next of [second, first]) {
        publisher.kill();
        await publisher.ended;
        await expect.poll(() => running.server.snapshot().paths[0]?.publisher).toBeNull();
        publisher = await publish('live', file[next], 'tcp', 2);
        await reader.untilPictures(60);
      }
      expect(await reader.end()).toBe(0);
      expect(reader.complaints).toEqual([]);
      for (const times of Object.values(reader.timesS)) {
        const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(Math.min(...steps)).toBeGreaterThan(0);
      }
    },
    60_000,
  );
});
