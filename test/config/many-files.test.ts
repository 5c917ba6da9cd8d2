import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash, nextConfigurationState } from '../../src/config/configuration-state.js';
import { configurationFolder, gatherFiles } from '../../src/config/gather-files.js';
import { readConfigurationFiles } from '../../src/config/read-configuration.js';
import { placeText } from '../../src/config/render-diagnostics.js';
import type { SourceFiles } from '../../src/config/source-files.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-many-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const stream = (name: string): string => `streams: { ${name}: { source: push:live/${name} } }\n`;
const gather = (name = ''): SourceFiles => gatherFiles(join(folder, name), name === '' ? 'conf' : name);
const names = ({ files }: SourceFiles): string[] => files.map(({ file }) => file);
const wrong = (found: SourceFiles): string[] => {
  const read = readConfigurationFiles(found);
  if (read.ok) return [];
  return read.diagnostics.map(({ code, place, related }) =>
    [code, placeText(place), ...(related === null ? [] : [placeText(related.place)])].join(' '),
  );
};
const streamsOf = (found: SourceFiles): string[] => {
  const read = readConfigurationFiles(found);
  return read.ok ? [...read.desired.streams.keys()] : wrong(found);
};

describe('a folder', () => {
  it('is all its *.yaml and *.yml files, in the order of their names', () => {
    write({
      'b.yml': stream('b'),
      'a.yaml': `version: 1\n${stream('a')}`,
      '.hidden.yaml': stream('hidden'),
      'a.yaml~': stream('backup'),
      'notes.md': '# none',
      'sub/c.yaml': stream('c'),
    });
    mkdirSync(join(folder, 'folder.yaml'));
    expect(names(gather())).toEqual(['conf/a.yaml', 'conf/b.yml']);
    expect(streamsOf(gather())).toEqual(['a', 'b']);
    expect(configurationFolder(folder)).toBe(folder);
  });

  it('without a file is a problem, and so is a link in it that leads nowhere', () => {
    expect(wrong(gather())).toEqual(['file-missing conf:1:1']);
    expect(gather().hash).toBe('ENOENT');
    write({ 'a.yaml': `version: 1\n${stream('a')}` });
    symlinkSync('gone', join(folder, 'b.yaml'));
    expect(wrong(gather())).toEqual(['file-missing conf/b.yaml:1:1']);
  });

  it('is read through the links of a mounted ConfigMap, each file once', () => {
    write({ '..2026_1/a.yaml': `version: 1\n${stream('a')}` });
    symlinkSync('..2026_1', join(folder, '..data'));
    symlinkSync('..data/a.yaml', join(folder, 'a.yaml'));
    symlinkSync('a.yaml', join(folder, 'again.yaml'));
    expect(names(gather())).toEqual(['conf/a.yaml']);
  });
});

