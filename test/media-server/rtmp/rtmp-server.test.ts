import { execa } from 'execa';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAmf0 } from '../../../src/media-server/rtmp/amf0.js';
import { messageType } from '../../../src/media-server/rtmp/message.js';
import { createRtmpServer } from '../../../src/media-server/rtmp/server.js';
import type { MediaServer } from '../../../src/media-server/run-server-process.js';
import { aacFrame, avcHeader, avcInter, avcKey, enhancedVideo, setDataFrame } from './media-fixtures.js';
import { command, connectCommand, setChunkSize, TestClient } from './test-client.js';

const TEST_TIMEOUT_MS = 30_000;

let server: MediaServer;
let port: number;
let changes = 0;
const processes: { kill(signal: 'SIGKILL'): unknown }[] = [];

beforeEach(async () => {
  changes = 0;
  server = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => changes++ });
  ({ port } = await server.listen('127.0.0.1', 0));
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await server.close();
});

function ffmpeg(...args: string[]) {
  const child = execa('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args], {
    reject: false,
  });
  processes.push(child);
  return child;
}

function publish(path: string, ...inputs: string[]) {
  const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-c:a', 'aac'];
  return ffmpeg(...inputs, ...encoding, '-f', 'flv', `rtmp://127.0.0.1:${port}/${path}`);
}

const videoInput = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25'];
const audioInput = ['-re', '-f', 'lavfi', '-i', 'sine'];

const path = (name: string) => server.snapshot().paths.find((known) => known.path === name);
const tracks = (name: string) => path(name)?.publisher?.tracks.map((track) => track.codec);

async function publisherClient(app: string, name: string): Promise<TestClient> {
  const client = await TestClient.open(port);
  client.send(
    connectCommand(app),
    command('createStream', 2, null),
    command('publish', 3, null, name, 'live'),
  );
  await client.until((output) => output.statuses.includes('NetStream.Publish.Start'));
  return client;
}

async function playerClient(app: string, name: string): Promise<TestClient> {
  const client = await TestClient.open(port);
  client.send(connectCommand(app), command('createStream', 2, null), command('play', 3, null, name, -2000));
  await client.until((output) => output.statuses.includes('NetStream.Play.Start'));
  return client;
}

const videoTimes = (client: TestClient) =>
  client.output.media.filter(({ type }) => type === messageType.video).map(({ timestampMs }) => timestampMs);

