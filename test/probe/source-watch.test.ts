import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceWatch, type WatchedSource } from '../../src/probe/source-watch.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { MisbehavingServer, say, sendAudio, untilPlay } from './misbehaving-server.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('SKIPPED: there is no openssl to make a certificate with');

const SECRET = 'k3y-nobody-may-see';

let watch: SourceWatch;
let changes: number;
let lines: string[];
let server: MisbehavingServer | undefined;

beforeEach(() => {
  changes = 0;
  lines = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  watch = new SourceWatch({ onChange: () => changes++, log });
});

afterEach(async () => {
  watch.close();
  const { sockets } = server ?? { sockets: new Set() };
  await waitFor('every connection to be closed', () => sockets.size === 0 || undefined);
  await server?.close();
  server = undefined;
  expect(lines.join('')).not.toContain(SECRET);
});

const url = (name = `live/${SECRET}`) => `rtmp://127.0.0.1:${server?.port}/${name}?token=${SECRET}`;

async function until(source: WatchedSource, verdict: string, reason: string | null = null) {
  await waitFor(
    `${verdict} ${reason}`,
    () => (source.reach.verdict === verdict && source.reach.reason === reason) || undefined,
    undefined,
    () => JSON.stringify(source.reach),
  );
  return source.reach;
}

describe('SourceWatch says of a source', () => {
  it('nothing at first, and nothing ever of what it cannot ask', async () => {
    server = await new MisbehavingServer((socket) => socket.resume()).open();
    const srt = watch.watch(`srt://127.0.0.1:${server.port}`);
    const rtmp = watch.watch(url());
    expect(srt.reach).toMatchObject({ verdict: 'unknown', reason: null, depth: 'connect' });
    expect(rtmp.reach).toMatchObject({ verdict: 'unknown', reason: null, depth: 'media' });
    await until(rtmp, 'dead', 'SourceSilent');
    expect(srt.reach.verdict).toBe('unknown');
    srt.release();
  });

  it('that it refuses, and that it plays once it is back', async () => {
    server = await new MisbehavingServer(untilPlay(sendAudio)).open();
    await server.close();
    const source = watch.watch(url());
    await until(source, 'dead', 'SourceRefused');
    expect(changes).toBe(1);
    await server.open();
    const openedMs = Date.now();
    const { sinceMs, depth } = await until(source, 'alive');
    expect(depth).toBe('media');
    expect(sinceMs - openedMs).toBeLessThan(2_000);
    expect(changes).toBe(2);

    // It goes on being asked, and its verdict stays as old as it is.
    const { accepted } = server;
    await waitFor('it to be asked again', () => (server?.accepted ?? 0) > accepted + 1 || undefined);
    expect(source.reach.sinceMs).toBe(sinceMs);
    await server.close();
    await until(source, 'dead', 'SourceRefused');
  });

  it('that its host has no address', async () => {
    await until(watch.watch('rtmp://no-such-host.invalid/live/a'), 'dead', 'SourceHostUnknown');
    await until(watch.watch(`rtmp://${'x'.repeat(300)}/live/a`), 'dead', 'SourceHostUnknown');
  });

  it('that it does not answer when it closes at once', async () => {
    server = await new MisbehavingServer((socket) => socket.destroy()).open();
    await until(watch.watch(url()), 'dead', 'SourceSilent');
  });

  it('that it is silent when it speaks something else', async () => {
    server = await new MisbehavingServer((socket) => socket.resume().write('SSH-2.0-OpenSSH\r\n')).open();
    await until(watch.watch(url()), 'dead', 'SourceSilent');
  });

  it('that it plays nothing when it refuses play, and asks again after a second', async () => {
    const refuse = untilPlay((socket, name) =>
      say(socket, 'onStatus', 0, null, {
        level: 'error',
        code: 'NetStream.Play.StreamNotFound',
        description: `${name} not found`,
      }),
    );
    server = await new MisbehavingServer(refuse).open();
    await until(watch.watch(url()), 'dead', 'SourceNotFound');
    const { accepted } = server;
    await waitFor('it to be asked again', () => (server?.accepted ?? 0) > accepted || undefined);
  });

  it('that it refuses the credentials', async () => {
    const refuse = untilPlay((socket) =>
      say(socket, 'onStatus', 0, null, {
        level: 'error',
        code: 'NetStream.Play.Failed',
        description: 'Unauthorized',
      }),
    );
    server = await new MisbehavingServer(refuse).open();
    await until(watch.watch(url()), 'dead', 'SourceCredentialsRefused');
  });

  it('that it plays nothing while it is silent after play, on one connection that tells the return at once', async () => {
    server = await new MisbehavingServer(untilPlay(() => undefined)).open();
    const source = watch.watch(url());
    await until(source, 'dead', 'SourceNotFound');
    const [held] = server.sockets;
    expect(server.sockets.size).toBe(1);
    const { accepted } = server;
    if (held !== undefined) sendAudio(held);
    await until(source, 'alive');
    expect(server.accepted).toBe(accepted);
  });

  it('that it plays nothing, on a connection that is renewed', async () => {
    server = await new MisbehavingServer(untilPlay(() => undefined)).open();
    const source = watch.watch(url());
    const { sinceMs } = await until(source, 'dead', 'SourceNotFound');
    const { accepted } = server;
    await waitFor('another connection', () => (server?.accepted ?? 0) > accepted || undefined);
    await waitFor('the first to be closed', () => server?.sockets.size === 1 || undefined);
    expect(source.reach).toMatchObject({ verdict: 'dead', sinceMs });
    expect(changes).toBe(1);
  });

  it.skipIf(!hasOpenssl)('what it says over TLS, whoever signed its certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=elsewhere'],
        ...['-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    const pair = { key: readFileSync(key), cert: readFileSync(cert) };
    rmSync(folder, { recursive: true });
    const speak = untilPlay(sendAudio);
    server = await new MisbehavingServer((socket) => {
      const secure = new TLSSocket(socket, { isServer: true, ...pair });
      secure.on('error', () => undefined);
      speak(secure);
    }).open();
    await until(watch.watch(url().replace('rtmp:', 'rtmps:')), 'alive');
  });

  it('that it is silent when TLS is spoken to what speaks none', async () => {
    server = await new MisbehavingServer(untilPlay(sendAudio)).open();
    await until(watch.watch(url().replace('rtmp:', 'rtmps:')), 'dead', 'SourceSilent');
  });

  it('only that its port is open where no more is asked', async () => {
    server = await new MisbehavingServer((socket) => socket.resume()).open();
    const sources = [
      watch.watch(`rtsp://127.0.0.1:${server.port}/a`),
      watch.watch(`http://127.0.0.1:${server.port}/a`),
      watch.watch(`rtmp://user:${SECRET}@127.0.0.1:${server.port}/a/b`),
      watch.watch(url(), { onlyConnect: true }),
    ];
    for (const source of sources) expect((await until(source, 'alive')).depth).toBe('connect');
    await server.close();
    for (const source of sources) await until(source, 'dead', 'SourceRefused');
    await server.open();
    for (const source of sources) await until(source, 'alive');
  });
});