describe('include', () => {
  it('brings in what its patterns match, from the folder of its file on, each file once', () => {
    write({
      'streams.yaml': `version: 1\ninclude: ["*.yaml", sites/**/*.yaml]\n${stream('main')}`,
      'sites/north.yaml': `include: north/extra.yaml\n${stream('north')}`,
      'sites/north/extra.yaml': `include: ../../streams.yaml\n${stream('extra')}`,
      'sites/south.yaml': stream('south'),
    });
    const found = gather('streams.yaml');
    expect(names(found)).toEqual([
      'streams.yaml',
      'sites/north.yaml',
      'sites/north/extra.yaml',
      'sites/south.yaml',
    ]);
    expect(streamsOf(found)).toEqual(['main', 'north', 'extra', 'south']);
  });

  it('follows links out of the folder, and takes absolute paths', () => {
    write({ 'elsewhere/a.yaml': stream('a'), 'elsewhere/b.yaml': stream('b') });
    write({
      'conf/streams.yaml': `version: 1\ninclude:\n  - sites/a.yaml\n  - ${folder}/elsewhere/b.yaml\n`,
    });
    symlinkSync('../elsewhere', join(folder, 'conf/sites'));
    const found = gather('conf/streams.yaml');
    expect(names(found)).toEqual(['conf/streams.yaml', 'conf/sites/a.yaml', `${folder}/elsewhere/b.yaml`]);
    expect(streamsOf(found)).toEqual(['a', 'b']);
  });

  it('is a problem where it leads to no file, if that is not optional', () => {
    const optional = '{ path: secrets.yaml, optional: true }';
    write({ 'streams.yaml': `version: 1\ninclude: [none/*.yaml, ${optional}]\nstreams: {}\n` });
    expect(wrong(gather('streams.yaml'))).toEqual(['include-without-match streams.yaml:2:11']);
    write({ 'streams.yaml': `version: 1\ninclude: ${optional}\nstreams: {}\n` });
    expect(wrong(gather('streams.yaml'))).toEqual([]);
    write({ 'secrets.yaml': stream('secret') });
    expect(streamsOf(gather('streams.yaml'))).toEqual(['secret']);
  });

  it('is told of only once what is wrong with what it brings in', () => {
    // What the first lacks may stand in the one that is not there.
    write({ 'streams.yaml': 'include: gone.yaml\n' });
    expect(wrong(gather('streams.yaml'))).toEqual(['include-without-match streams.yaml:1:10']);
    write({ 'gone.yaml': 'streams: [\n' });
    expect(wrong(gather('streams.yaml'))).toEqual(['yaml-syntax gone.yaml:2:1']);
    // A folder has nothing to be read by itself.
    write({ 'streams.yaml': 'include: [{ path: sites, optional: true }, sites]\n', 'sites/a.yaml': '' });
    expect(gather('streams.yaml').problems.map(({ message }) => message)).toEqual([
      'this is a folder, not a file',
      'this is a folder, not a file',
    ]);
  });

  it.each([
    ['3', 'wrong-type'],
    ['[{ optional: true }]', 'missing-key'],
    ['{ path: a.yaml, maybe: true }', 'unknown-key'],
    ['[""]', 'invalid-value'],
  ])('is checked: %s', (include, code) => {
    write({ 'streams.yaml': `version: 1\ninclude: ${include}\nstreams: {}\n`, 'a.yaml': 'version: 1\n' });
    const read = readConfigurationFiles(gather('streams.yaml'));
    expect(read.ok ? [] : read.diagnostics.map((one) => one.code)).toEqual([code]);
  });
});

