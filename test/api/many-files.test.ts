import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  ChangedConfiguration,
  ConfigurationText,
  Problem,
  StreamEntry,
  TriedConfiguration,
} from '../../src/api/contract.js';
import { contentHash } from '../../src/config/configuration-state.js';
import { ConfigurationDesk } from '../../src/config/masked/configuration-desk.js';
import { type Answer, type Asked, ask } from './ask.js';
import { type ServedApi, serve } from './serve.js';

const MAIN = 'version: 1\ninclude: sites/*.yaml\ndefaults: { hold: 5s }\n';
const NORTH = 'streams:\n  gate: { source: rtmp://u:NorthPw@cam.example/live/gate }\n';
const SOUTH = '# South.\nstreams:\n  yard: { source: rtmp://u:SouthPw@cam.example/live/yard }\n';
const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-desk-'));
const NORTH_FILE = 'conf/sites/north.yaml';
const SOUTH_FILE = 'conf/sites/south.yaml';
let desk: ConfigurationDesk;
let api: ServedApi;

beforeAll(async () => {
  desk = new ConfigurationDesk(join(folder, 'streams.yaml'), 'conf/streams.yaml');
  api = await serve({ configuration: desk });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(join(folder, 'sites'), { recursive: true, force: true });
  mkdirSync(join(folder, 'sites'));
  write('streams.yaml', MAIN);
  write('sites/north.yaml', NORTH);
  write('sites/south.yaml', SOUTH);
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const inFile = (name: string): string => readFileSync(join(folder, name), 'utf8');
const at = (path: string, asked: Asked = {}): Promise<Answer> => ask(`${api.url}/api/v1${path}`, asked);
const put = (path: string, body: object) => at(path, { method: 'PUT', body });

describe('the configuration of several files', () => {
  it('is shown file by file, each without its credentials', async () => {
    chmodSync(join(folder, 'sites/south.yaml'), 0o444);
    const config = (await at('/config')).json<ConfigurationText>();
    expect(config).toMatchObject({ text: MAIN, isWritable: true, problem: null });
    expect(config.files).toEqual([
      {
        file: 'conf/streams.yaml',
        text: MAIN,
        hash: contentHash(MAIN),
        isWritable: true,
        readOnlyReason: null,
      },
      {
        file: NORTH_FILE,
        text: NORTH.replace('u:NorthPw', '__secret_1__'),
        hash: contentHash(NORTH),
        isWritable: true,
        readOnlyReason: null,
      },
      {
        file: SOUTH_FILE,
        text: SOUTH.replace('u:SouthPw', '__secret_1__'),
        hash: contentHash(SOUTH),
        isWritable: false,
        readOnlyReason: expect.stringContaining('read-only'),
      },
    ]);
    expect(config.files.map(({ hash }) => hash)).not.toContain(config.hash);
  });

  it('tells what is wrong in whichever file', async () => {
    write('sites/south.yaml', SOUTH.replace('source', 'sorce'));
    const { problem } = (await at('/config')).json<ConfigurationText>();
    expect(problem?.diagnostics.map(({ place }) => place.file)).toEqual([SOUTH_FILE, SOUTH_FILE]);
  });

  it('takes another text of one file, which is judged with the others', async () => {
    const { files } = (await at('/config')).json<ConfigurationText>();
    const { text = '', hash: baseHash } = files[2] ?? {};
    const change = { text: text.replace('# South.', '# The south.'), file: SOUTH_FILE, baseHash };
    const done = await put('/config', change);
    expect(done.json<ChangedConfiguration>()).toMatchObject({ file: SOUTH_FILE });
    expect(inFile('sites/south.yaml')).toBe(SOUTH.replace('# South.', '# The south.'));
    const twice = { text: NORTH.replace('gate:', 'yard:'), file: NORTH_FILE, baseHash: contentHash(NORTH) };
    const tried = (await put('/config?dryRun=true', twice)).json<TriedConfiguration>();
    expect(tried.diagnostics).toMatchObject([
      { code: 'duplicate-key', place: { file: SOUTH_FILE }, related: { place: { file: NORTH_FILE } } },
    ]);
    expect((await put('/config', { ...twice, file: 'conf/other.yaml' })).status).toBe(404);
    expect(inFile('sites/north.yaml')).toBe(NORTH);
  });

  it('is mended by taking out an include that leads nowhere', async () => {
    const broken = MAIN.replace('sites/*.yaml', '[sites/*.yaml, gone.yaml]');
    write('streams.yaml', broken);
    const { problem } = (await at('/config')).json<ConfigurationText>();
    expect(problem?.diagnostics.map(({ code }) => code)).toEqual(['include-without-match']);
    const baseHash = contentHash(broken);
    expect((await put('/config', { text: `# Still.\n${broken}`, baseHash })).status).toBe(422);
    expect((await put('/config', { text: MAIN, baseHash })).status).toBe(200);
    expect(inFile('streams.yaml')).toBe(MAIN);
  });

  it('is asked for no other files from here', async () => {
    const text = MAIN.replace('sites/*.yaml', '[sites/*.yaml, /etc/hostname]');
    const refused = await put('/config', { text, baseHash: contentHash(MAIN) });
    expect(refused.json<Problem>()).toMatchObject({ status: 422, code: 'edit-refused' });
    expect(inFile('streams.yaml')).toBe(MAIN);
    const less = MAIN.replace('sites/*.yaml', '[sites/*.yaml]');
    expect((await put('/config', { text: less, baseHash: contentHash(MAIN) })).status).toBe(200);
  });
});

describe('a stream of several files', () => {
  it('is shown and changed in the one that holds it, whatever happens to others', async () => {
    const entry = (await at('/streams/yard/entry')).json<StreamEntry>();
    expect(entry).toMatchObject({ file: SOUTH_FILE, line: 3, baseHash: contentHash(SOUTH) });
    write('sites/north.yaml', `${NORTH}# another line\n`);
    const stream = { source: 'rtmp://__secret_1__@cam2.example/live/yard' };
    const done = await put('/streams/yard', { baseHash: entry.baseHash, stream });
    expect(done.json<ChangedConfiguration>().file).toBe(SOUTH_FILE);
    expect(inFile('sites/south.yaml')).toBe(SOUTH.replace('cam.example', 'cam2.example'));
    const stale = await put('/streams/yard', { baseHash: entry.baseHash, stream });
    expect(stale.json<Problem>()).toMatchObject({ status: 409, code: 'stale', hash: expect.any(String) });
  });

  it('is added to the first with streams, or the one that is named', async () => {
    const { hash: baseHash } = (await at('/config')).json<ConfigurationText>();
    const stream = { source: 'push:live/a' };
    expect((await put('/streams/a', { baseHash, stream })).json<ChangedConfiguration>().file).toBe(
      NORTH_FILE,
    );
    const named = { baseHash: contentHash(MAIN), stream, file: 'conf/streams.yaml' };
    expect((await put('/streams/b', named)).status).toBe(200);
    expect(inFile('streams.yaml')).toBe(`${MAIN}streams:\n  b:\n    source: push:live/a\n`);
    const nowhere = await put('/streams/c', { ...named, file: 'nowhere' });
    expect(nowhere.json<Problem>()).toMatchObject({ status: 404 });
  });

  it('is removed from its file', async () => {
    const path = `/streams/gate?baseHash=${contentHash(NORTH)}`;
    expect((await at(path, { method: 'DELETE' })).status).toBe(200);
    expect(inFile('sites/north.yaml')).toBe('streams: {}\n');
    expect((await at(path, { method: 'DELETE' })).status).toBe(404);
  });

  it('has the placeholders of its own file', () => {
    const text = 'rtmp://__secret_1__@cam.example/live/x';
    const meant = (name: string | null): string | null => desk.sourceMeant(text, name, new Map());
    expect(meant('yard')).toBe('rtmp://u:SouthPw@cam.example/live/x');
    expect(meant('gate')).toBe('rtmp://u:NorthPw@cam.example/live/x');
    expect(meant(null)).toBeNull();
  });
});
