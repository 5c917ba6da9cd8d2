import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from '../../src/config/configuration-state.js';
import { LastGood } from '../../src/config/last-good.js';
import { StateFolder } from '../../src/util/state-folder.js';
import { foundText } from './found-files.js';

const TEXT = 'version: 1\nstreams: { a: { source: "rtmp://u:Hunter2@cam/live/a" } }\n';
const kept = (text: string) => ({ hash: contentHash(text), texts: [{ file: 'f', text }] });
let folder: StateFolder;
let logged: string;
let lastGood: LastGood;

beforeEach(() => {
  folder = new StateFolder(mkdtempSync(join(tmpdir(), 'kazstreamlink-last-good-')));
  logged = '';
  const log = pino({}, { write: (line) => (logged += line) });
  lastGood = new LastGood(folder, log);
});

afterEach(() => rmSync(folder.path, { recursive: true }));

describe('LastGood', () => {
  it('keeps the text in no file that can be read by itself', () => {
    expect(lastGood.read('f')).toBeNull();
    lastGood.write(kept('version: 1\n'));
    lastGood.write(kept(TEXT));
    expect(lastGood.read('f')).toEqual(foundText(TEXT, 'f'));
    for (const name of readdirSync(folder.path)) {
      const path = join(folder.path, name);
      expect(readFileSync(path, 'utf8')).not.toContain('Hunter2');
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(logged).toBe('');
  });

  it('keeps several texts, with the hash of all', () => {
    const texts = [
      { file: 'conf/a.yaml', text: '[' },
      { file: 'conf/b.yaml', text: TEXT },
    ];
    lastGood.write({ hash: '0123', texts });
    expect(lastGood.read('conf')).toEqual({ hash: '0123', files: texts, problems: [] });
  });

  it('takes over what an earlier version kept unsealed, once', () => {
    writeFileSync(folder.plainLastGood, TEXT);
    expect(lastGood.read('f')).toEqual(foundText(TEXT, 'f'));
    expect(existsSync(folder.plainLastGood)).toBe(false);
    expect(lastGood.read('f')).toEqual(foundText(TEXT, 'f'));
  });

  it.each([
    ['the text is damaged', () => writeFileSync(folder.lastGood, TEXT)],
    ['the key is damaged', () => writeFileSync(folder.key, '')],
    ['the key is gone', () => rmSync(folder.key)],
  ])('is none when %s, which is told, and the next one is kept', (_what, damage) => {
    lastGood.write(kept(TEXT));
    damage();
    expect(lastGood.read('f')).toBeNull();
    expect(logged).toContain('cannot be used');
    expect(logged).not.toContain('Hunter2');
    lastGood.write(kept(TEXT));
    expect(lastGood.read('f')).toEqual(foundText(TEXT, 'f'));
  });
});
