import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { end, H264, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

/** What old Flash encoders send. */
const SPEEX = ['-c:a', 'libspeex', '-ar', '16000', '-ac', '1'];
const NELLYMOSER = ['-c:a', 'nellymoser', '-ar', '22050', '-ac', '1'];
const streams = (keys: string): string => `${FREE_PORTS}streams: { cam: { source: push:live/a, ${keys} } }\n`;

async function start(keys: string, codecs: readonly string[]): Promise<void> {
  router = new TestRouter(streams(keys));
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`, { codecs });
}

async function untilPlayed(codecs: readonly string[]): Promise<void> {
  const { rtspUrl } = await router.untilStream('cam', 'running');
  const played = await waitFor('a player to find the tracks', async () => probeCodecs(rtspUrl ?? '', 'tcp'));
  expect(played).toEqual(codecs);
}

/** Pictures between key frames at a reader, and whether pictures come in the order in which they are shown. */
async function keyFrameDistances(url: string): Promise<{ distances: number[]; hasBFrames: number }> {
  const { stdout } = await execa('ffprobe', [
    ...['-v', 'error', '-rtsp_transport', 'tcp', '-select_streams', 'v', '-read_intervals', '%+6'],
    ...['-show_entries', 'packet=flags:stream=has_b_frames', '-of', 'json', url],
  ]);
  const { packets, streams: tracks } = JSON.parse(stdout) as {
    packets: { flags: string }[];
    streams: { has_b_frames: number }[];
  };
  const keys = packets.flatMap(({ flags }, index) => (flags.startsWith('K') ? [index] : []));
  return {
    distances: keys.slice(1).map((key, index) => key - (keys[index] ?? 0)),
    hasBFrames: tracks[0]?.has_b_frames ?? -1,
  };
}

describe('a source whose audio players cannot play', () => {
  it('is played with its Speex encoded as AAC and its H.264 as it comes', async () => {
    await start('audio: { codec: aac }', [...H264, ...SPEEX]);
    await untilPlayed(['aac', 'h264']);
    const { output } = await router.stop();
    expect(output).toMatch(/-c:v copy -c:a aac/);
  });

  it('is played with both encoded, with a key frame every two seconds and no B frames', async () => {
    const video = 'video: { codec: h264, bitrate: 300k, size: 160x90, fps: 12.5 }';
    await start(`${video}, audio: { codec: opus, bitrate: 32k }`, ['-c:v', 'flv1', ...NELLYMOSER]);
    await untilPlayed(['h264', 'opus']);
    const { rtspUrl } = await router.untilStream('cam', 'running');
    const { distances, hasBFrames } = await keyFrameDistances(rtspUrl ?? '');
    expect(hasBFrames).toBe(0);
    expect(distances.length).toBeGreaterThan(0);
    expect(new Set(distances)).toEqual(new Set([25]));
  });

  it('is played without its audio', async () => {
    await start('audio: none', [...H264, ...SPEEX]);
    await untilPlayed(['h264']);
  });

  it('is played with "audio: auto", which encodes Speex as AAC and leaves H.264 as it is', async () => {
    await start('audio: auto', [...H264, ...SPEEX]);
    await untilPlayed(['aac', 'h264']);
    const { output } = await router.stop();
    expect(output).toMatch(/-c:v copy -c:a aac/);
  });

  it('is played with "video: auto", which encodes FLV1 as H.264 and leaves MP3 as it is', async () => {
    await start('video: auto', ['-c:v', 'flv1', '-c:a', 'libmp3lame', '-ar', '44100']);
    await untilPlayed(['h264', 'mp3']);
  });

  it('is inspected first when it is played from elsewhere', async () => {
    const source = new TestRouter(`${FREE_PORTS}streams: {}\n`);
    try {
      const { listeners } = await source.start();
      const url = `rtmp://${listeners.rtmp.address}/live/a`;
      publisher = pushPicture(url, { codecs: [...H264, ...SPEEX] });
      router = new TestRouter(
        `${FREE_PORTS}streams: { cam: { source: '${url}', video: auto, audio: auto } }\n`,
      );
      await router.start();
      await untilPlayed(['aac', 'h264']);
      const { output } = await router.stop();
      expect(output).toMatch(/-c:v copy -c:a aac/);
    } finally {
      await source.dispose();
    }
  });
});

it('a change of video from copy to an encoding restarts the stream, and it is played', async () => {
  await start('video: copy', [...H264, '-c:a', 'aac']);
  const { pid } = await router.untilStream('cam', 'running');
  await untilPlayed(['aac', 'h264']);

  router.write(streams('video: { codec: h264, bitrate: 1M }'));
  const { stdout } = await router.command('plan', '--format', 'json');
  const changed = await router.until(
    ({ streams: [cam] }) => cam?.phase === 'running' && cam.pid !== pid && typeof cam.video === 'object',
  );
  expect(changed.streams[0]).toMatchObject({ video: { codec: 'h264', bitsPerSecond: 1_000_000 } });
  await untilPlayed(['aac', 'h264']);
  const { output } = await router.stop();
  expect(output).toMatch(/video: copy → h264 1M/);
  expect(output).toMatch(/-c:v libx264 .*-b:v 1000000/);
  expect(JSON.parse(stdout)).toMatchObject({ valid: true });
});

it('the embedded RTSP server is a source too, read with what its whitelist lets through', async () => {
  await start('path: first', [...H264, '-c:a', 'aac']);
  const { rtspUrl } = await router.untilStream('cam', 'running');
  router.write(
    `${FREE_PORTS}streams: { cam: { source: push:live/a, path: first }, again: { source: "${rtspUrl}", video: none } }\n`,
  );
  const again = await router.untilStream('again', 'running');
  expect(await probeCodecs(again.rtspUrl ?? '', 'tcp')).toEqual(['aac']);
});
