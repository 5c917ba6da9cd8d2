import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  ChangedConfiguration,
  ConfigurationText,
  DiffLine,
  Problem,
  StreamEntry,
  TriedConfiguration,
} from '../../src/api/contract.js';
import { contentHash } from '../../src/config/configuration-state.js';
import { ConfigurationDesk } from '../../src/config/masked/configuration-desk.js';
import { type Answer, type Asked, ask } from './ask.js';
import { type ServedApi, serve } from './serve.js';

const TEXT = `version: 1 # of the format
listen: { http: 127.0.0.1:0 }
streams:
  # At the gate.
  gate:
    source: rtmp://viewer:GatePw@cam.example/live/GateKey
    path: site/gate # for the recorder
  yard: { source: "rtmp://\${YARD_USER:-anna}@cam.example/live/yard" }
  drone:
    source: push:live/drone
`;
const HASH = contentHash(TEXT);
const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-desk-'));
const file = join(folder, 'streams.yaml');
let api: ServedApi;
let looks = 0;

beforeAll(async () => {
  api = await serve({
    configuration: new ConfigurationDesk(file, 'streams.yaml'),
    look: () => {
      looks += 1;
    },
  });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(file, { force: true });
  writeFileSync(file, TEXT);
  looks = 0;
});

const at = (path: string, asked: Asked = {}): Promise<Answer> => ask(`${api.url}/api/v1${path}`, asked);
const inFile = (): string => readFileSync(file, 'utf8');
const put = (name: string, stream: object, query = '', baseHash = HASH) =>
  at(`/streams/${name}${query}`, { method: 'PUT', body: { baseHash, stream } });
const shown = (diff: readonly DiffLine[]) =>
  diff
    .filter(({ kind }) => kind === 'added' || kind === 'removed')
    .map(({ kind, text }) => `${kind} ${text}`);

describe('/api/v1/config', () => {
  it('shows the file without its credentials', async () => {
    const config = (await at('/config')).json<ConfigurationText>();
    expect(config).toMatchObject({ file: 'streams.yaml', hash: HASH, isWritable: true, problem: null });
    expect(config.text).toBe(
      TEXT.replace('viewer:GatePw', '__secret_1__')
        .replace('GateKey', '__secret_2__')
        .replace('anna', '__secret_3__'),
    );
  });

  it('says what is wrong with it', async () => {
    writeFileSync(file, TEXT.replace('path:', 'paht:'));
    const { problem } = (await at('/config')).json<ConfigurationText>();
    expect(problem?.diagnostics.map(({ code }) => code)).toEqual(['unknown-key']);
    rmSync(file);
    const gone = (await at('/config')).json<ConfigurationText>();
    expect(gone).toMatchObject({
      text: '',
      hash: null,
      problem: { diagnostics: [{ code: 'file-missing' }] },
    });
  });

  it('takes an edited text, with the credentials that it did not show', async () => {
    const { text } = (await at('/config')).json<ConfigurationText>();
    const edited = text
      .replace('# At the gate.', '# At the main gate.')
      .replace('cam.example', 'cam2.example');
    const tried = await at('/config?dryRun=true', { method: 'PUT', body: { text: edited, baseHash: HASH } });
    const { diff, ...rest } = tried.json<TriedConfiguration>();
    expect(rest).toEqual({ file: 'streams.yaml', hash: HASH, diagnostics: [] });
    expect(shown(diff)).toEqual([
      'removed   # At the gate.',
      'added   # At the main gate.',
      'removed     source: rtmp://***@cam.example/live/***',
      'added     source: rtmp://***@cam2.example/live/***',
    ]);
    expect(inFile()).toBe(TEXT);
    expect(looks).toBe(0);
    const done = await at('/config', { method: 'PUT', body: { text: edited, baseHash: HASH } });
    const wanted = TEXT.replace('# At the gate.', '# At the main gate.').replace(
      'cam.example',
      'cam2.example',
    );
    expect(done.json<ChangedConfiguration>().hash).toBe(contentHash(wanted));
    expect(inFile()).toBe(wanted);
    expect(looks).toBe(1);
  });

  it('refuses what is not valid, and says so before', async () => {
    const body = { text: TEXT.replace('path:', 'paht:'), baseHash: HASH };
    const tried = await at('/config?dryRun=true', { method: 'PUT', body });
    expect(tried.status).toBe(200);
    expect(tried.json<TriedConfiguration>().diagnostics.map(({ code }) => code)).toEqual(['unknown-key']);
    const refused = await at('/config', { method: 'PUT', body });
    expect(refused.status).toBe(422);
    expect(refused.json<Problem>()).toMatchObject({
      code: 'invalid-configuration',
      diagnostics: [{ code: 'unknown-key', place: { line: 7 } }],
    });
    expect(inFile()).toBe(TEXT);
  });

  it('refuses what is based on something older, and says on what it has to be based', async () => {
    const newer = TEXT.replace('site/gate', 'site/gate-2');
    writeFileSync(file, newer);
    const refused = await at('/config', { method: 'PUT', body: { text: TEXT, baseHash: HASH } });
    expect(refused.status).toBe(409);
    expect(refused.json<Problem>()).toMatchObject({ code: 'stale', hash: contentHash(newer) });
    expect(inFile()).toBe(newer);
  });

  it.each([
    ['a credential to where it is seen', 'site/gate', 'site/__secret_2__', 'misplaced-secret'],
    ['a placeholder that stands for nothing', 'GateKey', '__secret_99__', 'misplaced-secret'],
    ['a reference that is not in the file', 'viewer:GatePw', 'u:${file:/etc/shadow}', 'edit-refused'],
    ['a reference to where it is seen', 'site/gate', '${YARD_USER:-x}', 'edit-refused'],
    [
      'a reference into an address',
      'rtmp://viewer:GatePw@cam.example',
      'rtmp://${YARD_USER:-x}',
      'edit-refused',
    ],
  ])('refuses %s', async (_what, from, to, code) => {
    const body = { text: TEXT.replace(from, to), baseHash: HASH };
    const refused = await at('/config', { method: 'PUT', body });
    expect(refused.json<Problem>()).toMatchObject({ status: 422, code });
    expect(inFile()).toBe(TEXT);
  });

  it('lets a reference be used where it is hidden', async () => {
    const text = TEXT.replace('viewer:GatePw', '${YARD_USER:-x}:y');
    const done = await at('/config', { method: 'PUT', body: { text, baseHash: HASH } });
    expect(done.status).toBe(200);
    expect(inFile()).toBe(text);
  });

  it('cannot change a file that is read-only', async () => {
    chmodSync(file, 0o444);
    const config = (await at('/config')).json<ConfigurationText>();
    expect(config).toMatchObject({ isWritable: false, readOnlyReason: expect.stringContaining('read-only') });
    const refused = await put('drone', { enabled: false });
    expect(refused.json<Problem>()).toMatchObject({ status: 403, code: 'read-only' });
  });
});

