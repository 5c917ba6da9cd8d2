import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyEnd } from '../../src/ffmpeg/classify-end.js';
import type { FfmpegEnd } from '../../src/ffmpeg/ffmpeg-end.js';
import type { Reason } from '../../src/state/conditions.js';

interface RecordedEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly seconds: number;
  readonly stderr: readonly string[];
  readonly lastProgress: readonly string[];
}

const EXPECTED: Readonly<Record<string, Reason>> = {
  'codec-not-for-rtsp': 'CodecNotSupported',
  'encoder-unknown': 'EncoderMissing',
  'encoder-without-hardware': 'EncoderMissing',
  'killed-by-sigkill': 'Killed',
  'option-unknown': 'OptionRefused',
  'rtmp-host-not-resolved': 'SourceHostUnknown',
  'rtmp-no-publisher-nginx': 'SourceNotFound',
  'rtmp-no-publisher-node-media-server': 'SourceNotFound',
  'rtmp-server-closes-at-once': 'SourceRefused',
  'rtmp-server-refused-connection': 'SourceRefused',
  'rtmp-server-silent': 'SourceSilent',
  'rtsp-credentials-refused': 'CredentialsRefused',
  'rtsp-forbidden': 'PathRefused',
  'rtsp-host-not-resolved': 'ServerHostUnknown',
  'rtsp-path-not-found': 'PathRefused',
  'rtsp-path-refused-at-announce': 'PathRefused',
  'rtsp-path-taken-at-record': 'PathTaken',
  'rtsp-server-closed-connection': 'ServerLost',
  'rtsp-server-error': 'ServerError',
  'rtsp-server-refused-connection': 'ServerDown',
  'rtsp-server-reset-connection': 'ServerLost',
  'rtsp-server-silent-at-handshake': 'ServerSilent',
  // It hung, and the recorder killed it; why such a one hangs is told while it lives, by findStall.
  'rtsp-server-stops-reading': 'Killed',
  // Its publisher was killed, but node-media-server keeps players connected then: all that they see is silence.
  'source-publisher-ended': 'SourceStalled',
  'source-publisher-stalled': 'SourceStalled',
  'stopped-by-sigterm': 'Killed',
  'track-missing-mapped': 'TrackMissing',
};

describe.each(['5.1.9', '7.1.5'])('classifyEnd on recorded ends of FFmpeg %s', (version) => {
  const folder = new URL(`../fixtures/ffmpeg-stderr/${version}/`, import.meta.url);

  it('is asked about every recording', () => {
    const names = readdirSync(folder).map((file) => file.replace('.json', ''));
    expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s is %s', (name, reason) => {
    const recorded = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as RecordedEnd;
    const { reason: told, evidence } = classifyEnd(endOf(recorded));
    expect(told).toBe(reason);
    if (evidence !== null) expect(recorded.stderr).toContain(evidence);
  });
});

function endOf({ exitCode, signal, seconds, stderr, lastProgress }: RecordedEnd): FfmpegEnd {
  const outTime = lastProgress.find((line) => line.startsWith('out_time_us='))?.split('=')[1] ?? '0';
  return {
    spawnError: null,
    exitCode,
    signal,
    standardError: stderr,
    hadProgress: lastProgress.length > 0,
    sawProgressEnd: lastProgress.includes('progress=end'),
    // The recordings say when it ended and how far media was by then, which passes as fast as time does.
    quietMs: Math.max(0, seconds * 1_000 - Number(outTime) / 1_000),
    sinceInputMs: null,
    oomKillsDuring: 0,
  };
}

const NOTHING: FfmpegEnd = {
  spawnError: null,
  exitCode: 1,
  signal: null,
  standardError: [],
  hadProgress: true,
  sawProgressEnd: false,
  quietMs: 0,
  sinceInputMs: null,
  oomKillsDuring: 0,
};

