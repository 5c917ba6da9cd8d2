import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Challenge } from '../../../../src/media-server/rtsp/access/challenge.js';
import { Gatekeeper, type Visitor } from '../../../../src/media-server/rtsp/access/gatekeeper.js';
import { RequestError } from '../../../../src/media-server/rtsp/errors.js';
import type { RtspRequest } from '../../../../src/media-server/rtsp/message-reader.js';
import { authorization } from '../../../../src/preview/rtsp/authorization.js';
import { DEFAULT_LIMITS } from '../../../../src/state/access.js';
import { OWN_USER, ownPassword } from '../../../../src/state/own-credentials.js';
import type { ServerAccess } from '../../../../src/state/server-access.js';
import { passwordDigests } from '../../../../src/util/digest-hash.js';

const ACCESS: ServerAccess = {
  secret: 'the secret',
  isReadingGuarded: true,
  users: [
    { name: 'nvr', digests: passwordDigests('nvr', 'pass word'), read: ['site/*'], publish: [] },
    { name: 'guest', digests: passwordDigests('guest', 'gu:est'), read: [], publish: ['*'] },
  ],
  takenPaths: ['site/gate', 'drones/*'],
  keys: null,
  limits: DEFAULT_LIMITS,
};

let nowMs = 0;
const now = (): number => nowMs;

function gatekeeper(access = ACCESS): Gatekeeper {
  const made = new Gatekeeper(now);
  made.use(access);
  return made;
}

function visitor(changes: Partial<Visitor> = {}): Visitor {
  const isEncrypted = changes.isEncrypted ?? false;
  return {
    remoteAddress: '192.0.2.7',
    localAddress: '192.0.2.1',
    isEncrypted,
    challenge: new Challenge(isEncrypted, now),
    isKnown: false,
    ...changes,
  };
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly use?: 'read' | 'publish';
  readonly header?: string | undefined;
}

function ask(
  keeper: Gatekeeper,
  peer: Visitor,
  { method = 'DESCRIBE', path = 'site/gate', use = 'read', header }: Asked,
) {
  const headers = new Map(header === undefined ? [] : [['authorization', header]]);
  const request = {
    method,
    url: `rtsp://h/${path}`,
    headers,
    body: Buffer.alloc(0),
  } as unknown as RtspRequest;
  try {
    return { status: 200, user: keeper.admit(peer, request, use, path).user };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { status: error.status, kind: error.kind, challenges: error.headers.map(([, value]) => value) };
  }
}

const NVR = { user: 'nvr', password: 'pass word' };

/** What a player answers to the challenge that it takes. */
function answerTo(
  challenges: readonly string[] | undefined,
  { user, password }: { user: string; password: string },
  { method = 'DESCRIBE', path = 'site/gate', which = 'MD5' } = {},
): string {
  const challenge = challenges?.find((one) => one.includes(`algorithm=${which}`)) ?? '';
  return authorization(challenge, { user, password }, { method, url: `rtsp://h/${path}` }) ?? '';
}

