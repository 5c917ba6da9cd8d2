import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/api/contract.js';
import { ask } from '../api/ask.js';
import { canMakeCertificates, makeCertificate } from './support/certificate.js';
import { TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const LISTEN = 'listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: HOST:0 }\n';
const STREAMS = 'streams:\n  a: { source: push:live/a }\n';
const at = (host: string, more = '') => `version: 1\n${LISTEN.replace('HOST', host)}${more}${STREAMS}`;

const routers: TestRouter[] = [];
afterEach(async () => {
  for (const router of routers.splice(0)) await router.dispose();
});

function routerWith(text: string): TestRouter {
  const router = new TestRouter(text);
  routers.push(router);
  return router;
}

const portOf = (address: string | null) => Number(/:(\d+)$/.exec(address ?? '')?.[1]);

describe('a router that others can reach', () => {
  it('lets in who has the token that it made', async () => {
    const router = routerWith(at('0.0.0.0'));
    const { listeners } = await router.start('--log-level', 'trace');
    const url = `http://127.0.0.1:${portOf(listeners.http.address)}`;
    const refused = await ask(`${url}/api/v1/streams`);
    expect(refused.json<Problem>()).toMatchObject({ status: 401, code: 'login-needed' });

    const file = join(router.stateDir, 'token');
    const token = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await router.command('token')).stdout).toBe(token);
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(`${url}/api/v1/streams`, { headers })).status).toBe(200);

    const without = await router.command('status', '--url', url);
    expect(without.exitCode).toBe(1);
    expect(without.all).toContain('KAZSTREAMLINK_TOKEN');
    process.env['KAZSTREAMLINK_TOKEN'] = token;
    try {
      const status = await router.command('status', '--url', url, '--format', 'json');
      expect(JSON.parse(status.stdout)).toMatchObject({ streams: [{ name: 'a' }] });
    } finally {
      delete process.env['KAZSTREAMLINK_TOKEN'];
    }

    // On loopback again nobody needs it; beyond, it is the same.
    router.write(at('127.0.0.1'));
    const { listeners: moved } = await router.until(({ listeners: { http } }) => {
      return http.requested === '127.0.0.1:0' && http.phase === 'open';
    });
    expect((await ask(`http://127.0.0.1:${portOf(moved.http.address)}/api/v1/streams`)).status).toBe(200);
    const { output } = await router.stop();
    expect(output).toContain(file);
    expect(output).not.toContain(token);
    await router.start();
    expect(readFileSync(file, 'utf8').trim()).toBe(token);
  });

  it('lets users in, with what the file says of them by now', async () => {
    const hashed = await execaHash('correct horse');
    const users = (role: string) => `users:\n  anna: { role: ${role}, password: "${hashed}" }\n`;
    const router = routerWith(at('127.0.0.1', users('viewer')));
    const { listeners } = await router.start();
    const url = `http://${listeners.http.address}/api/v1`;
    expect((await ask(`${url}/streams`)).status).toBe(401);
    const body = { user: 'anna', password: 'correct horse' };
    const login = await ask(`${url}/session`, { method: 'POST', body });
    const headers = { cookie: login.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
    const reconcile = () => ask(`${url}/reconcile`, { method: 'POST', headers });
    expect((await reconcile()).json<Problem>()).toMatchObject({ status: 403, code: 'not-allowed' });
    router.write(at('127.0.0.1', users('editor')));
    await waitFor('the new role', async () => (await reconcile()).status === 200 || undefined);
    // The next router still knows who is logged in, also after one that was killed.
    await router.kill();
    const { listeners: next } = await router.start();
    expect((await ask(`http://${next.http.address}/api/v1/streams`, { headers })).status).toBe(200);

    async function execaHash(password: string): Promise<string> {
      const command = routerWith('').command('hash-password');
      command.stdin.end(password);
      return (await command).stdout;
    }
  });

  it('refuses a password that everybody can read', async () => {
    const router = routerWith(
      at('127.0.0.1', 'users: { anna: { role: editor, password: hunter2hunter2 } }\n'),
    );
    const { all, exitCode } = await router.command('validate');
    expect(exitCode).toBe(1);
    expect(all).toContain('[plain-password]');
    expect(all).not.toContain('hunter2');
  });

  it.runIf(canMakeCertificates)('speaks TLS, and takes up another certificate', async () => {
    const router = routerWith('');
    makeCertificate(router.folder, 'first');
    router.write(at('127.0.0.1', 'tls: { cert: tls.crt, key: tls.key }\n'));
    const { listeners } = await router.start();
    const port = portOf(listeners.http.address);
    expect(await subjectAt(port)).toBe('first');
    await expect(ask(`http://127.0.0.1:${port}/api/v1/streams`)).rejects.toThrow();

    makeCertificate(router.folder, 'second');
    await waitFor('the other certificate', async () => (await subjectAt(port)) === 'second' || undefined);
    // What cannot be used changes nothing.
    writeFileSync(join(router.folder, 'tls.crt'), 'no certificate');
    await waitFor('its refusal', () => {
      return router.log().some(({ msg }) => msg.includes('cannot be used; the one before')) || undefined;
    });
    expect(await subjectAt(port)).toBe('second');
    // Whoever asks for the address of the page is told the one that works.
    expect((await router.command('status')).stdout).toContain(`https://127.0.0.1:${port}`);
    // Streams go on whatever the certificate.
    expect((await router.status())?.streams).toHaveLength(1);
  });

  it('does not start with a certificate that cannot be used', async () => {
    const router = routerWith(at('127.0.0.1', 'tls: { cert: gone.crt, key: gone.key }\n'));
    const { exitCode, all } = await router.command('run');
    expect(exitCode).toBe(1);
    expect(all).toContain('its certificate cannot be used');
  });
});

/** Whose certificate is shown at a port. */
function subjectAt(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: '/healthz',
      rejectUnauthorized: false,
      agent: false,
    });
    sent.on('response', (response) => {
      const { CN } = (response.socket as TLSSocket).getPeerCertificate().subject;
      response.resume().on('end', () => resolve(Array.isArray(CN) ? CN[0] : CN));
    });
    sent.on('error', reject).end();
  });
}