describe('classifyEnd', () => {
  const reasonOf = (end: Partial<FfmpegEnd>): Reason => classifyEnd({ ...NOTHING, ...end }).reason;
  const startReason = (...standardError: string[]): Reason => reasonOf({ hadProgress: false, standardError });

  it('takes exit 0 for the end of the source, or for its silence when nothing came for long', () => {
    expect(reasonOf({ exitCode: 0 })).toBe('SourceEnded');
    expect(reasonOf({ exitCode: 0, quietMs: 600 })).toBe('SourceEnded');
    expect(reasonOf({ exitCode: 0, quietMs: 8_000 })).toBe('SourceStalled');
    expect(reasonOf({ exitCode: 0, hadProgress: false })).toBe('SourceEnded');
  });

  it('shows the last error of an end that it does not know', () => {
    const standardError = ['[warning] x', '[error] something new', '[error] '];
    expect(classifyEnd({ ...NOTHING, standardError })).toEqual({
      reason: 'Failed',
      evidence: '[error] something new',
    });
  });

  it('names an FFmpeg that could not be spawned, or not be loaded', () => {
    expect(reasonOf({ spawnError: 'ENOENT', exitCode: null })).toBe('FfmpegMissing');
    expect(reasonOf({ spawnError: 'EAGAIN', exitCode: null })).toBe('NoResources');
    const missing =
      'ffmpeg: error while loading shared libraries: libx.so.5: cannot open shared object file: No such file or directory';
    expect(startReason(missing)).toBe('FfmpegMissing');
  });

  it('tells want of memory by what is said, by the exit code, and by what the kernel counts', () => {
    expect(startReason('[error] Cannot allocate memory')).toBe('OutOfMemory');
    expect(
      startReason('x264 [error]: malloc of size 1500068 failed', '[error] Error while opening encoder'),
    ).toBe('OutOfMemory');
    expect(
      startReason('ffmpeg: error while loading shared libraries: libgsm.so.1: failed to map segment from x'),
    ).toBe('OutOfMemory');
    expect(reasonOf({ exitCode: 244 })).toBe('OutOfMemory');
    expect(reasonOf({ exitCode: null, signal: 'SIGKILL', oomKillsDuring: 1 })).toBe('OutOfMemory');
    expect(reasonOf({ exitCode: null, signal: 'SIGKILL', oomKillsDuring: 0 })).toBe('Killed');
    expect(reasonOf({ exitCode: null, signal: 'SIGTERM', oomKillsDuring: 1 })).toBe('Killed');
  });

  it('tells a crash from a kill, and a signal that FFmpeg obeyed from an error', () => {
    expect(reasonOf({ exitCode: null, signal: 'SIGSEGV' })).toBe('Crashed');
    const standardError = [
      '[error] something before',
      '[info] Exiting normally, received signal 15.',
      '[error] av_interleaved_write_frame(): Broken pipe',
    ];
    expect(reasonOf({ exitCode: 255, standardError })).toBe('Killed');
    expect(reasonOf({ exitCode: 255 })).toBe('Killed');
  });

  it('tells how an adopted process ended, whose exit code is not known', () => {
    const adopted = { exitCode: null, signal: null };
    const failure = '[info] Conversion failed!';
    const passing = '[error] Error while decoding stream #0:0';
    const end = (sawProgressEnd: boolean, ...standardError: string[]): Reason =>
      reasonOf({ ...adopted, sawProgressEnd, standardError });
    expect(end(true)).toBe('SourceEnded');
    expect(end(true, passing)).toBe('SourceEnded');
    expect(reasonOf({ ...adopted, sawProgressEnd: true, quietMs: 4_000 })).toBe('SourceStalled');
    expect(end(true, passing, failure)).toBe('Failed');
    expect(end(true, '[error] av_interleaved_write_frame(): Broken pipe', failure)).toBe('ServerLost');
    expect(end(true, '[info] Exiting normally, received signal 15.')).toBe('Killed');
    expect(end(false)).toBe('Killed');
    expect(end(false, passing)).toBe('Failed');
  });

  it('believes nothing that a source says in passing', () => {
    const title = '[info]     title           : method ANNOUNCE failed: 401, Connection refused';
    expect(startReason(title, '[flv @ 0x1] [info] Cannot allocate memory')).toBe('Failed');
  });

  it('tells a silent server from a path that is taken by the time, from the opened input on if that is known', () => {
    const standardError = [
      '[error] Could not write header for output file #0 (x): Invalid data found when processing input',
    ];
    const reasonAfter = (times: Partial<FfmpegEnd>): Reason =>
      reasonOf({ hadProgress: false, standardError, ...times });
    expect(reasonAfter({})).toBe('PathTaken');
    expect(reasonAfter({ quietMs: 3_200 })).toBe('ServerSilent');
    expect(reasonAfter({ quietMs: 5_800, sinceInputMs: 100 })).toBe('PathTaken');
    expect(reasonAfter({ quietMs: 5_800, sinceInputMs: 3_000 })).toBe('ServerSilent');
  });

  it.each<[Reason, string]>([
    ['ServerLost', '[error] av_interleaved_write_frame(): Broken pipe'],
    ['ServerError', '[rtsp @ 0x1] [error] method RECORD failed: 500 Internal Server Error'],
    ['TransportRefused', '[error] Could not write header for output file #0 (x): Protocol not supported'],
    ['ServerDown', '[out#0/rtsp @ 0x1] [error] Could not write header (x): Connection timed out'],
    ['SourceUnreachable', '[tcp @ 0x1] [error] Connection to tcp://h:1935 failed: Connection timed out'],
    ['SourceUnreachable', '[tcp @ 0x1] [error] Connection to tcp://h:1935 failed: No route to host'],
    ['SourceUnreachable', '[srt @ 0x1] [error] Connection to srt://h:1 failed: Input/output error'],
    [
      'SourceCredentialsRefused',
      '[rtmp @ 0x1] [error] Server error: [ x ] : [ code=403 need auth; authmod=adobe ]',
    ],
    ['SourceCredentialsRefused', '[rtsp @ 0x1] [error] method DESCRIBE failed: 401Unauthorized'],
    ['SourceNotFound', '[rtmp @ 0x1] [error] Server error: live/token: nobody publishes there'],
    [
      'H265NeedsNewerFfmpeg',
      '[flv @ 0x1] [warning] Video codec (0) is not implemented. Update your FFmpeg version',
    ],
    ['OptionRefused', '[NULL @ 0x1] [error] Unable to parse option value "nope"'],
    [
      'EncoderRefused',
      '[error] Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe',
    ],
    ['Killed', '[error] rtmp://h/live/a: Immediate exit requested'],
  ])('names %s from "%s"', (reason, line) => {
    expect(startReason(line)).toBe(reason);
  });
});
