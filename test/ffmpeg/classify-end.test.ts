import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyEnd } from '../../src/ffmpeg/classify-end.js';
import type { Reason } from '../../src/state/conditions.js';

interface RecordedEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: readonly string[];
  readonly lastProgress: readonly string[];
}

const EXPECTED: Readonly<Record<string, Reason>> = {
  'codec-not-for-rtsp': 'CodecNotSupported',
  'encoder-unknown': 'CodecNotSupported',
  'encoder-without-hardware': 'CodecNotSupported',
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
  // Without the time that it took, FFmpeg's words for it are those of a path that is taken.
  'rtsp-server-silent-at-handshake': 'PathTaken',
  'source-publisher-ended': 'SourceEnded',
  'source-publisher-stalled': 'SourceEnded',
  'track-missing-mapped': 'TrackMissing',
};

/** Ends that we cause ourselves, so that their reason is known without reading anything. */
const OURS = new Set(['stopped-by-sigterm', 'rtsp-server-stops-reading']);

describe.each(['5.1.9', '7.1.5'])('classifyEnd on recorded ends of FFmpeg %s', (version) => {
  const folder = new URL(`../fixtures/ffmpeg-stderr/${version}/`, import.meta.url);
  const names = readdirSync(folder).map((file) => file.replace('.json', ''));

  it('covers every recording', () => {
    expect(names.filter((name) => !OURS.has(name)).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s is %s', (name, reason) => {
    const recorded = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as RecordedEnd;
    const { reason: told, evidence } = classifyEnd({
      spawnError: false,
      exitCode: recorded.exitCode,
      signal: recorded.signal,
      standardError: recorded.stderr,
      hadProgress: recorded.lastProgress.length > 0,
    });
    expect(told).toBe(reason);
    if (evidence !== null) expect(recorded.stderr).toContain(evidence);
  });
});

describe('classifyEnd', () => {
  const nothing = { spawnError: false, exitCode: 0, signal: null, standardError: [], hadProgress: true };

  it('takes exit 0 for the end of the source', () => {
    expect(classifyEnd(nothing).reason).toBe('SourceEnded');
  });

  it('shows the last error of an end that it does not know', () => {
    const standardError = ['[warning] x', '[error] something new', '[error] '];
    expect(classifyEnd({ ...nothing, exitCode: 1, standardError })).toEqual({
      reason: 'Failed',
      evidence: '[error] something new',
    });
  });

  it('names an FFmpeg that could not be spawned', () => {
    expect(classifyEnd({ ...nothing, spawnError: true, exitCode: null }).reason).toBe('FfmpegMissing');
  });
});