describe('SourceWatch', () => {
  it('asks a port once for all who watch it, and an equal URL once', async () => {
    server = await new MisbehavingServer((socket) => socket.destroy()).open();
    const sources = Array.from({ length: 50 }, (_, index) =>
      watch.watch(`rtsp://127.0.0.1:${server?.port}/${index}`),
    );
    for (const source of sources) await until(source, 'alive');
    expect(server.accepted).toBeLessThan(3);
    expect(changes).toBe(1);

    const first = watch.watch(url('a/b'));
    const second = watch.watch(url('a/b'));
    await until(first, 'dead', 'SourceSilent');
    expect(second.reach).toBe(first.reach);
  });

  it('goes on for the others of an URL, and ends its connections with the last', async () => {
    server = await new MisbehavingServer(untilPlay(() => undefined)).open();
    const first = watch.watch(url());
    const second = watch.watch(url());
    await until(first, 'dead', 'SourceNotFound');
    first.release();
    first.release();
    const [held] = server.sockets;
    if (held !== undefined) sendAudio(held);
    await until(second, 'alive');
    second.release();
    await waitFor('its connections to end', () => server?.sockets.size === 0 || undefined);
    expect(second.reach.verdict).toBe('alive');
  });

  it('leaves nothing behind when it is closed amid its work', async () => {
    const kinds = ['TCPSocketWrap', 'TCPWrap', 'TCPConnectWrap', 'Timeout', 'GetAddrInfoReqWrap'];
    const left = () => process.getActiveResourcesInfo().filter((kind) => kinds.includes(kind)).length;
    server = await new MisbehavingServer(untilPlay(() => undefined)).open();
    await server.close();
    const before = left();
    const own = new SourceWatch({ onChange: () => undefined, log: pino({ level: 'silent' }) });
    for (let index = 0; index < 20; index += 1) {
      own.watch(`rtmp://127.0.0.1:${server.port + (index % 3)}/live/${index}`);
      own.watch(`rtmp://localhost:${server.port}/live/${index}`);
    }
    const source = own.watch(url());
    await until(source, 'dead', 'SourceRefused');
    own.close();
    expect(own.watch(url()).reach.verdict).toBe('unknown');
    await waitFor('all to be gone', () => left() <= before + 1 || undefined);
  });
});
