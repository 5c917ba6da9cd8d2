import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { inspectArguments } from '../../src/ffmpeg/inspect-arguments.js';
import { parseInspection } from '../../src/ffmpeg/parse-inspection.js';

/** Recorded with FFmpeg 5.1.9 at `-loglevel level+info`. */
const RECORDED = {
  'H.264 and AAC': `[info] Input #0, flv, from 'aac.flv':
[info]   Metadata:
[info]     encoder         : Lavf59.27.100
[info]   Duration: 00:00:03.02, start: 0.000000, bitrate: 711 kb/s
[info]   Stream #0:0: Video: h264 (Constrained Baseline), yuv420p, 320x180 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 1k tbn
[info]   Stream #0:1: Audio: aac (LC), 44100 Hz, mono, fltp, 69 kb/s
[fatal] At least one output file must be specified`,
  'H.264 and Speex': `[warning] Guessed Channel Layout for Input Stream #0.1 : mono
[info] Input #0, flv, from 'speex.flv':
[info]   Stream #0:0: Video: h264 (Constrained Baseline), yuv420p, 320x180 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 1k tbn
[info]   Stream #0:1: Audio: speex, 16000 Hz, mono, flt, 27 kb/s`,
  'H.264 and Nellymoser': `[info] Input #0, flv, from 'nelly.flv':
[info]   Stream #0:0: Video: h264 (Constrained Baseline), yuv420p, 320x180 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 1k tbn
[info]   Stream #0:1: Audio: nellymoser, 22050 Hz, mono, flt, 128 kb/s`,
  'FLV1 and MP3': `[info] Input #0, flv, from 'flv1.flv':
[info]   Stream #0:0: Audio: mp3, 44100 Hz, mono, fltp, 64 kb/s
[info]   Stream #0:1: Video: flv1, yuv420p, 320x180, 200 kb/s, 25 fps, 1k tbr, 1k tbn`,
  'audio only': `[info] Input #0, flv, from 'audio.flv':
[info]   Stream #0:0: Audio: aac (LC), 44100 Hz, mono, fltp, 69 kb/s`,
} as const;

const H264 = { codec: 'h264', width: 320, height: 180, fps: 25 };

describe('parseInspection', () => {
  it.each<[keyof typeof RECORDED, unknown]>([
    ['H.264 and AAC', { video: H264, audio: { codec: 'aac', sampleRate: 44_100, channels: 1 } }],
    ['H.264 and Speex', { video: H264, audio: { codec: 'speex', sampleRate: 16_000, channels: 1 } }],
    [
      'H.264 and Nellymoser',
      { video: H264, audio: { codec: 'nellymoser', sampleRate: 22_050, channels: 1 } },
    ],
    [
      'FLV1 and MP3',
      { video: { ...H264, codec: 'flv1' }, audio: { codec: 'mp3', sampleRate: 44_100, channels: 1 } },
    ],
    ['audio only', { video: null, audio: { codec: 'aac', sampleRate: 44_100, channels: 1 } }],
  ])('%s', (name, expected) => {
    expect(parseInspection(RECORDED[name].split('\n'))).toEqual(expected);
  });

  it.each<[string, unknown]>([
    [
      '[info]   Stream #0:0[0x100](eng): Video: hevc (Main) (HEVC / 0x43564548), yuv420p(tv, bt709), 1920x1080 [SAR 1:1 DAR 16:9], 29.97 fps, 29.97 tbr, 90k tbn, start 1.4 (default)',
      { video: { codec: 'hevc', width: 1920, height: 1080, fps: 29.97 }, audio: null },
    ],
    [
      '[info]   Stream #0:0: Video: h264 (High), yuv420p(progressive), 1280x720, 1k fps, 1k tbr, 1k tbn',
      { video: { codec: 'h264', width: 1280, height: 720, fps: 1_000 }, audio: null },
    ],
    [
      '[info]   Stream #0:0: Video: none, none, 90k tbr',
      { video: { codec: null, width: null, height: null, fps: null }, audio: null },
    ],
    [
      '[info]   Stream #0:1(und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp, 384 kb/s (default)',
      { video: null, audio: { codec: 'aac', sampleRate: 48_000, channels: 6 } },
    ],
    [
      '[info]   Stream #0:1: Audio: pcm_s16be, 48000 Hz, 3 channels, s16',
      { video: null, audio: { codec: 'pcm_s16be', sampleRate: 48_000, channels: 3 } },
    ],
    ['[info]   Stream #0:2: Data: none', { video: null, audio: null }],
    ['[info]     title           : Stream #0:0: Video: h264, 1x1', { video: null, audio: null }],
  ])('reads %s', (line, expected) => {
    expect(parseInspection(["[info] Input #0, mpegts, from 'x':", line])).toEqual(expected);
  });

  it('knows when FFmpeg never came to the tracks', () => {
    expect(parseInspection(['[error] rtmp://h/a/b: Connection refused'])).toBeNull();
  });
});

describe('an inspection', () => {
  it('tells the tracks of what the installed FFmpeg plays over HTTP, and ends by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
    const file = join(folder, 'x.flv');
    const sources = ['testsrc2=size=320x180:rate=25', 'sine=sample_rate=16000'];
    await execa('ffmpeg', [
      ...['-v', 'error', ...sources.flatMap((source) => ['-f', 'lavfi', '-i', source]), '-t', '2'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'libspeex', file],
    ]);
    const server = createServer((_request, response) => response.end(readFileSync(file)));
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const args = inspectArguments({
        input: `http://127.0.0.1:${port}/x.flv`,
        knownTracks: null,
        inputArgs: [],
      });
      const { exitCode, stderr } = await execa('ffmpeg', args, { reject: false, stdin: 'ignore' });
      expect(exitCode).not.toBe(0);
      expect(parseInspection(stderr.split('\n')), stderr).toEqual({
        video: H264,
        audio: { codec: 'speex', sampleRate: 16_000, channels: 1 },
      });
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
