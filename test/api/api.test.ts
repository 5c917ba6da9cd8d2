import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/api/create-api.js';
import { SCHEMAS } from '../../src/api/schema/all-schemas.js';
import { RUN, STATUS, sampleSource } from './sample-source.js';

const api = createApi(sampleSource());
const ajv = new Ajv({ allErrors: true, strict: false });
for (const { definition } of SCHEMAS) ajv.addSchema(definition);

const problem = (status: number, title: string, code: string, detail: unknown) => {
  return { type: 'about:blank', title, status, detail, code };
};
const UNKNOWN = problem(404, 'Not Found', 'not-found', 'There is no stream of this name.');

describe('the API', () => {
  it.each<[string, number, string | null, unknown]>([
    ['/api/v1/streams', 200, 'RouterStatus', STATUS],
    ['/api/v1/streams/a.b', 200, 'StreamStatus', STATUS.streams[0]],
    ['/api/v1/streams/nobody', 404, 'Problem', UNKNOWN],
    ['/api/v1/streams/..%2f', 404, 'Problem', UNKNOWN],
    ['/api/v1/streams/%3Cscript%3E', 404, 'Problem', UNKNOWN],
    ['/api/v1/streams/gone/logs', 200, 'KeptLog', { name: 'gone', cursor: '1-1000-42.1', runs: [RUN] }],
    [
      '/api/v1/streams/gone/logs?after=1-1000-42.1',
      200,
      'KeptLog',
      { name: 'gone', cursor: '1-1000-42.1', runs: [] },
    ],
    ['/api/v1/streams/a.b/logs', 200, 'KeptLog', { name: 'a.b', cursor: null, runs: [] }],
    ['/api/v1/streams/nobody/logs', 404, 'Problem', UNKNOWN],
    ['/api/v1/streams/..%2f/logs', 404, 'Problem', UNKNOWN],
    ['/api/v1/streams/nobody/logs/events', 404, 'Problem', UNKNOWN],
    [
      '/api/v1/streams/gone/logs?after=../x',
      400,
      'Problem',
      problem(400, 'Bad Request', 'invalid-request', expect.stringContaining('querystring/after must match')),
    ],
    [
      '/api/v1/streams/gone/logs?afer=1-1-1.1',
      400,
      'Problem',
      problem(400, 'Bad Request', 'invalid-request', expect.stringContaining('additional properties')),
    ],
    ['/nothing', 404, 'Problem', problem(404, 'Not Found', 'not-found', 'There is nothing here.')],
    ['/healthz', 200, null, { status: 'ok' }],
    ['/readyz', 200, null, { status: 'ok' }],
    ['/api/v1/session', 200, 'Session', { role: 'editor', user: null, isTokenNeeded: false }],
  ])('%s', async (url, code, schema, body) => {
    const response = await api.inject(url);
    expect(response.statusCode).toBe(code);
    expect(response.json()).toEqual(body);
    if (schema !== null) {
      expect(ajv.validate(`${schema}#`, response.json()), JSON.stringify(ajv.errors)).toBe(true);
    }
    expect(response.headers['content-type']).toMatch(
      code >= 400 ? /^application\/problem\+json/ : /^application\/json/,
    );
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('says by status code what a supervisor asks', async () => {
    const hung = createApi(sampleSource({ isAlive: () => false }));
    expect((await hung.inject('/healthz')).statusCode).toBe(503);
    const waiting = createApi(sampleSource({ isReady: () => false }));
    expect((await waiting.inject('/readyz')).statusCode).toBe(503);
    expect((await waiting.inject('/healthz')).statusCode).toBe(200);
  });

  it('tells nothing of what went wrong inside', async () => {
    const broken = createApi(
      sampleSource({
        status: () => {
          throw new Error('rtmp://user:password@host');
        },
      }),
    );
    const response = await broken.inject('/api/v1/streams');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('password');
    expect(response.json()).toMatchObject({ code: 'internal', title: 'Internal Server Error' });
  });
});
