import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileWatcher } from '../../src/config/file-watcher.js';
import { gatherFiles } from '../../src/config/gather-files.js';
import type { SourceFiles } from '../../src/config/source-files.js';
import { waitFor } from '../e2e/support/wait-for.js';

let folder: string;
let path: string;
let watcher: FileWatcher;
let given: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  path = join(folder, 'streams.yaml');
  given = [];
});

afterEach(async () => {
  await watcher.close();
  rmSync(folder, { recursive: true });
});

function watchFrom(text: string): void {
  writeFileSync(path, text);
  let known = text;
  watcher = new FileWatcher({
    pollIntervalMs: null,
    read: () => gatherFiles(path, 'streams.yaml'),
    isKnown: (content) => known === textOf(content),
    onContent: (content) => {
      known = textOf(content);
      given.push(known);
    },
  });
}

const textOf = ({ files, hash }: SourceFiles): string => files[0]?.text ?? hash;

const untilGiven = (text: string): Promise<true> =>
  waitFor(`"${text}" to be given`, () => given.at(-1) === text || undefined);

describe('FileWatcher', () => {
  it.each<[string, (text: string) => void]>([
    ['in place', (text) => writeFileSync(path, text)],
    [
      'by rename over it',
      (text) => {
        writeFileSync(`${path}.new`, text);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'by removal and creation',
      (text) => {
        unlinkSync(path);
        writeFileSync(path, text);
      },
    ],
    [
      'by a link elsewhere',
      (text) => {
        writeFileSync(join(folder, 'other'), text);
        unlinkSync(path);
        symlinkSync('other', path);
      },
    ],
  ])('notices a save %s, twice in a row', async (_how, save) => {
    watchFrom('one');
    save('two');
    await untilGiven('two');
    save('three');
    await untilGiven('three');
    expect(given).toEqual(['two', 'three']);
  });

  it('never gives what stood there for a moment only', async () => {
    watchFrom('one');
    writeFileSync(path, '');
    await delay(20); // the gap of an editor that truncates, then writes
    writeFileSync(path, 'two');
    await untilGiven('two');
    expect(given).toEqual(['two']);
  });

  it('tells that the file is gone, and that it is back', async () => {
    watchFrom('one');
    unlinkSync(path);
    await untilGiven('ENOENT');
    writeFileSync(path, 'one');
    await untilGiven('one');
  });
});

describe('FileWatcher of several files', () => {
  it('gives a folder that is changed as a whole once, and never a mixture of two', async () => {
    const read = () => gatherFiles(join(folder, 'current'), 'conf');
    const seen = ({ files }: SourceFiles): string => files.map(({ text }) => text).join();
    const revision = (text: string): void => {
      mkdirSync(join(folder, text));
      for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, text, `${name}.yaml`), text);
      symlinkSync(text, join(folder, 'new'));
      renameSync(join(folder, 'new'), join(folder, 'current'));
    };
    revision('1');
    let known = read().hash;
    watcher = new FileWatcher({
      pollIntervalMs: null,
      read,
      isKnown: ({ hash }) => hash === known,
      onContent: (found) => {
        known = found.hash;
        given.push(seen(found));
      },
    });
    revision('2');
    await untilGiven('2,2,2');
    revision('3');
    await untilGiven('3,3,3');
    writeFileSync(join(folder, '3', 'd.yml'), '4');
    await untilGiven('3,3,3,4');
    rmSync(join(folder, '3', 'a.yaml'));
    await untilGiven('3,3,4');
    expect(given).toEqual(['2,2,2', '3,3,3', '3,3,3,4', '3,3,4']);
  });
});
