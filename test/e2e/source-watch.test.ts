import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeTarget } from '../../src/probe/probe-target.js';
import { SourceWatch, type WatchedSource } from '../../src/probe/source-watch.js';
import { MisbehavingServer, untilPlay } from '../probe/misbehaving-server.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { hasNginx, type Nginx, startNginx } from './support/nginx.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let watch: SourceWatch;
const publishers: Publisher[] = [];

beforeEach(() => {
  watch = new SourceWatch({ onChange: () => undefined, log: pino({ level: 'silent' }) });
});

afterEach(async () => {
  watch.close();
  for (const publisher of publishers.splice(0)) await end(publisher);
});

function push(url: string): Publisher {
  const publisher = pushPicture(url);
  publishers.push(publisher);
  return publisher;
}

async function until(source: WatchedSource, verdict: string, reason: string | null): Promise<void> {
  await waitFor(
    `${verdict} ${reason}`,
    () => (source.reach.verdict === verdict && source.reach.reason === reason) || undefined,
    undefined,
    () => JSON.stringify(source.reach),
  );
}

/** Publisher away, there, away again. */
async function follows(url: string): Promise<void> {
  const source = watch.watch(url);
  await until(source, 'dead', 'SourceNotFound');
  const publisher = push(url);
  await until(source, 'alive', null);
  // It stays alive through further probes, and nobody else is disturbed by them.
  expect(await waitFor('media', () => probeCodecs(url))).toEqual(['aac', 'h264']);
  expect(source.reach.verdict).toBe('alive');
  await end(publisher);
  await until(source, 'dead', 'SourceNotFound');
}

describe('a source on our ingest', () => {
  let router: TestRouter;
  afterEach(() => router.dispose());

  it('is dead, alive and dead as its publisher comes and goes, at any depth of its path', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}`);
    const { listeners } = await router.start();
    const server = `rtmp://${listeners.rtmp.address}`;
    await follows(`${server}/live/cam.1?key=abcd`);
    await follows(`${server}/site/inst/deep/cam`);
    await follows(`${server}/cam`);
    const source = watch.watch(`${server}/live/other`);
    await until(source, 'dead', 'SourceNotFound');
    await router.stop();
    await until(source, 'dead', 'SourceRefused');
  });
});

describe.skipIf(!hasNginx)('a source on nginx-rtmp', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  let nginx: Nginx | undefined;
  afterEach(async () => {
    await nginx?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is dead, alive and dead as its publisher comes and goes, and as the server does', async () => {
    nginx = await startNginx(folder);
    const server = `rtmp://127.0.0.1:${nginx.port}`;
    await follows(`${server}/live/cam?key=abcd`);
    await follows(`${server}/live/inst/cam`);
    await until(watch.watch(`${server}/no-such-application/cam`), 'dead', 'SourceNotFound');

    const source = watch.watch(`${server}/live/other`);
    push(`${server}/live/other`);
    await until(source, 'alive', null);
    await nginx.stop();
    await until(source, 'dead', 'SourceRefused');
  });
});

describe('FFmpeg', () => {
  it.each([
    'live/key',
    'app/inst/key',
    'a/b/c/d.1',
    'testsource',
    'live/',
    '/key',
    'live/key?key=a&b=%20',
    'live/key?sign=a/b',
    'live/mp4:a/b',
    'vod/film.mp4',
    'vod/film.flv',
    'ondemand/a/b/c',
    'app?slist=a/b&c=d',
  ])('plays "%s" under the names that a probe asks for', async (path) => {
    const asked: unknown[] = [];
    const server = await new MisbehavingServer(
      untilPlay((socket, playPath, { app, tcUrl }) => {
        asked.push({ app, playPath, tcUrl });
        socket.destroy();
      }),
    ).open();
    const url = `rtmp://127.0.0.1:${server.port}/${path}`;
    await probeCodecs(url);
    await server.close();
    const { app, playPath, tcUrl } = { app: '', playPath: '', tcUrl: '', ...probeTarget(url) };
    expect(asked).toEqual([{ app, playPath, tcUrl }]);
  });
});
