import { describe, expect, it } from 'vitest';
import { COPIED, type Relay, relayArguments } from '../../src/ffmpeg/relay-arguments.js';

const output = 'rtsp://127.0.0.1:8554/cam';
const relay = (changes: Partial<Relay> = {}): Relay => ({
  input: 'rtmp://cam/live/x',
  output,
  knownTracks: null,
  ...COPIED,
  ...changes,
});

/** What stands before `-i`. */
function inputOf(changes: Partial<Relay>): string {
  const args = relayArguments(relay(changes));
  return args.slice(args.indexOf('0.5') + 1, args.indexOf('-i')).join(' ');
}

/** What stands between the input and the muxer. */
function mediaOf(changes: Partial<Relay>): string {
  const args = relayArguments(relay(changes));
  return args.slice(args.indexOf('-i') + 2, args.indexOf('-f')).join(' ');
}

describe('relayArguments', () => {
  it('copies both tracks of an RTMP source, quickly and with bounds', () => {
    expect(relayArguments(relay()).join(' ')).toBe(
      '-hide_banner -loglevel level+info -nostats -progress pipe:1 -stats_period 0.5 -rw_timeout 4000000 -tcp_nodelay 1 -fpsprobesize 0 ' +
        '-protocol_whitelist rtmp,tcp -i rtmp://cam/live/x -map 0:v:0? -map 0:a:0? -c copy -muxdelay 0 -f rtsp -rtsp_transport tcp -timeout 3000000 ' +
        output,
    );
  });

  it.each([
    [['video'], true],
    [['audio'], true],
    [['video', 'audio'], false],
    [null, false],
    [[], false],
  ] as const)('looks shorter for tracks when it is certain that there is one: %j', (knownTracks, isShort) => {
    const args = relayArguments(relay({ knownTracks }));
    expect(args.includes('-analyzeduration')).toBe(isShort);
  });

  it('never says -timeout of an RTMP input, where it would mean "listen"', () => {
    expect(inputOf({ input: 'rtmps://cam/live/x' })).not.toContain('-timeout');
  });

  it('reads RTSP sources over TCP', () => {
    expect(inputOf({ input: 'rtsp://cam/1' })).toMatch(/-rtsp_transport tcp -timeout 4000000/);
  });

  it.each([
    'rtmp://h/a/b',
    'rtmps://h/a/b',
    'rtsp://h/1',
    'rtsps://h/1',
    'srt://h:1',
    'http://h/x',
    'HTTPS://h/x',
  ])('lets no input open a file: %s', (input) => {
    const whitelist = inputOf({ input }).split('-protocol_whitelist ')[1]?.split(',') ?? [];
    expect(whitelist).toContain(input.split(':')[0]?.toLowerCase());
    for (const harmful of ['file', 'pipe', 'unix', 'concat', 'subfile', 'data'])
      expect(whitelist).not.toContain(harmful);
  });

  it('passes on further options where they belong, in place of its own', () => {
    const extras = {
      inputArgs: ['-analyzeduration', '3000000', '-rtmp_live', 'live'],
      outputArgs: ['-pkt_size', '1200'],
    };
    expect(inputOf({ extras, knownTracks: ['video'] })).toBe(
      '-rw_timeout 4000000 -tcp_nodelay 1 -fpsprobesize 0 -analyzeduration 3000000 -rtmp_live live -protocol_whitelist rtmp,tcp',
    );
    expect(mediaOf({ extras })).toBe('-map 0:v:0? -map 0:a:0? -c copy -muxdelay 0 -pkt_size 1200');
  });

  it('leaves out options of another kind of source, at which FFmpeg would end', () => {
    const extras = {
      inputArgs: ['-rtmp_conn', 'S:x', '-headers', 'A: b', '-fflags', '+genpts'],
      outputArgs: [],
    };
    expect(inputOf({ extras })).toMatch(/-rtmp_conn S:x -fflags \+genpts -protocol/);
    expect(inputOf({ extras, input: 'https://h/x' })).toMatch(/-headers A: b -fflags \+genpts -protocol/);
    expect(inputOf({ extras, input: 'srt://h:1' })).toMatch(/0 -fflags \+genpts -protocol/);
  });
});

