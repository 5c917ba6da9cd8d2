import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './ask.js';
import { type ServedApi, serve } from './serve.js';

const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-page-'));
const pageFolder = join(folder, 'web');

let api: ServedApi;

beforeAll(async () => {
  mkdirSync(join(pageFolder, 'assets'), { recursive: true });
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pageFolder, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  api = await serve({}, { pageFolder });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

describe('the page', () => {
  it.each(['/', '/index.html', '/streams/drone-1', '/streams/a%2Fb', '/config?line=3', '/login', '/add'])(
    'is served at %s',
    async (url) => {
      const response = await ask(`${api.url}${url}`);
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toMatch(/^text\/html/);
      expect(response.text).toContain('<title>page</title>');
      expect(response.headers['cache-control']).toBe('no-store');
      const policy = response.headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
    },
  );

  it.each([
    [{ host: '127.0.0.1:8501' }, 'same-origin'],
    [{ host: 'localhost:8501' }, 'same-origin'],
    [{ host: '192.0.2.1:8501' }, undefined],
    [{ host: '192.0.2.1', 'x-forwarded-proto': 'https' }, 'same-origin'],
  ])('is kept from other windows where browsers heed that (%j)', async (headers, policy) => {
    const response = await ask(`${api.url}/`, { headers });
    expect(response.headers['cross-origin-opener-policy']).toBe(policy);
  });

  it('has files that browsers keep', async () => {
    const response = await ask(`${api.url}/assets/app-1a2b.js`);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/javascript/);
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '//secret.txt',
    '/..\\secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/secret.txt%00.html',
  ])('shows nothing else by %s', async (url) => {
    const response = await ask(`${api.url}${url}`);
    expect(response.text).not.toBe('secret');
    expect(response.text).toMatch(/<title>page<\/title>|"status":40[04]/);
  });

  it.each(['/api', '/api/v1/nothing', '/api?x', '/assets/gone-3c4d.js'])(
    'is not what answers at %s',
    async (url) => {
      const response = await ask(`${api.url}${url}`);
      expect(response.status).toBe(404);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.headers['cache-control']).toBe('no-store');
    },
  );

  it('answers no other method', async () => {
    const response = await ask(`${api.url}/add`, { method: 'POST' });
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it.each([null, join(folder, 'nowhere')])('is not needed (%s)', async (nowhere) => {
    const without = await serve({}, { pageFolder: nowhere });
    const response = await ask(`${without.url}/`);
    await without.close();
    expect(response.status).toBe(302);
    expect(response.headers.location).toBe('/api/v1/streams');
  });
});
