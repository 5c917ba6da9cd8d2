import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessSource } from '../../src/api/access/access-control.js';
import { type Session as KeptSession, LIFETIME_MS, Sessions } from '../../src/api/access/sessions.js';
import type { Problem, Session } from '../../src/api/contract.js';
import { type AccessRules, DEFAULT_ACCESS } from '../../src/state/access.js';
import { FailureLimit } from '../../src/util/failure-limit.js';
import { hashPassword } from '../../src/util/password-hash.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { type Asked, ask } from './ask.js';
import { EventReader } from './event-reader.js';
import { sampleAccess } from './sample-source.js';
import { type ServedApi, serve } from './serve.js';

const TOKEN = 'Zq7xK9-a-token-of-some-length';
const hash = await hashPassword('correct horse');
const USERS: AccessRules['users'] = new Map([
  ['anna', { role: 'editor', password: hash, read: [], publish: [] }],
  ['wall', { role: 'viewer', password: 'battery staple', read: [], publish: [] }],
]);

let api: ServedApi;
let rules: AccessRules;
let token: string | null;
let kept: readonly KeptSession[];
let access: AccessSource;

beforeEach(async () => {
  rules = { ...DEFAULT_ACCESS, users: USERS };
  token = TOKEN;
  kept = [];
  access = sampleAccess({
    httpHost: () => '0.0.0.0',
    rules: () => rules,
    token: () => token,
    sessions: new Sessions({
      load: () => [],
      save: (sessions) => {
        kept = sessions;
      },
    }),
  });
  api = await serve({ access });
  return () => api.close();
});

const at = (path: string, asked: Asked = {}) => ask(`${api.url}${path}`, asked);
const logIn = (body: object, headers: Record<string, string> = {}) =>
  at('/api/v1/session', { method: 'POST', body, headers });
const cookieOf = (answer: Awaited<ReturnType<typeof logIn>>) =>
  ({ cookie: (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' }) as const;

describe('the API beyond loopback', () => {
  it.each([
    '/api/v1/streams',
    '/api/v1/streams/a.b',
    '/api/v1/events',
    '/api/v1/config',
    '/api/v1/streams/a.b/logs',
    '/api/v1/streams/a.b/logs/events',
    '/api/v1/streams/a.b/entry',
    '/api/v1/openapi.json',
    '/api/v1/session',
    '/api/v1/nothing',
    '/%61pi/v1/streams',
    '/api/v1/%73treams',
    '/api//v1/streams',
  ])('answers nobody at %s', async (path) => {
    const refused = await at(path);
    expect([401, 404]).toContain(refused.status);
    expect(refused.text).not.toContain('"streams"');
    expect(refused.json<Problem>().code).toMatch(/^(?:login-needed|not-found)$/);
  });

  it.each([
    ['PUT', '/api/v1/config'],
    ['PUT', '/api/v1/streams/a.b'],
    ['DELETE', '/api/v1/streams/a.b?baseHash=0123456789abcdef'],
    ['POST', '/api/v1/streams/a.b/restart'],
    ['POST', '/api/v1/reconcile'],
    ['POST', '/api/v1/probe'],
  ] as const)('does nothing for nobody: %s %s', async (method, path) => {
    for (const headers of [{}, { cookie: 'session=x' }, { authorization: 'Bearer x' }]) {
      const refused = await at(path, { method, headers, body: {} });
      expect(refused.json<Problem>()).toMatchObject({ status: 401, code: 'login-needed' });
    }
  });

  it('answers whoever has the token', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await at('/api/v1/streams', { headers })).status).toBe(200);
    expect((await at('/api/v1/session', { headers })).json<Session>()).toEqual({
      role: 'editor',
      user: null,
      isTokenNeeded: true,
    });
    expect((await at('/api/v1/streams/a.b/restart', { method: 'POST', headers })).status).toBe(200);
    // By whatever name a program reaches it.
    expect((await at('/api/v1/streams', { headers: { ...headers, host: 'router:8501' } })).status).toBe(200);
    for (const wrong of [`Bearer ${TOKEN}x`, 'Bearer', `Basic ${TOKEN}`, TOKEN]) {
      const refused = await at('/api/v1/streams', { headers: { authorization: wrong } });
      expect(refused.status).toBe(401);
      expect(refused.headers['www-authenticate']).toBe('Bearer');
    }
    token = null;
    expect((await at('/api/v1/streams', { headers })).status).toBe(401);
  });

  it('lets everybody see that it lives', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await at(path)).status).toBe(200);
  });
});

