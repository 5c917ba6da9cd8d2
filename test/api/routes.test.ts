import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/api/routes.js';
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

const api = (isAlive = true, isReady = true) =>
  createApi({ status: () => status, isAlive: () => isAlive, isReady: () => isReady });

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
    ['/nothing', 404, { type: 'about:blank', status: 404, detail: 'There is nothing here.' }],
    ['/healthz', 200, { status: 'ok' }],
    ['/readyz', 200, { status: 'ok' }],
  ])('%s', async (url, code, body) => {
    const response = await api().inject(url);
    expect(response.statusCode).toBe(code);
    expect(response.json()).toEqual(body);
  });

  it('says by status code what a supervisor asks', async () => {
    expect((await api(false, true).inject('/healthz')).statusCode).toBe(503);
    expect((await api(true, false).inject('/readyz')).statusCode).toBe(503);
    expect((await api(true, false).inject('/healthz')).statusCode).toBe(200);
  });
});