describe('several files', () => {
  it('name both places of what stands twice', () => {
    write({
      'a.yaml': `version: 1\ndefaults: { hold: 5s }\n${stream('a')}`,
      'b.yaml':
        'version: 1\ndefaults: { hold: 6s }\nstreams:\n  a: { source: push:x }\n  b: { source: push:b, path: a }\n',
    });
    expect(wrong(gather())).toEqual([
      'duplicate-key conf/b.yaml:2:1 conf/a.yaml:2:1',
      'duplicate-key conf/b.yaml:4:3 conf/a.yaml:3:12',
      'path-conflict conf/b.yaml:5:3 conf/a.yaml:3:12',
    ]);
  });

  it('have defaults, version and streams together', () => {
    write({
      'defaults.yaml': 'defaults: { hold: 5s }\n',
      'a.yaml': stream('a'),
      'version.yaml': 'version: 1\n',
    });
    const read = readConfigurationFiles(gather());
    expect(read.ok && read.desired.streams.get('a')?.policy.holdMs).toBe(5_000);
    expect(read.ok && read.streamFiles.get('a')).toBe('conf/a.yaml');
    write({ 'version.yaml': 'defaults: {}\n' });
    expect(wrong(gather())).toEqual([
      'missing-key conf/a.yaml:1:1',
      'duplicate-key conf/version.yaml:1:1 conf/defaults.yaml:1:1',
    ]);
  });

  it('tell every problem of each in one run', () => {
    write({
      'a.yaml': 'version: 2\nstreams: {}\n',
      'b.yaml': 'streams: [\n',
      'c.yaml': '- a list\n',
      'd.yaml': '# nothing\n',
      'e.yaml': 'streams:\n  x: { source: nonsense }\n  y: { source: "${NOWHERE_AT_ALL}" }\n',
    });
    expect(wrong(gather())).toEqual([
      'invalid-value conf/a.yaml:1:10',
      'yaml-syntax conf/b.yaml:2:1',
      'wrong-type conf/c.yaml:1:1',
      'empty-document conf/d.yaml:1:1',
      'invalid-value conf/e.yaml:2:16',
      'unresolved-reference conf/e.yaml:3:17',
    ]);
  });

  it('have a hash of their own that does not depend on where they stand', () => {
    write({ 'x/a.yaml': `version: 1\n${stream('a')}`, 'x/b.yaml': stream('b') });
    write({ 'y/a.yaml': `version: 1\n${stream('a')}`, 'y/b.yaml': stream('b') });
    expect(gather('x').hash).toBe(gather('y').hash);
    expect(gather('x').hash).toMatch(/^[0-9a-f]{16}$/);
    write({ 'y/b.yaml': stream('c') });
    expect(gather('x').hash).not.toBe(gather('y').hash);
    // One file has the hash of its text, as before there could be several.
    expect(gather('x/a.yaml').hash).toBe(contentHash(`version: 1\n${stream('a')}`));
  });

  it('are told also by those that are there without what may be absent', () => {
    const include = `include: [sites/*.yaml, { path: "*.secret.yaml", optional: true }, { path: all/*.yaml, optional: true }]\n`;
    const main = { 'streams.yaml': `version: 1\n${include}${stream('a')}`, 'sites/b.yaml': stream('b') };
    write(main);
    const without = gather('streams.yaml');
    expect(without.alsoHashes).toEqual([]);
    write({ 'x.secret.yaml': stream('x') });
    const withOne = gather('streams.yaml');
    expect(withOne.alsoHashes).toEqual([without.hash]);
    write({ 'all/y.yaml': stream('y') });
    const withBoth = gather('streams.yaml');
    expect(withBoth.alsoHashes).toHaveLength(3);
    expect(withBoth.alsoHashes).toEqual(expect.arrayContaining([without.hash, withOne.hash]));
    for (const index of [1, 2, 3, 4]) write({ [`all/${index}.yaml`]: stream(`z${index}`) });
    expect(gather('streams.yaml').alsoHashes).toEqual([without.hash]);
    // What has to be there for another reason may not be absent.
    write({
      'streams.yaml': `version: 1\ninclude: [{ path: sites/b.yaml, optional: true }, sites/*.yaml]\nstreams: {}\n`,
    });
    expect(gather('streams.yaml').alsoHashes).toEqual([]);
  });

  it('leave the last good whole in force while one of them is broken', () => {
    write({ 'a.yaml': `version: 1\n${stream('a')}`, 'b.yaml': stream('b') });
    const nothing = { file: 'conf', live: null, problem: null, held: null };
    const live = nextConfigurationState(nothing, gather(), 1);
    write({ 'a.yaml': `version: 1\n${stream('other')}`, 'b.yaml': 'streams: [' });
    const broken = nextConfigurationState(live, gather(), 2);
    expect(broken.live).toBe(live.live);
    expect(broken.problem?.diagnostics.map(({ place }) => place.file)).toEqual(['conf/b.yaml']);
    write({ 'b.yaml': stream('b') });
    const mended = nextConfigurationState(broken, gather(), 3);
    expect([...(mended.live?.desired.streams.keys() ?? [])]).toEqual(['other', 'b']);
  });

  it('let what is for all wait while the file that it stood in is gone', () => {
    write({
      'a.yaml': `version: 1\n${stream('a')}`,
      'b.yaml': 'defaults: { hold: 5s }\n',
      'c.yaml': stream('c'),
    });
    const nothing = { file: 'conf', live: null, problem: null, held: null };
    const live = nextConfigurationState(nothing, gather(), 1);
    rmSync(join(folder, 'c.yaml'));
    const less = nextConfigurationState(live, gather(), 2).live?.desired.unsettled;
    expect(less).toMatchObject({ isForAll: false, lastStreams: [] });
    rmSync(join(folder, 'b.yaml'));
    expect(nextConfigurationState(live, gather(), 3).live?.desired.unsettled?.isForAll).toBe(true);
    write({ 'a.yaml': `version: 1\n${stream('a').slice(0, -1)}`, 'b.yaml': 'defaults: { hold: 5s }\n' });
    expect(nextConfigurationState(live, gather(), 4).live?.desired.unsettled).toMatchObject({
      isForAll: false,
      lastStreams: ['a'],
    });
  });
});
