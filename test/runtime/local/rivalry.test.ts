import { expect, it } from 'vitest';
import type { FfmpegRunEnd } from '../../../src/runtime/local/ffmpeg-run.js';
import { Rivalry } from '../../../src/runtime/local/rivalry.js';

const end = (changes: Partial<FfmpegRunEnd>): FfmpegRunEnd => ({
  ...{ reason: 'ServerLost', evidence: null, exitCode: 1, signal: null, endedAtMs: 1_000_000 },
  ...{ uptimeMs: 1_000, ranMs: 500 },
  ...changes,
});

it('takes the fourth loss in a row soon after the start for a rival', () => {
  const rivalry = new Rivalry();
  const reasons = Array.from({ length: 4 }, () => rivalry.judge(end({})));
  expect(reasons).toEqual(['ServerLost', 'ServerLost', 'ServerLost', 'PathContested']);
  expect(rivalry.judge(end({ ranMs: 60_000 }))).toBe('ServerLost');
  expect(rivalry.judge(end({}))).toBe('ServerLost');
});

it('takes a path that is refused soon after we published there for taken by our own past', () => {
  const rivalry = new Rivalry();
  expect(rivalry.judge(end({ reason: 'PathRefused', ranMs: null }))).toBe('PathRefused');
  rivalry.judge(end({}));
  expect(rivalry.judge(end({ reason: 'PathRefused', ranMs: null, endedAtMs: 1_060_000 }))).toBe('PathTaken');
  rivalry.reset();
  expect(rivalry.judge(end({ reason: 'PathRefused', ranMs: null, endedAtMs: 1_070_000 }))).toBe(
    'PathRefused',
  );
});