describe('a login', () => {
  it.each<[string, object, Session]>([
    ['by the token', { token: TOKEN }, { role: 'editor', user: null, isTokenNeeded: true }],
    [
      'of an editor',
      { user: 'anna', password: 'correct horse' },
      { role: 'editor', user: 'anna', isTokenNeeded: true },
    ],
    [
      'of a viewer',
      { user: 'wall', password: 'battery staple' },
      { role: 'viewer', user: 'wall', isTokenNeeded: true },
    ],
  ])('%s lasts until it is ended', async (_who, body, session) => {
    const answer = await logIn(body, { origin: api.url });
    expect(answer.json<Session>()).toEqual(session);
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const headers = cookieOf(answer);
    expect((await at('/api/v1/session', { headers })).json<Session>()).toEqual(session);
    expect((await at('/api/v1/streams', { headers })).status).toBe(200);
    const out = await at('/api/v1/session', { method: 'DELETE', headers });
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']?.[0]).toMatch(/^session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await at('/api/v1/streams', { headers })).status).toBe(401);
  });

  it('of a viewer changes nothing', async () => {
    const headers = cookieOf(await logIn({ user: 'wall', password: 'battery staple' }));
    for (const [method, path] of [
      ['POST', '/api/v1/streams/a.b/restart'],
      ['PUT', '/api/v1/config'],
      ['PUT', '/api/v1/streams/a.b'],
      ['POST', '/api/v1/probe'],
      ['POST', '/api/v1/reconcile'],
      ['DELETE', '/api/v1/streams/a.b?baseHash=0123456789abcdef'],
    ] as const) {
      const refused = await at(path, { method, headers, body: {} });
      expect(refused.json<Problem>()).toMatchObject({ status: 403, code: 'not-allowed' });
    }
    expect((await at('/api/v1/config', { headers })).status).toBe(200);
  });

  it.each([
    [{ token: `${TOKEN}x` }],
    [{ user: 'anna', password: 'wrong horse' }],
    [{ user: 'nobody', password: 'correct horse' }],
    [{ user: '__proto__', password: 'correct horse' }],
    [{ user: 'anna', password: hash }],
  ])('is refused with %j', async (body) => {
    const refused = await logIn(body);
    expect(refused.json<Problem>()).toMatchObject({ status: 401, code: 'login-needed' });
    expect(refused.headers['set-cookie']).toBeUndefined();
  });

  it.each([[{}], [{ token: TOKEN, user: 'anna' }], [{ user: 'anna' }], [{ token: 5 }], ['x']])(
    'is no request: %j',
    async (body) => {
      expect((await logIn(body as object)).status).toBe(400);
    },
  );

  it('is refused to a page of somebody else', async () => {
    const refused = await logIn({ token: TOKEN }, { origin: 'http://evil.example' });
    expect(refused.json<Problem>()).toMatchObject({ status: 403, code: 'foreign-origin' });
  });

  it('ends when the password, the token or the user is changed', async () => {
    const byToken = cookieOf(await logIn({ token: TOKEN }));
    const anna = cookieOf(await logIn({ user: 'anna', password: 'correct horse' }));
    const wall = cookieOf(await logIn({ user: 'wall', password: 'battery staple' }));
    const statusOf = async (headers: Record<string, string>) =>
      (await at('/api/v1/streams', { headers })).status;
    expect([await statusOf(byToken), await statusOf(anna), await statusOf(wall)]).toEqual([200, 200, 200]);
    token = 'another-token-of-some-length';
    rules = {
      ...rules,
      users: new Map([['anna', { role: 'viewer', password: hash, read: [], publish: [] }]]),
    };
    expect([await statusOf(byToken), await statusOf(anna), await statusOf(wall)]).toEqual([401, 200, 401]);
    expect((await at('/api/v1/session', { headers: anna })).json<Session>().role).toBe('viewer');
    rules = {
      ...rules,
      users: new Map([['anna', { role: 'editor', password: 'something else', read: [], publish: [] }]]),
    };
    expect(await statusOf(anna)).toBe(401);
  });

  it('is kept for the next router, without what lets anybody in', async () => {
    const headers = cookieOf(await logIn({ user: 'anna', password: 'correct horse' }));
    const id = headers.cookie.replace('session=', '');
    expect(JSON.stringify(kept)).not.toContain(id);
    expect(JSON.stringify(kept)).not.toContain(hash);
    const next = await serve({
      access: { ...access, sessions: new Sessions({ load: () => kept, save: () => undefined }) },
    });
    expect((await ask(`${next.url}/api/v1/streams`, { headers })).status).toBe(200);
    await next.close();
  });

  it('is asked for where there are users, also on loopback', async () => {
    const local = await serve({ access: { ...access, httpHost: () => '127.0.0.1' } });
    expect((await ask(`${local.url}/api/v1/streams`)).status).toBe(401);
    await local.close();
  });

  it('makes whoever guesses wait', async () => {
    for (let times = 0; times < 5; times += 1) expect((await logIn({ token: 'wrong' })).status).toBe(401);
    expect((await logIn({ token: 'wrong' })).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const answer of [await logIn({ token: TOKEN }), await at('/api/v1/streams', { headers })]) {
      expect(answer.json<Problem>()).toMatchObject({ status: 429, code: 'too-many-attempts' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('FailureLimit', () => {
  let nowMs = 0;
  const limit = () => new FailureLimit(() => nowMs);

  it('grows, and is forgotten', () => {
    const failures = limit();
    const waits = Array.from({ length: 16 }, () => {
      failures.failed('10.0.0.1');
      const waitMs = failures.waitMs('10.0.0.1');
      nowMs += waitMs;
      return waitMs / 1_000;
    });
    expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(failures.waitMs('10.0.0.2')).toBe(0);
    nowMs += 16 * 60_000;
    failures.failed('10.0.0.1');
    expect(failures.waitMs('10.0.0.1')).toBe(0);
  });

  it('takes the addresses of one IPv6 network for one', () => {
    const failures = limit();
    for (let host = 1; host <= 8; host += 1) failures.failed(`2001:db8:0:1::${host}`);
    expect(failures.waitMs('2001:db8:0:1:5:6:7:8')).toBeGreaterThan(0);
    expect(failures.waitMs('2001:db8:0:2::1')).toBe(0);
    for (let host = 1; host <= 8; host += 1) failures.failed(`::ffff:10.0.0.${host}`);
    expect(failures.waitMs('::ffff:10.0.0.9')).toBe(0);
  });

  it('remembers so many addresses', () => {
    const failures = limit();
    for (let times = 0; times < 7; times += 1) failures.failed('first');
    for (let host = 0; host < 10_000; host += 1) failures.failed(`host-${host}`);
    expect(failures.waitMs('first')).toBe(0);
  });
});

describe('Sessions', () => {
  it('end when they are not used for long, and are bounded', () => {
    let nowMs = 0;
    const sessions = new Sessions({ load: () => [], save: () => undefined }, () => nowMs);
    const id = sessions.begin('anna', 'x');
    nowMs += LIFETIME_MS - 1;
    expect(sessions.find(id)?.user).toBe('anna');
    nowMs += LIFETIME_MS;
    expect(sessions.find(id)).not.toBeNull();
    nowMs += LIFETIME_MS + 1;
    expect(sessions.find(id)).toBeNull();
    const first = sessions.begin('anna', 'x');
    for (let count = 0; count < 1_000; count += 1) {
      nowMs += 1;
      sessions.begin('wall', 'x');
    }
    expect(sessions.find(first)).toBeNull();
  });
});

it('who is no longer allowed is told no more events', async () => {
  const headers = cookieOf(await logIn({ token: TOKEN }));
  const reader = new EventReader(`${api.url}/api/v1/events`, headers);
  await reader.until('a snapshot', ({ event }) => event === 'snapshot');
  await at('/api/v1/session', { method: 'DELETE', headers });
  await waitFor('the end of the events', () => reader.hasEnded || undefined, 60_000);
}, 90_000);
