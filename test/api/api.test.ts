import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/api/contract.js';
import type { ApiSource } from '../../src/api/create-api.js';
import { SCHEMAS } from '../../src/api/schema/all-schemas.js';
import { ask } from './ask.js';
import { RUN, STATUS } from './sample-source.js';
import { type ServedApi, serve } from './serve.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serve({});
});
afterAll(() => api.close());

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
    // A name can have 128 characters.
    [`/api/v1/streams/${'a'.repeat(128)}`, 404, 'Problem', UNKNOWN],
    [
      '/api/v1/streams/%ff',
      400,
      'Problem',
      problem(400, 'Bad Request', 'invalid-request', expect.stringContaining('/api/v1/streams/%ff')),
    ],
    [
      `/api/v1/streams/${'a'.repeat(3_000)}`,
      414,
      'Problem',
      problem(414, 'URI Too Long', 'invalid-request', expect.any(String)),
    ],
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
    const response = await ask(`${api.url}${url}`);
    expect(response.status).toBe(code);
    expect(response.json<unknown>()).toEqual(body);
    if (schema !== null) {
      expect(ajv.validate(`${schema}#`, response.json<unknown>()), JSON.stringify(ajv.errors)).toBe(true);
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
    const statusOf = async (changes: Partial<ApiSource>, path: string): Promise<number> => {
      const served = await serve(changes);
      const { status } = await ask(`${served.url}${path}`);
      await served.close();
      return status;
    };
    expect(await statusOf({ isAlive: () => false }, '/healthz')).toBe(503);
    expect(await statusOf({ isReady: () => false }, '/readyz')).toBe(503);
    expect(await statusOf({ isReady: () => false }, '/healthz')).toBe(200);
  });

  it('tells nothing of what went wrong inside', async () => {
    const broken = await serve({
      status: () => {
        throw new Error('rtmp://user:password@host');
      },
    });
    const response = await ask(`${broken.url}/api/v1/streams`);
    await broken.close();
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('password');
    expect(response.json<Problem>()).toMatchObject({ code: 'internal', title: 'Internal Server Error' });
  });
});
