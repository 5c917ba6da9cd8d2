import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isForeign } from '../../src/api/access/foreign-origin.js';
import { isKnownHost } from '../../src/api/access/known-host.js';
import type { Problem } from '../../src/api/contract.js';
import { ask } from './ask.js';
import { sampleAccess } from './sample-source.js';
import { type ServedApi, serve } from './serve.js';

const TOKEN = 'a-token-of-some-length';

describe('isKnownHost', () => {
  it.each([
    ['127.0.0.1:8501', true],
    ['127.0.0.1', true],
    ['10.1.2.3:8501', true],
    ['[::1]:8501', true],
    ['[2001:db8::1]', true],
    ['localhost:8501', true],
    ['LOCALHOST', true],
    ['router.example:8501', true],
    ['Router.Example', true],
    ['evil.example:8501', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.1:8501@evil.example', false],
    ['', false],
    [':8501', false],
    [undefined, false],
  ])('%s: %s', (host, isKnown) => {
    expect(isKnownHost(host, ['router.example'])).toBe(isKnown);
  });
});

describe('isForeign', () => {
  const host = 'router.example:8501';
  it.each([
    [{ host }, false],
    [{ host, origin: 'http://router.example:8501' }, false],
    [{ host, origin: 'https://ROUTER.example:8501' }, false],
    [{ host, origin: 'https://proxy.example' }, false],
    [{ host, origin: 'http://router.example' }, true],
    [{ host, origin: 'http://evil.example' }, true],
    [{ host, origin: 'http://router.example:8501.evil.example' }, true],
    [{ host, origin: 'null' }, true],
    [{ host, origin: '' }, true],
    [{ host, 'sec-fetch-site': 'same-origin' }, false],
    [{ host, 'sec-fetch-site': 'none' }, false],
    [{ host, 'sec-fetch-site': 'cross-site' }, true],
    [{ host, 'sec-fetch-site': 'same-site' }, true],
    // A link on another page: it opens, and the other page sees nothing of it.
    [{ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, false],
  ])('%j: %s', (headers, isOther) => {
    expect(isForeign(headers, ['proxy.example'])).toBe(isOther);
  });
});

describe('the API on loopback', () => {
  let api: ServedApi;
  let elsewhere: ServedApi;
  beforeAll(async () => {
    api = await serve({});
    elsewhere = await serve({ access: sampleAccess({ httpHost: () => '0.0.0.0', token: () => TOKEN }) });
  });
  afterAll(async () => {
    await api.close();
    await elsewhere.close();
  });

  const restart = { method: 'POST' } as const;

  it.each([
    ['/api/v1/streams', { host: 'evil.example' }, 'unknown-host'],
    ['/api/v1/events', { host: 'evil.example' }, 'unknown-host'],
    ['/', { host: 'evil.example' }, 'unknown-host'],
    ['/api/v1/streams', { origin: 'http://evil.example' }, 'foreign-origin'],
    ['/api/v1/events', { origin: 'http://evil.example' }, 'foreign-origin'],
    ['/api/v1/events', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 'foreign-origin'],
    ['/api/v1/streams/a.b/logs/events', { origin: 'null' }, 'foreign-origin'],
  ])('refuses %s with %j', async (path, headers, code) => {
    const refused = await ask(`${api.url}${path}`, { headers });
    expect(refused.json<Problem>()).toMatchObject({ status: 403, code });
  });

  it.each([
    ['/api/v1/streams/a.b/restart', 'POST'],
    ['/api/v1/reconcile', 'POST'],
    ['/api/v1/probe', 'POST'],
    ['/api/v1/config', 'PUT'],
    ['/api/v1/streams/a.b', 'PUT'],
    ['/api/v1/streams/a.b?baseHash=0123456789abcdef', 'DELETE'],
  ] as const)('refuses %s by %s from a page of somebody else', async (path, method) => {
    for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }, { host: 'evil.example' }]) {
      const refused = await ask(`${api.url}${path}`, { method, headers, body: {} });
      expect(refused.json<Problem>().code).toMatch(/^(?:foreign-origin|unknown-host)$/);
    }
  });

  it('lets its own page and programs in', async () => {
    const url = `${api.url}/api/v1/streams/a.b/restart`;
    expect((await ask(url, restart)).status).toBe(200);
    expect((await ask(url, { ...restart, headers: { origin: api.url } })).status).toBe(200);
    const host = `localhost:${api.port}`;
    const headers = { host, origin: `http://${host}` };
    expect((await ask(url, { ...restart, headers })).status).toBe(200);
  });

  it('lets supervisors ask under any name', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect(
        (await ask(`${api.url}${path}`, { headers: { host: 'pod-7', origin: 'http://x' } })).status,
      ).toBe(200);
  });

  it('is not changed without a token where it listens to other machines as well', async () => {
    const url = `${elsewhere.url}/api/v1/streams/a.b/restart`;
    const refused = await ask(url, restart);
    expect(refused.json<Problem>()).toMatchObject({ status: 401, code: 'login-needed' });
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await ask(url, { ...restart, headers })).status).toBe(200);
  });
});
