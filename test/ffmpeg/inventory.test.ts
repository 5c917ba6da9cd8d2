import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../src/ffmpeg/find-ffmpeg.js';
import {
  canRead,
  canReadH265OverRtmp,
  parseCodecs,
  parseProtocols,
  parseVersion,
  readInventory,
} from '../../src/ffmpeg/inventory.js';
import { pickEncoder } from '../../src/ffmpeg/pick-encoder.js';
import { resolveAudio, resolveVideo } from '../../src/ffmpeg/resolve-media.js';

const ENCODERS = `Encoders:
 V..... = Video
 A..... = Audio
 ------
 V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)
 V....D libx264rgb           libx264 H.264 RGB (codec h264)
 V....D h264_vaapi           H.264/AVC (VAAPI) (codec h264)
 A....D aac                  AAC (Advanced Audio Coding)
 A..X.. opus                 Opus
 A....D libopus              libopus Opus (codec opus)
`;
const inventory = { encoders: parseCodecs(ENCODERS) };
const h264 = resolveVideo('auto', 'flv1');
const aac = resolveAudio('auto', 'speex');
if (typeof h264 === 'string' || typeof aac === 'string') throw new Error('no encodings');

describe('an inventory', () => {
  it('is read from what FFmpeg prints', () => {
    expect([...inventory.encoders]).toEqual([
      'libx264',
      'libx264rgb',
      'h264_vaapi',
      'aac',
      'opus',
      'libopus',
    ]);
  });

  it.each([
    ['5.1.9-0+deb12u1', 5, 1, false],
    ['6.0', 6, 0, false],
    ['6.1.1-3ubuntu5', 6, 1, true],
    ['n7.1-2-gabcdef', 7, 1, true],
    ['8.0', 8, 0, true],
  ])('knows what FFmpeg %s reads', (version, major, minor, canRead) => {
    expect(parseVersion(version)).toEqual({ major, minor });
    expect(canReadH265OverRtmp(parseVersion(version))).toBe(canRead);
  });

  it('knows what FFmpeg reads from, and takes one that does not tell for one that reads all', () => {
    const protocols = parseProtocols('Supported file protocols:\nInput:\n  rtmp\n  tcp\nOutput:\n  srt\n');
    expect(protocols).toEqual(new Set(['rtmp', 'tcp']));
    const reads = (scheme: string): boolean => canRead(`${scheme}://host/path`, { protocols });
    expect(['rtmp', 'RTMP', 'rtsp', 'rtsps', 'srt'].filter(reads)).toEqual(['rtmp', 'RTMP', 'rtsp']);
    expect(parseProtocols('')).toBeNull();
    expect(canRead('srt://host:1', { protocols: null })).toBe(true);
  });

  it('takes a build without a release for a new one', () => {
    expect(parseVersion('N-112233-gabcdef')).toBeNull();
    expect(canReadH265OverRtmp(null)).toBe(true);
  });

  it('is that of the installed FFmpeg', async () => {
    const ffmpeg = await findFfmpeg('ffmpeg', '--ffmpeg', process.env);
    if ('problem' in ffmpeg) throw new Error(ffmpeg.problem);
    const read = await readInventory(ffmpeg);
    expect(read.version?.major).toBeGreaterThanOrEqual(5);
    expect(read.encoders).toContain('aac');
    expect([...(read.protocols ?? [])]).toEqual(expect.arrayContaining(['rtmp', 'tls', 'https']));
  });

  it('is empty for a program that tells nothing', async () => {
    const { encoders, version, protocols } = await readInventory({ path: '/bin/false', version: '' });
    expect([encoders.size, version, protocols]).toEqual([0, null, null]);
  });
});

describe('pickEncoder', () => {
  it.each([
    [h264, { encoder: 'libx264' }],
    [{ ...h264, encoder: 'h264_vaapi' }, { encoder: 'h264_vaapi' }],
    [aac, { encoder: 'aac' }],
    [{ ...aac, codec: 'opus' as const }, { encoder: 'libopus' }],
    [
      { ...h264, codec: 'h265' as const },
      {
        problem:
          'this FFmpeg has no encoder for h265; it has libx264, h264_vaapi for h264; aac; libopus for opus',
        remedy: 'Install an FFmpeg with libx265, or choose what it has',
      },
    ],
    [
      { ...h264, encoder: 'h264_nvenc' },
      {
        problem:
          'this FFmpeg has no encoder h264_nvenc; it has libx264, h264_vaapi for h264; aac; libopus for opus',
      },
    ],
    [
      { ...h264, codec: 'h265' as const, encoder: 'h264_vaapi' },
      { problem: 'h264_vaapi does not write h265', remedy: 'What this FFmpeg has for h265: none' },
    ],
  ])('%j', (choice, picked) => {
    expect(pickEncoder(choice, inventory)).toMatchObject(picked);
  });

  it('takes no hardware that nobody named', () => {
    const encoders = new Set(['h264_vaapi']);
    expect(pickEncoder(h264, { encoders })).toHaveProperty('problem');
    expect(pickEncoder(h264, { encoders: new Set(['h264_vaapi', 'libopenh264']) })).toEqual({
      encoder: 'libopenh264',
    });
  });
});