describe('/api/v1/streams/:name in the file', () => {
  it('shows its lines, and the same as data', async () => {
    expect((await at('/streams/gate/entry')).json<StreamEntry>()).toEqual({
      name: 'gate',
      file: 'streams.yaml',
      baseHash: HASH,
      line: 4,
      endLine: 7,
      text: '  # At the gate.\n  gate:\n    source: rtmp://__secret_1__@cam.example/live/__secret_2__\n    path: site/gate # for the recorder',
      stream: { source: 'rtmp://__secret_1__@cam.example/live/__secret_2__', path: 'site/gate' },
      profiles: [],
      readOnlyReason: null,
    });
    chmodSync(file, 0o444);
    const { readOnlyReason } = (await at('/streams/gate/entry')).json<StreamEntry>();
    expect(readOnlyReason).toMatch(/streams\.yaml is read-only here\.$/);
    expect((await at('/streams/nobody/entry')).status).toBe(404);
    expect((await at('/streams/__proto__/entry')).status).toBe(404);
  });

  it('is shown where the file is not valid', async () => {
    writeFileSync(file, TEXT.replace('path:', 'paht:'));
    expect((await at('/streams/gate/entry')).json<StreamEntry>().stream).toHaveProperty('paht');
    writeFileSync(file, `${TEXT}   - {`);
    const broken = await at('/streams/gate/entry');
    expect(broken.json<Problem>()).toMatchObject({ status: 409, code: 'invalid-configuration' });
  });

  it('is changed, key by key, with the credentials that were not shown', async () => {
    const stream = {
      source: 'rtmp://__secret_1__@cam2.example/live/__secret_2__',
      path: null,
      labels: { site: 'north' },
    };
    const tried = await put('gate', stream, '?dryRun=true');
    expect(tried.json<ChangedConfiguration>().hash).toBe(HASH);
    expect(inFile()).toBe(TEXT);
    const done = await put('gate', stream);
    expect(inFile()).toBe(
      TEXT.replace('cam.example/live/Gate', 'cam2.example/live/Gate').replace(
        '    path: site/gate # for the recorder\n',
        '    labels: { site: north }\n',
      ),
    );
    expect(done.json<ChangedConfiguration>()).toEqual({
      ...tried.json<ChangedConfiguration>(),
      hash: contentHash(inFile()),
    });
    expect(looks).toBe(1);
  });

  it('is left as it is when it has these values already', async () => {
    const { stream } = (await at('/streams/gate/entry')).json<StreamEntry>();
    expect((await put('gate', stream)).json<ChangedConfiguration>()).toEqual({
      file: 'streams.yaml',
      hash: HASH,
      diff: [],
    });
    expect(inFile()).toBe(TEXT);
  });

  it('is added', async () => {
    const done = await put('second', { source: 'push:live/second', enabled: false, path: null });
    expect(done.status).toBe(200);
    expect(inFile()).toBe(`${TEXT}  second:\n    source: push:live/second\n    enabled: false\n`);
  });

  it('is removed, with its comments', async () => {
    expect((await at(`/streams/gate?baseHash=${HASH}&dryRun=true`, { method: 'DELETE' })).status).toBe(200);
    expect(inFile()).toBe(TEXT);
    const done = await at(`/streams/gate?baseHash=${HASH}`, { method: 'DELETE' });
    expect(done.status).toBe(200);
    expect(inFile()).toBe(TEXT.replace(/ {2}# At the gate[\s\S]*recorder\n/, ''));
    const again = await at(`/streams/gate?baseHash=${contentHash(inFile())}`, { method: 'DELETE' });
    expect(again.status).toBe(404);
  });

  it.each<[string, string, object, Record<string, unknown>]>([
    ['a value', 'gate', { source: 'nonsense' }, { source: expect.stringMatching(/^.*no source/) }],
    ['a key', 'gate', { paht: 'x' }, { paht: expect.stringContaining('Did you mean "path"?') }],
    ['a path that is taken', 'drone', { path: 'site/gate' }, { path: expect.stringContaining('path') }],
    ['a name', 'a b', { source: 'push:live/x' }, { name: expect.stringContaining('A name starts with') }],
    ['what is missing', 'new', { path: 'x' }, { source: expect.stringContaining('"source" is missing') }],
    [
      'a value inside of another',
      'gate',
      { video: { codec: 'h264', bitrate: 'fast' } },
      { 'video.bitrate': expect.stringContaining('no bit rate') },
    ],
    [
      'one of several sources',
      'gate',
      { source: ['push:live/a', 'nonsense'] },
      { 'source.1': expect.stringContaining('no source') },
    ],
    ['several', 'new', { source: 'x', path: '/' }, { source: expect.anything(), path: expect.anything() }],
  ])('says what is wrong beside %s', async (_what, name, stream, fields) => {
    for (const query of ['', '?dryRun=true']) {
      const refused = await put(encodeURIComponent(name), stream, query);
      expect(refused.json<Problem>()).toMatchObject({ status: 422, code: 'invalid-configuration', fields });
    }
    expect(inFile()).toBe(TEXT);
  });

  it.each([
    ['in another key', { path: 'x/__secret_2__' }],
    ['as the host', { source: 'rtmp://__secret_2__/live/gate' }],
    ['in a label', { labels: { key: '__secret_2__' } }],
    ['that is unknown', { source: 'rtmp://__secret_9__@cam/live/gate' }],
  ])('refuses a placeholder %s', async (_where, stream) => {
    const refused = await put('gate', stream);
    expect(refused.json<Problem>()).toMatchObject({ status: 422, code: 'misplaced-secret' });
    expect(inFile()).toBe(TEXT);
  });

  it('refuses a reference that would be shown', async () => {
    const refused = await put('gate', { labels: { key: '${HOME}' } });
    expect(refused.json<Problem>()).toMatchObject({ status: 422, code: 'edit-refused' });
  });

  it('refuses what is based on something older', async () => {
    const refused = await put('gate', { enabled: false }, '', '0123456789abcdef');
    expect(refused.json<Problem>()).toMatchObject({ status: 409, code: 'stale', hash: HASH });
    const removed = await at('/streams/gate?baseHash=0123456789abcdef', { method: 'DELETE' });
    expect(removed.json<Problem>()).toMatchObject({ status: 409, code: 'stale', hash: HASH });
  });

  it('changes nothing in a file that is not valid', async () => {
    const broken = TEXT.replace('path:', 'paht:');
    writeFileSync(file, broken);
    const refused = await put('drone', { enabled: false }, '', contentHash(broken));
    expect(refused.json<Problem>()).toMatchObject({
      status: 422,
      code: 'invalid-configuration',
      diagnostics: [{ code: 'unknown-key' }],
    });
    expect(inFile()).toBe(broken);
  });

  it.each([
    ['no body', undefined],
    ['no hash', { stream: {} }],
    ['a key that is not known', { baseHash: HASH, stream: {}, force: true }],
    ['no mapping', { baseHash: HASH, stream: 'x' }],
  ])('refuses a request with %s', async (_what, body) => {
    const refused = await at('/streams/gate', { method: 'PUT', body });
    expect(refused.json<Problem>()).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});