describe('reading that needs credentials', () => {
  it.each(['MD5', 'SHA-256'])('takes a response by %s, and each count of a nonce once', (which) => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    const { status, challenges, kind } = ask(keeper, peer, {});
    expect({ status, kind }).toEqual({ status: 401, kind: 'no-credentials' });
    // Old players take the last one.
    expect(challenges?.map((one) => /algorithm=(.*)$/.exec(one)?.[1])).toEqual(['SHA-256', 'MD5']);
    const header = answerTo(challenges, NVR, { which });
    expect(ask(keeper, peer, { header })).toEqual({ status: 200, user: 'nvr' });
    expect(peer.isKnown).toBe(true);
    const replayed = ask(keeper, peer, { header });
    expect(replayed).toMatchObject({ status: 401, kind: 'stale-credentials' });
    expect(replayed.challenges?.[0]).toContain('stale=true');
    expect(ask(keeper, peer, { header: answerTo(replayed.challenges, NVR) }).status).toBe(200);
  });

  it('takes nothing that was overheard on another connection, or minutes ago', () => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    const header = answerTo(ask(keeper, peer, {}).challenges, NVR);
    const elsewhere = visitor();
    ask(keeper, elsewhere, {});
    expect(ask(keeper, elsewhere, { header })).toMatchObject({ status: 401, kind: 'stale-credentials' });
    nowMs += 6 * 60_000;
    expect(ask(keeper, peer, { header })).toMatchObject({ status: 401, kind: 'stale-credentials' });
  });

  it('takes the older way of live555 and GStreamer, without a count', () => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    const nonce = /nonce="(\w+)"/.exec(ask(keeper, peer, {}).challenges?.[0] ?? '')?.[1] ?? '';
    const hash = (text: string): string => createHash('md5').update(text).digest('hex');
    const uri = 'rtsp://h/site/gate/';
    const made = hash(`${hash('nvr:KazStreamLink:pass word')}:${nonce}:${hash(`SETUP:${uri}`)}`);
    const header = `Digest username="nvr", realm="KazStreamLink", nonce="${nonce}", uri="${uri}", response="${made}"`;
    for (let times = 0; times < 3; times++)
      expect(ask(keeper, peer, { method: 'SETUP', header }).status).toBe(200);
    // For another method or path it is none.
    expect(ask(keeper, peer, { method: 'DESCRIBE', header }).kind).toBe('wrong-credentials');
    expect(ask(keeper, peer, { method: 'SETUP', path: 'site/yard', header }).kind).toBe('wrong-credentials');
  });

  it('tells a stranger nothing, and somebody without the right nothing of what there is', () => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    expect(ask(keeper, peer, { path: 'no/such' })).toMatchObject({ status: 401 });
    const { challenges } = ask(keeper, peer, {});
    const header = answerTo(challenges, NVR, { path: 'other' });
    expect(ask(keeper, peer, { path: 'other', header })).toMatchObject({ status: 403, kind: 'no-right' });
  });

  it.each([
    ['another password', { user: 'nvr', password: 'x' }],
    ['nobody', { user: 'nobody', password: 'pass word' }],
    ['somebody who may publish only', { user: 'guest', password: 'gu:est' }],
    ["the router's own user with a guess", { user: OWN_USER, password: 'x' }],
  ])('is refused to %s', (_who, credentials) => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    const header = answerTo(ask(keeper, peer, {}).challenges, credentials);
    expect(ask(keeper, peer, { header }).status).toBeGreaterThanOrEqual(401);
  });

  it('takes Basic over TLS only', () => {
    const header = `Basic ${Buffer.from('nvr:pass word').toString('base64')}`;
    const keeper = gatekeeper();
    const encrypted = visitor({ isEncrypted: true });
    expect(ask(keeper, encrypted, {}).challenges?.[0]).toContain('Basic');
    expect(ask(keeper, encrypted, { header })).toEqual({ status: 200, user: 'nvr' });
    expect(ask(keeper, visitor(), {}).challenges?.join()).not.toContain('Basic');
    expect(ask(keeper, visitor(), { header }).kind).toBe('wrong-credentials');
  });

  it.each([
    '',
    'Digest',
    'Digest username="a"',
    'Basic !',
    'Bearer x',
    'Digest ,,,"',
    `Digest ${'a='.repeat(2_000)}`,
  ])('refuses %j', (header) => {
    const answer = ask(gatekeeper(), visitor(), { header });
    expect(answer).toMatchObject({ status: 401, kind: 'wrong-credentials' });
  });

  it('lets whoever guesses wait, and nobody else behind the same address', () => {
    const keeper = gatekeeper();
    const guess = (password: string) => {
      const peer = visitor();
      return ask(keeper, peer, {
        header: answerTo(ask(keeper, peer, {}).challenges, { user: 'nvr', password }),
      });
    };
    for (let times = 0; times < 6; times++) expect(guess('x').kind).toBe('wrong-credentials');
    expect(guess('pass word').kind).toBe('after-failures');
    const peer = visitor();
    const own = { user: 'guest', password: 'gu:est' };
    const header = answerTo(ask(keeper, peer, { path: 'x', use: 'publish' }).challenges, own, { path: 'x' });
    expect(ask(keeper, peer, { path: 'x', use: 'publish', header }).status).toBe(200);
    // What was wrong in the file may be right by now.
    keeper.use({ ...ACCESS });
    expect(guess('pass word').status).toBe(200);
  });

  it('knows the processes of the router, from this machine and for their path', () => {
    const keeper = gatekeeper();
    const try_ = (changes: Partial<Visitor>, path: string) => {
      const peer = visitor(changes);
      const credentials = { user: OWN_USER, password: ownPassword('the secret', 'publish', 'site/gate') };
      const { challenges } = ask(keeper, peer, { path, use: 'publish' });
      return ask(keeper, peer, { path, use: 'publish', header: answerTo(challenges, credentials, { path }) });
    };
    const local = { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' };
    expect(try_(local, 'site/gate').user).toBe(OWN_USER);
    expect(try_(local, 'site/yard').status).toBe(401);
    expect(try_({}, 'site/gate').status).toBe(401);
  });
});

describe('publishing from elsewhere', () => {
  it.each([
    ['guests/a', 200, undefined],
    ['site/gate', 403, 'path-taken'],
    ['drones/7', 403, 'path-taken'],
  ])('to %s: %i', (path, status, kind) => {
    const [keeper, peer] = [gatekeeper(), visitor()];
    const { challenges } = ask(keeper, peer, { path, use: 'publish' });
    const header = answerTo(challenges, { user: 'guest', password: 'gu:est' }, { path });
    const answer = ask(keeper, peer, { path, use: 'publish', header });
    expect(answer.status).toBe(status);
    expect(answer.kind).toBe(kind);
  });
});

describe('a right that ends', () => {
  it('is noticed: by another password, another pattern, or a stream that takes the path', () => {
    const keeper = gatekeeper();
    const digest = (name: string, password: string) => passwordDigests(name, password).sha256;
    const nvr = { user: 'nvr', digest: digest('nvr', 'pass word') };
    expect(keeper.stillMay(nvr, 'read', 'site/gate')).toBe(true);
    expect(keeper.stillMay({ ...nvr, digest: digest('nvr', 'x') }, 'read', 'site/gate')).toBe(false);
    expect(keeper.stillMay(nvr, 'read', 'yard')).toBe(false);
    expect(keeper.stillMay({ user: null, digest: null }, 'read', 'site/gate')).toBe(false);
    const guest = { user: 'guest', digest: digest('guest', 'gu:est') };
    expect(keeper.stillMay(guest, 'publish', 'guests/a')).toBe(true);
    expect(keeper.stillMay(guest, 'publish', 'site/gate')).toBe(false);
    keeper.use({ ...ACCESS, isReadingGuarded: false, users: [] });
    expect(keeper.stillMay({ user: null, digest: null }, 'read', 'site/gate')).toBe(true);
    expect(keeper.stillMay(guest, 'publish', 'guests/a')).toBe(false);
  });
});
