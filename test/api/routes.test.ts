import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/api/routes.js';
import type { StreamRun } from '../../src/state/stream-run.js';
import { listenerStatuses, type RouterStatus, streamStatuses } from '../../src/status/router-status.js';
import { desired, observed, pushed } from '../state-samples.js';

const status: RouterStatus = {
  router: { version: '0', pid: 1, startedAt: '' },
  configuration: {
    file: 'streams.yaml',
    liveHash: 'x',
    generation: 1,
    liveSource: 'file',
    warning: null,
    problem: null,
  },
  listeners: listenerStatuses(observed()),
  streams: streamStatuses(desired(pushed('a.b')), observed(), 1),
};

const run: StreamRun = {
  id: '1-1000-42',
  startedAt: '',
  pid: 42,
  command: 'ffmpeg',
  cause: 'it is wanted',
  source: 'push:live/a.b',
  lines: [{ seq: 1, at: '', from: 'ffmpeg', text: 'hello' }],
  end: null,
};

/** `gone` was removed from the file; nothing was ever started for `a.b`. */
const logs = (name: string, after: string | null): StreamRun[] =>
  name === 'gone' && after === null ? [run] : [];

const api = (isAlive = true, isReady = true) =>
  createApi({
    status: () => status,
    logs,
    restart: () => true,
    isAlive: () => isAlive,
    isReady: () => isReady,
  });

const UNKNOWN = { type: 'about:blank', status: 404, detail: 'There is no stream of this name.' };

describe('the API', () => {
  it.each<[string, number, unknown]>([
    ['/api/v1/streams', 200, status],
    ['/api/v1/streams/a.b', 200, status.streams[0]],
    [
      '/api/v1/streams/nobody',
      404,
      { type: 'about:blank', status: 404, detail: 'There is no stream of this name.' },
    ],
    [
      '/api/v1/streams/..%2f',
      404,
      { type: 'about:blank', status: 404, detail: 'There is no stream of this name.' },
    ],
    ['/api/v1/streams/gone/logs', 200, { name: 'gone', cursor: '1-1000-42.1', runs: [run] }],
    ['/api/v1/streams/gone/logs?after=1-1000-42.1', 200, { name: 'gone', cursor: '1-1000-42.1', runs: [] }],
    ['/api/v1/streams/a.b/logs', 200, { name: 'a.b', cursor: null, runs: [] }],
    ['/api/v1/streams/nobody/logs', 404, UNKNOWN],
    ['/api/v1/streams/..%2f/logs', 404, UNKNOWN],
    [
      '/api/v1/streams/gone/logs?after=../x',
      400,
      { type: 'about:blank', status: 400, detail: expect.stringContaining('querystring/after must match') },
    ],
    ['/nothing', 404, { type: 'about:blank', status: 404, detail: 'There is nothing here.' }],
    ['/healthz', 200, { status: 'ok' }],
    ['/readyz', 200, { status: 'ok' }],
  ])('%s', async (url, code, body) => {
    const response = await api().inject(url);
    expect(response.statusCode).toBe(code);
    expect(response.json()).toEqual(body);
    if (code >= 400) expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('says by status code what a supervisor asks', async () => {
    expect((await api(false, true).inject('/healthz')).statusCode).toBe(503);
    expect((await api(true, false).inject('/readyz')).statusCode).toBe(503);
    expect((await api(true, false).inject('/healthz')).statusCode).toBe(200);
  });
});
