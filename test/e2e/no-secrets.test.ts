import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRtmpServer } from '../../src/media-server/rtmp/server.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { type Asked, ask } from '../api/ask.js';
import { EventReader } from '../api/event-reader.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { MisbehavingRtmp } from './support/misbehaving-rtmp.js';
import { MisbehavingRtsp } from './support/misbehaving-rtsp.js';
import { processesMentioning } from './support/processes.js';
import { TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

/**
 * Every secret of this test begins so, and goes on with the place where it stands: what is found tells where it came from.
 * Without its beginning they are searched for in base64 and percent-encoded.
 */
const MARK = 'Zq7xK9';
const TOKEN = `${MARK}ApiToken0123`;
const BEARER = `${MARK}Bearer9876543210`;

const camera = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => {} });
const quoting = new MisbehavingRtmp();
const rtsp = new MisbehavingRtsp();
/** Refuses all, and so is asked with the credentials of the URL, too. */
const web: Server = createServer((_request, response) => {
  response.writeHead(401, { 'www-authenticate': 'Basic realm="web"' }).end();
});
const publishers: Publisher[] = [];
let router: TestRouter;
let valid: string;
let passwordFile: string;

beforeAll(async () => {
  const { port } = await camera.listen('127.0.0.1', 0);
  const at = `127.0.0.1:${port}`;
  publishers.push(pushPicture(`rtmp://${at}/live/${MARK}CamKey`));
  await Promise.all([rtsp.listen(), quoting.listen()]);
  await waitFor('both tracks', () => {
    return camera.snapshot().paths[0]?.publisher?.tracks.length === 2 || undefined;
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const webPort = (web.address() as AddressInfo).port;
  rtsp.behaviour = {
    kind: 'wants-credentials',
    scheme: 'Digest',
    user: 'writer',
    password: `${MARK}Server/Pw`,
  };
  const description = `no: ${MARK}QuotedUser with ${MARK}Quoted!Pw, key ${MARK}QuotedKey, token ${MARK}QuotedToken`;
  quoting.behaviour = { kind: 'refuses', at: 'connect', description };
  passwordFile = join(mkdtempSync(join(tmpdir(), 'kazstreamlink-')), 'anna');
  writeFileSync(passwordFile, `${MARK}AnnaPw`);
  valid = `version: 1
listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }
access: { token: "${TOKEN}" }
users: { anna: { role: editor, password: "\${file:${passwordFile}}" } }
defaults: { firstFrameTimeout: 5s, backoff: { initial: 200ms, max: 1s } }
streams:
  pushed: { source: push:live/pushed }
  elsewhere:
    source: "rtmp://viewer:${MARK}SourcePw@${at}/live/${MARK}CamKey?token=${MARK}Token"
    server: "${rtsp.url('', `writer:${MARK}Server%2FPw`).slice(0, -1)}"
  transcoded:
    source: "rtmp://${at}/live/${MARK}CamKey?token=${MARK}TranscodedToken"
    video: { codec: h264, bitrate: 200k }
    ffmpeg:
      inputArgs: [-rtmp_conn, "S:${MARK}ConnToken", -rtmp_tcurl, "rtmp://u:${MARK}TcPw@${at}/live"]
  inspected:
    source: "rtmp://viewer:${MARK}InspectedPw@${at}/live/${MARK}CamKey"
    video: auto
    audio: auto
  apart:
    source: "rtmp://${at}/live"
    ffmpeg: { inputArgs: [-rtmp_playpath, "${MARK}PlayKey"] }
  quoted: { source: "rtmp://${MARK}QuotedUser:${MARK}Quoted%21Pw@127.0.0.1:${quoting.port}/live/${MARK}QuotedKey?token=${MARK}QuotedToken" }
  refused:
    source: "rtmp://${at}/live/${MARK}CamKey"
    server: "${rtsp.url('', `writer:${MARK}WrongPw`).slice(0, -1)}"
  gone:
    source:
      - "rtmp://viewer:${MARK}FirstPw@127.0.0.1:1/live/${MARK}FirstKey"
      - "rtmps://127.0.0.1:1/live/inst/${MARK}SecondKey?sig=${MARK}Sig&x=1"
      - "rtsp://viewer:${MARK}ThirdPw@127.0.0.1:1/1"
  web:
    source: "http://viewer:${MARK}WebPw@127.0.0.1:${webPort}/a.flv?key=${MARK}WebKey"
    ffmpeg:
      inputArgs: [-headers, "Authorization: Bearer ${BEARER}\\r\\n", -cookies, "id=${MARK}Cookie; path=/"]
  srt:
    source: "srt://127.0.0.1:1?streamid=${MARK}SrtId"
    ffmpeg: { inputArgs: [-passphrase, "${MARK}Passphrase"] }
  off: { source: "rtmp://u:${MARK}OffPw@127.0.0.1:1/live/x", enabled: false }
`;
  router = new TestRouter(valid);
});

afterAll(async () => {
  await router.dispose();
  await Promise.all(publishers.map(end));
  await Promise.all([camera.close(), quoting.close(), rtsp.close()]);
  await new Promise((resolve) => web.close(resolve));
});

/** All that was told, by where. */
const told = new Map<string, string>();

async function run(name: string, ...options: readonly string[]): Promise<void> {
  const { all } = await router.command(name, ...options);
  tell([name, ...options.map((option) => option.replace(/\S*Zq7xK9\S*/, '…'))].join(' '), all);
}

function tell(where: string, text: string): void {
  told.set(`${told.size} ${where}`, text);
}

/** Files with a name, sockets left out. */
function tellFiles(): string[] {
  const entries = readdirSync(router.stateDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) told.set(`${told.size} file ${file}`, readFileSync(file, 'latin1'));
  return files;
}

async function tellApi(names: readonly string[]): Promise<void> {
  const address = (await router.status())?.listeners.http.address ?? '';
  const url = `http://${address}`;
  const paths = names.flatMap((name) =>
    ['', '/logs', '/entry', '/history'].map((rest) => `/api/v1/streams/${name}${rest}`),
  );
  const general = ['/', '/api/v1/streams', '/api/v1/config', '/api/v1/openapi.json', '/api/v1/session'];
  for (const path of [...general, '/healthz', '/readyz', '/nothing', ...paths]) {
    tell(path, await answered(`${url}${path}`));
    tell(`${path} without a token`, await answered(`${url}${path}`, {}, {}));
  }
  const events = new EventReader(`${url}/api/v1/events`, AUTHORIZED);
  const { data } = await events.until('a snapshot', ({ event }) => event === 'snapshot');
  tell('/api/v1/events', JSON.stringify(data));
  events.close();
  await tellChanges(`${url}/api/v1`);
}

/** What is answered to changes, to those that are refused as well. */
async function tellChanges(url: string): Promise<void> {
  const config = await ask(`${url}/config`, { headers: AUTHORIZED });
  const { text, hash } = config.json<{ text: string; hash: string }>();
  const secret = /__secret_\d+__/.exec(text)?.[0] ?? '';
  expect(secret).not.toBe('');
  const put = (path: string, body: object) => answered(`${url}${path}`, { method: 'PUT', body });
  const moved = { path: `x/${secret}`, labels: { a: secret } };
  const typed = { source: `rtmp://u:${MARK}TypedPw@127.0.0.1:1/live/${MARK}TypedKey`, server: null };
  for (const [what, answer] of [
    ['try the text', await put('/config?dryRun=true', { text: `${text}# ${secret}\n`, baseHash: hash })],
    [
      'try less',
      await put('/config?dryRun=true', {
        text: text.replace(/ {2}gone:[\s\S]*? {2}web:/, '  web:'),
        baseHash: hash,
      }),
    ],
    ['try a mistake', await put('/config', { text: text.replace('source:', 'sorce:'), baseHash: hash })],
    ['move a credential', await put('/streams/pushed', { stream: moved, baseHash: hash })],
    ['try a stream', await put('/streams/gone?dryRun=true', { stream: typed, baseHash: hash })],
    [
      'try to remove',
      await answered(`${url}/streams/gone?dryRun=true&baseHash=${hash}`, { method: 'DELETE' }),
    ],
    ['probe', await answered(`${url}/probe`, { method: 'POST', body: { name: 'quoted', timeoutMs: 1_000 } })],
    ['log in', await answered(`${url}/session`, { method: 'POST', body: { token: TOKEN } })],
    [
      'log in as',
      await answered(`${url}/session`, { method: 'POST', body: { user: 'anna', password: `${MARK}AnnaPw` } }),
    ],
    ['log in wrongly', await answered(`${url}/session`, { method: 'POST', body: { token: `${TOKEN}x` } })],
  ] as const)
    tell(`${what} over the API`, answer);
}

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

async function answered(
  url: string,
  asked: Asked = {},
  headers: Asked['headers'] = AUTHORIZED,
): Promise<string> {
  const answer = await ask(url, { ...asked, ...(headers === undefined ? {} : { headers }) });
  return `${answer.status} ${JSON.stringify(answer.headers)} ${answer.text}`;
}

/** What is told by commands and by the API now. */
async function tellAll(): Promise<void> {
  const names = (await router.status())?.streams.map(({ name }) => name) ?? [];
  for (const command of ['status', 'plan', 'validate'])
    for (const format of ['text', 'json']) await run(command, '--format', format);
  await run('plan', '--format', 'markdown');
  await run('validate', '--format', 'github');
  // As JSON the API tells the same.
  await Promise.all(names.map((name) => run('logs', name, '--all')));
  await tellApi(names);
  tellFiles();
}

/** Each place in these texts where a secret stands, and how. */
function found(texts: ReadonlyMap<string, string>): string[] {
  // In base64 a text looks in three ways, by where it begins; what is next to it shares the characters at its ends.
  const encoded = ['', 'x', 'xx'].map((before) => {
    const text = Buffer.from(before + MARK)
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(before === '' ? 0 : before.length + 1, -1);
  });
  const pattern = new RegExp(`.{0,60}(?:${[MARK, BEARER.slice(-10), ...encoded].join('|')}).{0,20}`, 'g');
  return [...texts].flatMap(([where, text]) =>
    [...text.matchAll(pattern)].map(([hit]) => `${where}: ${hit}`),
  );
}

/** All that was told where the place has this in its name. */
const toldBy = (where: string): string =>
  [...told].flatMap(([place, text]) => (place.includes(where) ? [text] : [])).join('\n');

async function until(name: string, holds: (stream: StreamStatus) => boolean): Promise<StreamStatus> {
  const { streams } = await router.until((status) =>
    status.streams.some((stream) => stream.name === name && holds(stream)),
  );
  return streams.find((stream) => stream.name === name) as StreamStatus;
}

const RUNNING = ['pushed', 'elsewhere', 'transcoded', 'inspected'];
const ENDING = ['apart', 'quoted', 'refused', 'gone', 'web', 'srt'];

describe('credentials that are written into the file', () => {
  it('would be found', () => {
    const texts = [`rtmp://u:${MARK}Pw@h`, ...['', 'a', 'ab'].map((before) => btoa(`${before}${MARK}Pw`))];
    for (const text of texts) expect(found(new Map([['here', `x ${text} x`]]))).toHaveLength(1);
  });

  it('are seen by ps and nowhere else', async () => {
    const { listeners } = await router.start('--log-level', 'trace');
    publishers.push(pushPicture(`rtmp://${listeners.rtmp.address}/live/pushed?key=${MARK}PushKey`));
    for (const name of RUNNING) await until(name, ({ phase }) => phase === 'running');
    for (const name of ENDING) await until(name, ({ phase }) => phase === 'failed' || phase === 'backoff');
    expect((await until('refused', () => true)).reason).toBe('CredentialsRefused');
    await tellAll();

    // "ps" shows what FFmpeg is given, as the documentation says.
    const commands = [...processesMentioning(MARK).values()].filter((command) => command.includes('-f rtsp'));
    const shown = commands.join('\n');
    for (const secret of ['SourcePw', 'Server%2FPw', 'Token', 'ConnToken', 'InspectedPw'])
      expect(shown).toContain(`${MARK}${secret}`);
    expect(readFileSync('README.md', 'utf8')).toMatch(
      /credentials included,\s+where local users .*can see them\s+\(`ps`/s,
    );
    expect(readFileSync('docs/streams-yaml.md', 'utf8')).toContain('`ps`');

    // Credentials are changed: a plan of it, then the change itself, then by a command.
    const changed = valid.replaceAll(`${MARK}InspectedPw`, `${MARK}ChangedPw`);
    const other = join(router.folder, 'other.yaml');
    writeFileSync(other, changed);
    for (const format of ['text', 'json', 'markdown'])
      await run('plan', '--config', other, '--format', format);
    const { pid } = await until('inspected', ({ phase }) => phase === 'running');
    router.write(changed);
    await until('inspected', (stream) => stream.phase === 'running' && stream.pid !== pid);
    await run('add', 'added', '--source', `rtmp://u:${MARK}AddedPw@127.0.0.1:1/live/${MARK}AddedKey`);
    await run('set', 'added', '--source', `rtmp://u:${MARK}SetPw@127.0.0.1:1/live/${MARK}SetKey`);
    await until('added', ({ phase }) => phase === 'backoff');
    await run('remove', 'added');
    await router.until(({ streams }) => streams.every(({ name }) => name !== 'added'));
    await tellAll();

    // Mistakes on the lines of credentials.
    for (const mistake of [
      `  bad: { sorce: "rtmp://u:${MARK}MistakePw@h/live/${MARK}MistakeKey" }\n`,
      `  bad: { source: "rtpm://u:${MARK}MistakePw@h/live/${MARK}MistakeKey" }\n`,
      `  bad: { source: "rtmp://u:${MARK}MistakePw@h/live/x\n`,
      `  bad: { source: rtmp://u:${MARK}MistakePw@h/a/b, ffmpeg: { inputArgs: [-header, "X: ${MARK}MistakeHeader"] } }\n`,
    ]) {
      const before = (await router.status())?.configuration.problem ?? null;
      router.write(`${valid}${mistake}`);
      await waitFor('the mistake to be seen', async () => {
        const problem = (await router.status())?.configuration.problem ?? null;
        return (problem !== null && JSON.stringify(problem) !== JSON.stringify(before)) || undefined;
      });
      await run('validate');
      await run('validate', '--format', 'github');
      await run('plan', '--format', 'json');
    }
    await tellAll();
    tell('the output of the router', (await router.stop()).output);

    // With a file that is still wrong the last good configuration is read, which is kept and cannot be seen.
    await router.start('--log-level', 'trace');
    expect((await router.status())?.configuration.liveSource).toBe('last good');
    await until('inspected', ({ phase }) => phase === 'running');
    await tellAll();
    tell('the output of the second router', (await router.stop()).output);
    expect(tellFiles().map((file) => file.slice(router.stateDir.length + 1))).toEqual(
      expect.arrayContaining(['last-good.sealed', 'key']),
    );
    expect(found(told)).toEqual([]);

    // What was searched is what there is to tell.
    expect(toldBy('output of the router')).toMatch(/ffmpeg started.*ffmpeg says/s);
    expect(toldBy('plan --config')).toContain('credentials changed');
    expect(toldBy('logs quoted')).toContain('no: *** with ***, key ***, token ***');
    expect(toldBy('file ')).toContain('kazstreamlink-sealed-1');
    expect(toldBy('file ')).toContain('***');
    expect(toldBy('validate')).toContain('unknown-key');
    expect(toldBy('/api/v1/streams/quoted')).toContain('***');
    expect(toldBy('/api/v1/config')).toContain('__secret_1__');
    expect(toldBy('try a stream over the API')).toContain('"kind":"added"');
    expect(toldBy('try less over the API')).toContain('"kind":"removed"');
    expect(toldBy('move a credential over the API')).toContain('misplaced-secret');
    expect(toldBy('log in as over the API')).toContain('"user":"anna"');
    expect(toldBy('/api/v1/streams without a token')).toContain('login-needed');
  }, 400_000);
});
