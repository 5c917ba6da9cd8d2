import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorization } from '../../src/preview/rtsp/authorization.js';
import { ask } from '../api/ask.js';
import { RtspClient } from '../media-server/rtsp/rtsp-client.js';
import { DecodingReader } from './support/decoding-reader.js';
import { end, H264, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { gstreamer, hasGstreamer } from './support/players/gstreamer.js';
import { hasVlc, vlc } from './support/players/vlc.js';
import { Reader } from './support/reader.js';
import { TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const SECRETS = {
  NVR_PW: 'Zq7NvrPassword',
  WALL_PW: 'Zq7WallPassword',
  GUEST_PW: 'Zq7GuestPassword',
  KEY: 'Zq7StreamKey',
};
const fileWith = (users: string): string => `version: 1
listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }
users:
  guest: { publish: ["*"], password: "\${GUEST_PW}" }
${users}
ingest: { keys: { "live/*": "\${KEY}" } }
streams:
  a: { source: push:live/a, path: site/a }
`;
const NVR = '  nvr: { read: ["*"], password: "${NVR_PW}" }';
const WALL = '  wall: { read: ["site/*"], password: "${WALL_PW}" }';

const router = new TestRouter(fileWith(`${NVR}\n${WALL}`));
router.environment = SECRETS;
const running: { end(): Promise<unknown> }[] = [];
let publisher: Publisher | undefined;
let rtsp = '';
let ingest = '';

beforeAll(async () => {
  const { listeners } = await router.start();
  rtsp = listeners.rtsp.address ?? '';
  ingest = `rtmp://${listeners.rtmp.address}`;
});

afterAll(async () => {
  await Promise.all([...running.map((one) => one.end()), end(publisher)]);
  await router.dispose();
});

/** How often something was refused, by the metrics. */
async function refusals(server: 'rtsp' | 'rtmp', kind: string): Promise<number> {
  const http = (await router.status())?.listeners.http.address;
  const { text } = await ask(`http://${http}/metrics`);
  const line = new RegExp(
    `^kazstreamlink_media_server_refusals_total\\{server="${server}",kind="${kind}"\\} (\\d+)$`,
    'm',
  );
  return Number(line.exec(text)?.[1] ?? Number.NaN);
}

const untilRefused = (server: 'rtsp' | 'rtmp', kind: string, count = 1) =>
  waitFor(`${kind} to be counted`, async () => (await refusals(server, kind)) >= count || undefined);

const urlOf = (credentials: string, path: string): string => `rtsp://${credentials}@${rtsp}/${path}`;

/** FFmpeg publishing over RTSP until it is killed. */
function publish(url: string) {
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', ...H264];
  return execa('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...input, '-f', 'rtsp', url], {
    reject: false,
    stdin: 'ignore',
    all: true,
  });
}

describe('pushing over RTMP', () => {
  it.each([
    ['without a key', 'live/a', 'no-key', 'a stream key is needed'],
    ['with a wrong key', 'live/a/Zq7Wrong', 'wrong-key', 'the stream key is wrong'],
    ['with a wrong key beside it', 'live/a?key=Zq7Wrong', 'wrong-key', 'the stream key is wrong'],
    ['to a path that has no keys', 'other/a', 'no-right', 'Unauthorized'],
  ])('%s is refused, and FFmpeg says so', async (_how, path, kind, said) => {
    const before = await refusals('rtmp', kind);
    const { exitCode, all } = await pushPicture(`${ingest}/${path}`, { audio: false });
    expect(exitCode).not.toBe(0);
    expect(all).toContain(said);
    await untilRefused('rtmp', kind, before + 1);
  });

  it('with its key is a stream; playing is for the router alone', async () => {
    const waiting = await router.untilStream('a', 'pending');
    expect(waiting.pushUrl).toBe(`${ingest}/live/a?key=KEY`);
    publisher = pushPicture(`${ingest}/live/a/${SECRETS.KEY}`);
    await router.untilStream('a', 'running');
    expect(await probeCodecs(`${ingest}/live/a`)).toBeUndefined();
    expect(await probeCodecs(`${ingest}/live/a?key=${SECRETS.KEY}`)).toBeUndefined();
    await untilRefused('rtmp', 'no-right', 2);
  });
});

describe('reading over RTSP', () => {
  it('needs credentials', async () => {
    expect(await probeCodecs(`rtsp://${rtsp}/site/a`, 'tcp')).toBeUndefined();
    await untilRefused('rtsp', 'no-credentials');
    expect(await probeCodecs(urlOf('nvr:Zq7Wrong', 'site/a'), 'tcp')).toBeUndefined();
    await untilRefused('rtsp', 'wrong-credentials');
    expect(await probeCodecs(urlOf(`nvr:${SECRETS.NVR_PW}`, 'site/a'), 'tcp')).toEqual(['aac', 'h264']);
    expect(await probeCodecs(urlOf(`wall:${SECRETS.WALL_PW}`, 'site/a'), 'udp')).toEqual(['aac', 'h264']);
    expect(await probeCodecs(urlOf(`wall:${SECRETS.WALL_PW}`, 'elsewhere'), 'tcp')).toBeUndefined();
    await untilRefused('rtsp', 'no-right');
  });

  it.runIf(hasGstreamer || hasVlc)('works with other players', async () => {
    for (const player of [...(hasGstreamer ? [gstreamer] : []), ...(hasVlc ? [vlc] : [])]) {
      const one = new DecodingReader(urlOf(`nvr:${SECRETS.NVR_PW}`, 'site/a'), 'tcp', player);
      running.push(one);
      await one.untilPictures(10);
      await one.end();
    }
  });

  it('takes no count of a nonce twice, and no name that leads elsewhere', async () => {
    const client = new RtspClient(Number(rtsp.split(':')[1]));
    const { status, headers } = await client.request('DESCRIBE', 'site/a');
    expect(status).toBe(401);
    const credentials = { user: 'nvr', password: SECRETS.NVR_PW };
    const asked = { method: 'DESCRIBE', url: client.url('site/a') };
    const header = authorization(headers.get('www-authenticate') ?? '', credentials, asked) ?? '';
    expect((await client.request('DESCRIBE', 'site/a', { Authorization: header })).status).toBe(200);
    const replayed = await client.request('DESCRIBE', 'site/a', { Authorization: header });
    expect(replayed.status).toBe(401);
    expect(replayed.headers.get('www-authenticate')).toContain('stale=true');
    for (const path of ['..%2Fsecret', 'site/%07', '%0d%0aX'])
      expect((await client.request('DESCRIBE', path)).status).toBe(400);
    client.socket.destroy();
    await untilRefused('rtsp', 'stale-credentials');
    await untilRefused('rtsp', 'bad-name', 3);
  });

  it('is for the pictures of the page without anybody', async () => {
    const http = (await router.status())?.listeners.http.address;
    const still = await waitFor('a picture', async () => {
      const answer = await ask(`http://${http}/api/v1/streams/a/still.mp4`);
      return answer.status === 200 ? answer : undefined;
    });
    expect(still.status).toBe(200);
  });
});

describe('publishing over RTSP', () => {
  it('needs credentials, and takes no path of a stream', async () => {
    const without = await publish(`rtsp://${rtsp}/guests/x`);
    expect(without.exitCode).not.toBe(0);
    const stolen = await publish(urlOf(`guest:${SECRETS.GUEST_PW}`, 'site/a'));
    expect(stolen.exitCode).not.toBe(0);
    expect(stolen.all).toContain('403');
    await untilRefused('rtsp', 'path-taken');
    const guest = publish(urlOf(`guest:${SECRETS.GUEST_PW}`, 'guests/x'));
    running.push({ end: () => end(guest as unknown as Publisher) });
    await waitFor('the guest to be read', () =>
      probeCodecs(urlOf(`nvr:${SECRETS.NVR_PW}`, 'guests/x'), 'tcp'),
    );
  });
});

it('a right that ends ends its readers, and touches nobody else', async () => {
  const [nvr, wall] = [`nvr:${SECRETS.NVR_PW}`, `wall:${SECRETS.WALL_PW}`].map(
    (who) => new Reader(urlOf(who, 'site/a')),
  ) as [Reader, Reader];
  running.push(nvr, wall);
  await Promise.all([nvr.untilReadMore(0.5), wall.untilReadMore(0.5)]);
  const { pid } = await router.untilStream('a', 'running');
  router.write(fileWith(WALL));
  await waitFor('the reader without a right to end', () => nvr.hasEnded || undefined);
  await wall.untilReadMore(1);
  expect((await router.untilStream('a', 'running')).pid).toBe(pid);
});

it('no secret stands anywhere but in the arguments of processes', async () => {
  const { output } = await router.stop();
  expect(output).toContain('"refused":"wrong-key"');
  expect(output).not.toMatch(/Zq7/);
  const secret = readFileSync(join(router.stateDir, 'server-secret'), 'utf8').trim();
  expect(output).not.toContain(secret);
  expect(statSync(join(router.stateDir, 'server-secret')).mode & 0o777).toBe(0o600);
  for (const entry of readdirSync(router.stateDir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toMatch(/Zq7/);
});