describe('with FFmpeg', { timeout: TEST_TIMEOUT_MS }, () => {
  it('plays both tracks of what is published', async () => {
    publish('live/cam.1', ...videoInput, ...audioInput);
    await vi.waitFor(() => expect(tracks('live/cam.1')?.toSorted()).toEqual(['AAC', 'H264']), 10_000);
    expect(path('live/cam.1')?.publisher).toMatchObject({
      announced: ['video', 'audio'],
      remoteAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
    });
    const probe = await execa('ffprobe', [
      ...['-loglevel', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0'],
      `rtmp://127.0.0.1:${port}/live/cam.1`,
    ]);
    expect(probe.stdout.split('\n').toSorted()).toEqual(['aac', 'h264']);
    await vi.waitFor(() => expect(path('live/cam.1')?.readers).toBe(0));
  });

  it.each(['testsource', 'live/key', 'a/b/c/d', 'live/cam.mp4'])('decodes frames of %s', async (name) => {
    publish(name, ...videoInput);
    await vi.waitFor(() => expect(tracks(name)).toEqual(['H264']), 10_000);
    const player = await ffmpeg(
      ...['-analyzeduration', '1000000', '-i', `rtmp://127.0.0.1:${port}/${name}`],
      ...['-frames:v', '10', '-f', 'framehash', '-'],
    );
    expect(player).toMatchObject({ exitCode: 0, stderr: '' });
    expect(player.stdout.split('\n').filter((line) => line.startsWith('0,'))).toHaveLength(10);
  });

  it('ends a play without publisher with an error', async () => {
    const startedMs = performance.now();
    const player = await ffmpeg('-i', `rtmp://127.0.0.1:${port}/live/nobody`, '-f', 'null', '-');
    expect(player.exitCode).not.toBe(0);
    expect(player.stderr).toContain('live/nobody: nobody publishes there');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('refuses a second publisher and leaves the first alone', async () => {
    const first = publish('live/cam', ...videoInput);
    await vi.waitFor(() => expect(tracks('live/cam')).toEqual(['H264']), 10_000);
    const before = path('live/cam')?.publisher?.remoteAddress;
    const second = await publish('live/cam', ...videoInput);
    expect(second.exitCode).not.toBe(0);
    expect(second.stderr).toContain('the path is taken');
    expect(path('live/cam')?.publisher?.remoteAddress).toBe(before);
    expect(first.exitCode).toBeNull();
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends the player when the publisher gets %s', async (signal) => {
    const publisher = publish('live/cam', ...videoInput, ...audioInput);
    await vi.waitFor(() => expect(tracks('live/cam')).toHaveLength(2), 10_000);
    const player = ffmpeg('-i', `rtmp://127.0.0.1:${port}/live/cam`, '-c', 'copy', '-f', 'null', '-');
    await vi.waitFor(() => expect(path('live/cam')?.readers).toBe(1), 10_000);
    publisher.kill(signal);
    await publisher;
    const goneMs = performance.now();
    await player;
    expect(performance.now() - goneMs).toBeLessThan(1_000);
    expect(server.snapshot().paths).toEqual([]);
  });

  it('takes audio alone', async () => {
    publish('live/sound', ...audioInput);
    await vi.waitFor(() => expect(tracks('live/sound')).toEqual(['AAC']), 10_000);
    const player = await ffmpeg(
      ...['-analyzeduration', '500000', '-i', `rtmp://127.0.0.1:${port}/live/sound`],
      ...['-t', '0.2', '-f', 'null', '-'],
    );
    expect(player.exitCode).toBe(0);
  });
});

describe('with a client of our own', { timeout: TEST_TIMEOUT_MS }, () => {
  it('relays Enhanced RTMP from an encoder that speaks like OBS, byte for byte', async () => {
    const obs = await TestClient.open(port, Buffer.of(9, 0, 124, 2));
    obs.send(setChunkSize(4096), connectCommand('live', { type: 'nonprivate', fourCcList: ['hvc1'] }));
    obs.send(command('releaseStream', 2, null, 'obs'), command('FCPublish', 3, null, 'obs'));
    obs.send(command('createStream', 4, null));
    await obs.until((output) => output.commands.some(([name, id]) => name === '_result' && id === 4));
    obs.send(command('publish', 5, null, 'obs?key=secret', 'live'));
    await obs.until((output) => output.statuses.includes('NetStream.Publish.Start'));
    const header = enhancedVideo(1, 0, 'hvc1', [1, 2, 3]);
    const big = Array.from({ length: 200_000 }, (_, index) => index % 256);
    const group = [
      enhancedVideo(1, 1, 'hvc1', [0, 0, 0, ...big], 0x00fffff0),
      enhancedVideo(2, 3, 'hvc1', [5, 6], 0x01000010),
    ];
    obs.send(setDataFrame({ videocodecid: 1752589105, width: 160 }), header, ...group);
    await vi.waitFor(() => expect(tracks('live/obs')).toEqual(['H265']));
    expect(path('live/obs')?.publisher?.announced).toEqual(['video']);

    const player = await playerClient('live/obs', '');
    await player.until((output) => output.media.length >= 5);
    const live = enhancedVideo(2, 3, 'hvc1', [7], 0x01000020);
    obs.send(live);
    await player.until((output) => output.media.length >= 6);
    const plain = ({ type, timestampMs, payload }: (typeof group)[number]) => ({
      type,
      timestampMs,
      payload,
    });
    expect(player.output.media.slice(2).map(plain)).toEqual([header, ...group, live].map(plain));
    expect(player.output.media[1]?.payload).toEqual(
      encodeAmf0('onMetaData', { videocodecid: 1752589105, width: 160 }),
    );
    expect(path('live/obs')?.readers).toBe(1);
    obs.socket.destroy();
    await player.untilClosed();
    expect(player.output.statuses.at(-1)).toBe('NetStream.Play.UnpublishNotify');
    expect(player.output.others.at(-1)?.payload).toEqual(Buffer.of(0, 1, 0, 0, 0, 1));
  });

  it('announces changes of the snapshot and no packets', async () => {
    const publisher = await publisherClient('live', 'cam');
    expect(server.snapshot().paths).toEqual([]);
    const before = changes;
    publisher.send(avcHeader(), avcKey());
    await vi.waitFor(() => expect(tracks('live/cam')).toEqual(['H264']));
    expect(changes).toBe(before + 1);
    for (let index = 1; index <= 100; index++) publisher.send(avcInter(index * 40));
    publisher.send(aacFrame(4_000));
    await vi.waitFor(() => expect(tracks('live/cam')).toEqual(['H264', 'AAC']));
    expect(changes).toBe(before + 2);
  });

  it('does not let a player that reads nothing slow another one', async () => {
    const publisher = await publisherClient('live', 'cam');
    publisher.send(setChunkSize(65_536), avcHeader(), avcKey());
    const slow = await playerClient('live', 'cam');
    const quick = await playerClient('live', 'cam');
    slow.socket.pause();
    const frames = 300;
    const has = (timestampMs: number) => (output: TestClient['output']) =>
      output.media.at(-1)?.timestampMs === timestampMs;
    for (let index = 1; index <= frames; index++) {
      publisher.send(index % 30 === 0 ? avcKey(index, 100_000) : avcInter(index, 100_000));
      if (index % 10 === 0) await quick.until(has(index));
    }
    expect(videoTimes(quick)).toHaveLength(frames + 2);

    slow.socket.resume();
    let timestampMs = frames;
    await vi.waitFor(() => {
      timestampMs += 1;
      publisher.send(avcInter(timestampMs), avcKey(timestampMs));
      expect(videoTimes(slow).at(-1)).toBeGreaterThan(frames);
    }, 10_000);
    // It lost something, once, and went on at a key frame.
    const times = videoTimes(slow);
    const gaps = times.flatMap((timeMs, index) => (timeMs - (times[index - 1] ?? 0) > 1 ? [index] : []));
    expect(gaps).toHaveLength(1);
    const next = slow.output.media.filter(({ type }) => type === messageType.video)[gaps[0] ?? -1];
    expect(next?.payload.subarray(0, 2)).toEqual(Buffer.of(0x17, 1));
  });

  it('moves to another address without losing a connection', async () => {
    const publisher = await publisherClient('live', 'cam');
    publisher.send(avcHeader(), avcKey());
    expect(await server.listen('127.0.0.1', port)).toEqual({ host: '127.0.0.1', port });
    expect(await server.listen('0.0.0.0', port)).toEqual({ host: '0.0.0.0', port });
    const oldPort = port;
    ({ port } = await server.listen('127.0.0.1', 0));
    expect(port).not.toBe(oldPort);
    const player = await playerClient('live', 'cam');
    publisher.send(avcInter(40));
    await player.until((output) => output.media.at(-1)?.timestampMs === 40);
    await expect(TestClient.open(oldPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says why it cannot listen, and goes on where it was', async () => {
    const other = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => undefined });
    const taken = await other.listen('127.0.0.1', 0);
    await expect(server.listen('127.0.0.1', taken.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(server.snapshot().listening).toEqual({ host: '127.0.0.1', port });
    await publisherClient('live', 'cam');
    await other.close();
  });

  it('shows IPv4 addresses plain on an IPv6 listener', async () => {
    ({ port } = await server.listen('::', 0));
    const publisher = await publisherClient('live', 'cam');
    publisher.send(avcKey());
    await vi.waitFor(() => expect(path('live/cam')?.publisher?.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/));
  });

  it('closes within a second, whatever its clients do', async () => {
    const publisher = await publisherClient('live', 'cam');
    publisher.send(avcHeader(), avcKey());
    const player = await playerClient('live', 'cam');
    const silent = await TestClient.open(port);
    silent.socket.pause();
    const startedMs = performance.now();
    await server.close();
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await player.untilClosed();
    expect(player.output.statuses.at(-1)).toBe('NetStream.Play.UnpublishNotify');
  });
});
