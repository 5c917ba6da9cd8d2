import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importTarget } from '../../src/cli/import-target.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-import-'));
  mkdirSync(join(folder, 'conf'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'conf', 'a.yaml'), 'version: 1\ndefaults: {}\n');
  writeFileSync(join(folder, 'conf', 'b.yaml'), 'streams: {}\n');
  writeFileSync(join(folder, 'main.yaml'), 'version: 1\ninclude: conf/b.yaml\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Which file it goes into, with all of the configuration; or why into none. */
function target(into: string, config?: string) {
  const at = (name: string): string => join(folder, name);
  const shown = (path: string): string => path.slice(folder.length + 1);
  const found = importTarget({ into: at(into), ...(config === undefined ? {} : { config: at(config) }) });
  if (!found.ok) return found.problem.replaceAll(`${folder}/`, '');
  const files = found.found.files.map(({ path }) => shown(path));
  return { into: shown(found.file.path), isNew: found.isNew, files, problems: found.found.problems.length };
}

it.each<[string, Parameters<typeof target>, ReturnType<typeof target>]>([
  [
    'a file with what it includes, to the first that has streams',
    ['main.yaml'],
    { into: 'conf/b.yaml', isNew: false, files: ['main.yaml', 'conf/b.yaml'], problems: 0 },
  ],
  [
    'a folder',
    ['conf'],
    { into: 'conf/b.yaml', isNew: false, files: ['conf/a.yaml', 'conf/b.yaml'], problems: 0 },
  ],
  [
    'one file of a folder',
    ['conf/a.yaml', 'conf'],
    { into: 'conf/a.yaml', isNew: false, files: ['conf/a.yaml', 'conf/b.yaml'], problems: 0 },
  ],
  [
    'a new one of a folder',
    ['conf/c.yml', 'conf'],
    { into: 'conf/c.yml', isNew: true, files: ['conf/a.yaml', 'conf/b.yaml', 'conf/c.yml'], problems: 0 },
  ],
  [
    'the first one of a folder',
    ['empty'],
    { into: 'empty/streams.yaml', isNew: true, files: ['empty/streams.yaml'], problems: 0 },
  ],
  ['a new one', ['new.yaml'], { into: 'new.yaml', isNew: true, files: ['new.yaml'], problems: 0 }],
  [
    'none that a folder would not take',
    ['conf/c.txt', 'conf'],
    'conf/c.txt is no file of this configuration.',
  ],
  ['none that nothing includes', ['new.yaml', 'main.yaml'], 'new.yaml is no file of this configuration.'],
  ['none of a configuration that is not there', ['new.yaml', 'none'], 'There is no none.'],
])('%s', (_what, given, expected) => {
  expect(target(...given)).toEqual(expected);
});
