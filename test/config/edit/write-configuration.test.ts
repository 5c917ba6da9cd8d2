import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentHash } from '../../../src/config/configuration-state.js';
import { writeConfiguration } from '../../../src/config/edit/write-configuration.js';

const OLD = 'version: 1\nstreams: {} # the old one, which is longer\n';
const NEW = 'version: 1\nstreams: {}\n';
const isRoot = process.getuid?.() === 0;
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-write-'));
  file = join(folder, 'streams.yaml');
  writeFileSync(file, OLD);
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

it('replaces the file at once, keeps its mode, and leaves nothing else', () => {
  chmodSync(file, 0o640);
  const { ino } = statSync(file);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toEqual({ ok: true });
  expect(readFileSync(file, 'utf8')).toBe(NEW);
  expect(statSync(file).mode & 0o7777).toBe(0o640);
  expect(statSync(file).ino).not.toBe(ino);
  expect(readdirSync(folder)).toEqual(['streams.yaml']);
});

it.skipIf(!isRoot)('keeps the owner', async () => {
  const { chownSync } = await import('node:fs');
  chownSync(file, 1234, 4321);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toEqual({ ok: true });
  expect(statSync(file)).toMatchObject({ uid: 1234, gid: 4321 });
});

it('writes through links to what they point to', () => {
  mkdirSync(join(folder, 'links'));
  const link = join(folder, 'links', 'one.yaml');
  symlinkSync('two.yaml', link);
  symlinkSync('../streams.yaml', join(folder, 'links', 'two.yaml'));
  expect(writeConfiguration(link, NEW, contentHash(OLD))).toEqual({ ok: true });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(NEW);
  expect(readdirSync(folder).sort()).toEqual(['links', 'streams.yaml']);
});

it('writes in place where another name of the file would keep the old content', () => {
  const other = join(folder, 'other.yaml');
  linkSync(file, other);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toEqual({ ok: true });
  expect(readFileSync(other, 'utf8')).toBe(NEW);
});

it.skipIf(isRoot)('writes in place where the folder may not be written', () => {
  chmodSync(folder, 0o500);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toEqual({ ok: true });
  expect(readFileSync(file, 'utf8')).toBe(NEW);
});

it('refuses when the content is another than the edit was made from', () => {
  expect(writeConfiguration(file, NEW, contentHash('something else'))).toMatchObject({
    ok: false,
    reason: 'changed',
    problem: expect.stringContaining('changed by someone else'),
  });
  expect(readFileSync(file, 'utf8')).toBe(OLD);
  expect(readdirSync(folder)).toEqual(['streams.yaml']);
});

it('refuses when the file is read-only, missing or no file', () => {
  chmodSync(file, 0o444);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toMatchObject({ reason: 'read-only' });
  expect(readFileSync(file, 'utf8')).toBe(OLD);
  rmSync(file);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toMatchObject({ reason: 'missing' });
  expect(existsSync(file)).toBe(false);
  symlinkSync('nowhere', file);
  expect(writeConfiguration(file, NEW, contentHash(OLD))).toMatchObject({ reason: 'missing' });
  expect(writeConfiguration(folder, NEW, contentHash(OLD))).toMatchObject({ reason: 'failed' });
});
