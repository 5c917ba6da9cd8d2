import { afterEach, beforeEach, expect, it } from 'vitest';
import { authorization } from '../../../../src/preview/rtsp/authorization.js';
import { DEFAULT_LIMITS } from '../../../../src/state/access.js';
import { OWN_USER, ownPassword } from '../../../../src/state/own-credentials.js';
import type { ServerAccess, ServerUser } from '../../../../src/state/server-access.js';
import { passwordDigests } from '../../../../src/util/digest-hash.js';
import { sdpOfTwo } from '../rtp-samples.js';
import { RtspClient, sessionOf, startServer, type TestServer, tcpTransport } from '../rtsp-client.js';

const OPEN: ServerAccess = {
  secret: 's',
  isReadingGuarded: false,
  users: [],
  takenPaths: ['a'],
  keys: null,
  limits: { ...DEFAULT_LIMITS, readersPerPath: 1 },
};
const user = (name: string): ServerUser => {
  return { name, digests: passwordDigests(name, 'password'), read: ['*'], publish: [] };
};
const [ANNA, BERT] = [user('anna'), user('bert')];

let running: TestServer;
beforeEach(async () => {
  running = await startServer();
});
afterEach(() => running.server.close());

/** A client that gives credentials where it is asked for them. */
class KnownClient extends RtspClient {
  readonly #credentials: { readonly user: string; readonly password: string };

  constructor(user: string, password: string) {
    super(running.port);
    this.#credentials = { user, password };
  }

  override async request(...asked: Parameters<RtspClient['request']>): ReturnType<RtspClient['request']> {
    const answer = await super.request(...asked);
    if (answer.status !== 401) return answer;
    const [method, path, headers, body] = asked;
    const challenge = answer.headers.get('www-authenticate') ?? '';
    const header = authorization(challenge, this.#credentials, { method, url: this.url(path) }) ?? '';
    return super.request(method, path, { ...headers, Authorization: header }, body);
  }
}

const own = (use: 'publish' | 'read'): KnownClient => new KnownClient(OWN_USER, ownPassword('s', use, 'a'));

it("only the router's own processes publish, and who did before there were rules is ended", async () => {
  const { server, port } = running;
  const before = new RtspClient(port);
  await before.publish('a');
  server.setAccess(OPEN);
  await before.ended;
  const stranger = await new RtspClient(port).request(
    'ANNOUNCE',
    'a',
    { 'Content-Type': 'application/sdp' },
    sdpOfTwo,
  );
  expect(stranger.status).toBe(401);
  await own('publish').publish('a');
  // Another file, another secret: who is in stays.
  server.setAccess({ ...OPEN, secret: 'other' });
  expect(server.snapshot().paths).toMatchObject([{ path: 'a', publisher: {} }]);
});

it('readers are ended with their right and nobody else; one more than a path may have is refused', async () => {
  const { server } = running;
  server.setAccess({ ...OPEN, isReadingGuarded: true, users: [ANNA, BERT] });
  await own('publish').publish('a');
  const [anna, bert] = [new KnownClient('anna', 'password'), new KnownClient('bert', 'password')];
  const [first, second] = [await anna.setup('a'), await bert.setup('a')];
  expect((await anna.request('PLAY', 'a', { Session: first })).status).toBe(200);
  expect((await bert.request('PLAY', 'a', { Session: second })).status).toBe(453);
  expect(server.snapshot().refusals).toMatchObject({ 'too-many-readers': 1 });
  server.setAccess({ ...OPEN, isReadingGuarded: true, users: [BERT] });
  await anna.ended;
  expect((await bert.request('PLAY', 'a', { Session: second })).status).toBe(200);
});

it('a certificate that cannot be used opens nothing', async () => {
  const { server } = running;
  await expect(server.listenTls({ host: '127.0.0.1', port: 0, cert: 'x', key: 'x' })).rejects.toThrow();
  expect(server.snapshot().listeningTls).toBeNull();
});

it('nobody gets a session without credentials', async () => {
  const { server, port } = running;
  server.setAccess({ ...OPEN, isReadingGuarded: true, users: [ANNA] });
  await own('publish').publish('a');
  const setup = await new RtspClient(port).request('SETUP', 'a/trackID=0', { Transport: tcpTransport(0) });
  expect(setup.status).toBe(401);
  expect(sessionOf(setup)).toBe('');
});
