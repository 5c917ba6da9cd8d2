import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Seal } from '../../src/util/seal.js';

const TEXT = 'source: rtmp://user:Hunter2@cam/live/é\n';
let folder: string;
let key: string;
let seal: Seal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-seal-'));
  key = join(folder, 'key');
  seal = new Seal(key);
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('Seal', () => {
  it.each(['', TEXT])('opens what it sealed: %j', (text) => {
    const sealed = seal.seal(text);
    expect(sealed).not.toContain('Hunter2');
    expect(new Seal(key).open(sealed)).toBe(text);
  });

  it('seals the same text in another way each time', () => {
    expect(seal.seal(TEXT)).not.toBe(seal.seal(TEXT));
  });

  it('keeps its key for the user alone', () => {
    seal.seal(TEXT);
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  it('notices each change of a character', () => {
    const sealed = seal.seal(TEXT).trimEnd();
    for (let index = 0; index < sealed.length; index += 1) {
      const other = sealed[index] === 'A' ? 'Q' : 'A';
      const damaged = sealed.slice(0, index) + other + sealed.slice(index + 1);
      // The last bits of base64 may say nothing.
      const opened = attempt(() => seal.open(damaged));
      expect([index, opened === TEXT || opened instanceof Error]).toEqual([index, true]);
    }
  });

  it.each([
    ['cut', (sealed: string) => sealed.slice(0, -9)],
    ['empty', () => ''],
    ['plain', () => TEXT],
    ['of a later version', (sealed: string) => sealed.replace('sealed-1', 'sealed-2')],
    ['with a short tag', (sealed: string) => sealed.replace(/^([^.]+\.[^.]+)\.[^.]+/, '$1.AAAA')],
  ])('does not open what is %s, and tells nothing of it', (_what, change) => {
    const damaged = change(seal.seal(TEXT));
    const opened = attempt(() => seal.open(damaged));
    expect(opened).toBeInstanceOf(Error);
    expect(String(opened)).not.toContain('Hunter2');
  });

  it.each([
    ['missing', () => rmSync(key)],
    ['damaged', () => writeFileSync(key, 'abc')],
    ['another', () => writeFileSync(key, `${'0'.repeat(64)}\n`)],
  ])('does not open when the key is %s, and seals with a good one', (_what, change) => {
    const sealed = seal.seal(TEXT);
    change();
    expect(attempt(() => seal.open(sealed))).toBeInstanceOf(Error);
    expect(seal.open(seal.seal(TEXT))).toBe(TEXT);
    expect(readFileSync(key, 'utf8')).toMatch(/^[\da-f]{64}\n$/);
  });
});

function attempt(action: () => string): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
