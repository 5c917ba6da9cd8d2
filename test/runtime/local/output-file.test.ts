import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputFile } from '../../../src/runtime/local/output-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('OutputFile', () => {
  it('counts as read what was given, so that nobody begins in the middle of a line', () => {
    const lines: string[] = [];
    const file = OutputFile.create(folder, (line) => lines.push(line));
    writeSync(file.descriptor, 'whole\nha');
    file.poll();
    expect([lines, file.position]).toEqual([['whole'], 6]);
    writeSync(file.descriptor, 'lf\r');
    file.poll();
    expect([lines, file.position]).toEqual([['whole', 'half'], 11]);
    file.close();
  });
});
