import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOomKillCount } from '../../../src/runtime/local/oom-kills.js';

describe('readOomKillCount', () => {
  it('is a count where the kernel tells it, and null elsewhere', () => {
    const count = readOomKillCount();
    if (existsSync('/proc/vmstat')) expect(count).toBeGreaterThanOrEqual(0);
    else expect(count).toBeNull();
  });
});
