import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../../src/api/create-api.js';
import type { PictureSource } from '../../src/api/routes/pictures.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { sampleSource } from './sample-source.js';

/** Stands in for the program for pictures; a real one is in test/e2e/preview.test.ts. */
let answer: (asked: IncomingMessage, response: ServerResponse) => void;
const program = createServer((asked, response) => answer(asked, response));
let asked: unknown[];

const pictures: PictureSource = {
  async picture(name, { path, ifNoneMatch, signal }) {
    asked.push([name, path, ifNoneMatch]);
    if (name === 'nobody') return { kind: 'no such stream' };
    if (name === 'off') return { kind: 'not running' };
    if (name === 'dead') return { kind: 'unavailable', why: 'It has ended.' };
    const sent = request({ port: portOf(program), path, signal }).end();
    sent.on('error', () => undefined);
    return { kind: 'answer', response: await new Promise((resolve) => sent.on('response', resolve)) };
  },
};
const api = createApi(sampleSource({ pictures }));
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    program.listen(0, '127.0.0.1', resolve);
  });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
});

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  await api.close();
  program.close();
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describe('pictures', () => {
  it('are passed on as they are, with what belongs to them', async () => {
    answer = (_asked, response) => {
      const headers = { 'Content-Type': 'video/mp4; codecs="x"', ETag: '"1"', 'X-Inner': 'stays inside' };
      response.writeHead(200, headers).end('picture');
    };
    const got = await fetch(`${url}/api/v1/streams/cam/still.mp4`, { headers: { 'if-none-match': '"0"' } });
    expect([got.status, await got.text()]).toEqual([200, 'picture']);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'video/mp4; codecs="x"',
      etag: '"1"',
      'x-content-type-options': 'nosniff',
    });
    expect(got.headers.has('x-inner')).toBe(false);
    expect(asked).toEqual([['cam', '/still.mp4', '"0"']]);
  });

  it('that are known are not sent again', async () => {
    answer = (_asked, response) => response.writeHead(304, { ETag: '"1"' }).end();
    const got = await fetch(`${url}/api/v1/streams/cam/still.mp4`, { headers: { 'if-none-match': '"1"' } });
    expect([got.status, got.headers.get('etag')]).toEqual([304, '"1"']);
  });

  it('that cannot be had are told as the program tells it', async () => {
    const problem = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'No.', code: 'no-video' };
    answer = (_asked, response) => {
      response.writeHead(404, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
    };
    const got = await fetch(`${url}/api/v1/streams/cam/live.mp4?audio=off`);
    expect([got.status, await got.json()]).toEqual([404, problem]);
    expect(asked).toEqual([['cam', '/live.mp4?audio=off', null]]);
  });

  it.each([
    ['nobody', 404, 'not-found'],
    ['off', 404, 'not-running'],
    ['dead', 503, 'busy'],
  ])('of %s are a problem', async (name, status, code) => {
    const got = await fetch(`${url}/api/v1/streams/${name}/live.mp4`);
    expect([got.status, await got.json()]).toMatchObject([status, { status, code }]);
  });

  it('are asked for in one way only', async () => {
    for (const [path, method] of [
      ['live.mp4?audio=loud', 'GET'],
      ['live.mp4?video=off', 'GET'],
      ['live.mp4', 'HEAD'],
      ['still.mp4', 'POST'],
    ]) {
      const got = await fetch(`${url}/api/v1/streams/cam/${path}`, { method: method ?? '' });
      expect(got.status).toBeGreaterThanOrEqual(400);
    }
    expect(asked).toEqual([]);
  });

  it('end at the program when whoever looks goes away, and at the page when the program ends', async () => {
    let inner: ServerResponse | undefined;
    let isGone = false;
    answer = (_asked, response) => {
      inner = response;
      response.on('close', () => {
        isGone = true;
      });
      response.writeHead(200, { 'Content-Type': 'video/mp4' }).write('one');
    };
    const stop = new AbortController();
    const first = await fetch(`${url}/api/v1/streams/cam/live.mp4`, { signal: stop.signal });
    expect(Buffer.from((await first.body?.getReader().read())?.value ?? []).toString()).toBe('one');
    stop.abort();
    await waitFor('the program to hear of it', () => isGone || undefined);

    const second = await fetch(`${url}/api/v1/streams/cam/live.mp4`);
    inner?.destroy();
    await expect(second.text()).rejects.toThrow('terminated');
  });
});