const VIDEO = {
  codec: 'h264',
  bitsPerSecond: null,
  framesPerSecond: null,
  size: null,
  preset: null,
  gop: null,
  encoder: null,
} as const;
const AUDIO = { codec: 'aac', bitsPerSecond: null, sampleRate: null, channels: null } as const;
const LOW_DELAY = '-fps_mode vfr -enc_time_base 1:90000';
const BY_TIME = '-force_key_frames expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+2))';

describe('the tracks', () => {
  it.each<[string, Partial<Relay>, string]>([
    ['no audio', { audio: 'none' }, '-map 0:v:0? -c:v copy -an'],
    ['no video', { video: 'none' }, '-map 0:a:0? -vn -c:a copy'],
    [
      'H.264 by default',
      { video: VIDEO },
      `-map 0:v:0? -map 0:a:0? -c:v libx264 -pix_fmt yuv420p ${LOW_DELAY} -preset veryfast -tune zerolatency -sc_threshold 0 -bf 0 -flags +cgop ${BY_TIME} -c:a copy`,
    ],
    [
      'H.264 with everything said',
      {
        video: {
          ...VIDEO,
          bitsPerSecond: 2_000_000,
          framesPerSecond: 29.97,
          size: { width: 1280, height: 720 },
          preset: 'fast',
        },
        audio: 'none',
      },
      `-map 0:v:0? -c:v libx264 -vf fps=30000/1001,scale=1280:720 -pix_fmt yuv420p ${LOW_DELAY} -preset fast -tune zerolatency -sc_threshold 0 -bf 0 -flags +cgop -g 60 -b:v 2000000 -maxrate 2000000 -bufsize 2000000 -an`,
    ],
    [
      'H.265',
      { video: { ...VIDEO, codec: 'h265', gop: 50 }, audio: 'none' },
      `-map 0:v:0? -c:v libx265 -pix_fmt yuv420p ${LOW_DELAY} -preset veryfast -tune zerolatency -forced-idr 1 -x265-params open-gop=0:scenecut=0:repeat-headers=1:log-level=error -bf 0 -flags +cgop -g 50 -an`,
    ],
    [
      'an encoder in hardware, which knows other options',
      {
        video: { ...VIDEO, encoder: 'h264_vaapi', size: { width: 640, height: 360 }, framesPerSecond: 12.5 },
        audio: 'none',
      },
      `-map 0:v:0? -c:v h264_vaapi -init_hw_device vaapi=card -filter_hw_device card -vf fps=12.5,scale=640:360,format=nv12,hwupload ${LOW_DELAY} -bf 0 -flags +cgop -g 25 -b:v 2000000 -maxrate 2000000 -bufsize 2000000 -an`,
    ],
    [
      'an encoder that nobody knows here',
      { video: { ...VIDEO, encoder: 'h264_v4l2m2m' }, audio: 'none' },
      `-map 0:v:0? -c:v h264_v4l2m2m -pix_fmt yuv420p ${LOW_DELAY} -bf 0 -flags +cgop ${BY_TIME} -b:v 2000000 -maxrate 2000000 -bufsize 2000000 -an`,
    ],
    [
      'AAC',
      { audio: AUDIO, video: 'none' },
      '-map 0:a:0? -vn -c:a aac -af aformat=channel_layouts=mono|stereo|3.0|4.0|5.0|5.1|7.1 -b:a 128000',
    ],
    [
      'AAC with everything said',
      { audio: { ...AUDIO, bitsPerSecond: 64_000, sampleRate: 22_050, channels: 1 }, video: 'none' },
      '-map 0:a:0? -vn -c:a aac -b:a 64000 -ar 22050 -ac 1',
    ],
    [
      'Opus',
      { audio: { ...AUDIO, codec: 'opus' }, video: 'none' },
      '-map 0:a:0? -vn -c:a libopus -af aformat=channel_layouts=mono|stereo -b:a 128000 -application lowdelay -ar 48000',
    ],
    [
      'G.711',
      { audio: { ...AUDIO, codec: 'pcm_mulaw' }, video: 'none' },
      '-map 0:a:0? -vn -c:a pcm_mulaw -ar 8000 -ac 1',
    ],
  ])('%s', (_what, changes, expected) => {
    expect(mediaOf(changes)).toBe(`${expected} -muxdelay 0`);
  });
});
