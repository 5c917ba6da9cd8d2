import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepMark, makeMark, readMark } from '../../../src/runtime/local/find-strays.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  file = join(folder, 'mark');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes one mark a folder, for the user alone', () => {
  expect(readMark(file)).toBeNull();
  const mark = makeMark(file);
  expect(makeMark(file)).toBe(mark);
  expect(readMark(file)).toBe(mark);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('writes it again when it is gone or damaged, and leaves another one alone', () => {
  const mark = makeMark(file);
  rmSync(file);
  keepMark(file, mark);
  expect(readMark(file)).toBe(mark);
  writeFileSync(file, '');
  expect(readMark(file)).toBeNull();
  keepMark(file, mark);
  expect(readMark(file)).toBe(mark);
  keepMark(file, 'f'.repeat(32));
  expect(readFileSync(file, 'latin1')).toBe(mark);
});
