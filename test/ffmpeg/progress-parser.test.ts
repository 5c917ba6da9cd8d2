import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProgressParser } from '../../src/ffmpeg/progress-parser.js';
import type { Progress } from '../../src/state/stream-state.js';

function parse(lines: readonly string[]): Progress[] {
  const blocks: Progress[] = [];
  const parser = new ProgressParser((block) => blocks.push(block));
  for (const line of lines) parser.push(line);
  return blocks;
}

describe('ProgressParser', () => {
  it.each(['5.1.9', '7.1.5'])('reads a recorded block of FFmpeg %s', (version) => {
    const url = new URL(`../fixtures/ffmpeg-stderr/${version}/source-publisher-ended.json`, import.meta.url);
    const { lastProgress } = JSON.parse(readFileSync(url, 'utf8')) as { lastProgress: string[] };
    const [block] = parse(lastProgress);
    expect(block?.outTimeUs).toBeGreaterThan(1_000_000);
    expect(block?.frames).toBeGreaterThan(10);
    expect(block?.speed).toBeGreaterThan(0);
  });

  it('takes N/A and missing fields for unknown, and leaves out blocks without media time', () => {
    const lines = [
      'out_time_us=N/A',
      'progress=continue',
      'speed=N/A',
      'out_time_us=-21333',
      'progress=end',
      'noise',
    ];
    expect(parse(lines)).toEqual([
      {
        outTimeUs: -21333,
        frames: null,
        framesPerSecond: null,
        speed: null,
        duplicatedFrames: 0,
        droppedFrames: 0,
      },
    ]);
  });

  it('does not grow by lines that never end a block', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `key${index}=1`);
    expect(parse([...lines, 'progress=continue'])).toEqual([]);
  });
});
