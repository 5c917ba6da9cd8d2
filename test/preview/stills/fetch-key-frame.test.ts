import { afterEach, describe, expect, it } from 'vitest';
import { fetchKeyFrame } from '../../../src/preview/stills/fetch-key-frame.js';
import { waitFor } from '../../e2e/support/wait-for.js';
import { h264, sdpOfTwo, videoFrame } from '../../media-server/rtsp/rtp-samples.js';
import { ok, StrangeServer } from '../rtsp/strange-server.js';

let server: StrangeServer;

afterEach(() => server.close());

const SESSION = 'Session: 77;timeout=60';
/** A key frame, and the beginning of the next picture, which ends it. */
const MEDIA = Buffer.concat([videoFrame(1, 10, h264.idr), videoFrame(2, 20, h264.slice)]);

function well(method: string): string | Buffer {
  if (method === 'DESCRIBE') return ok(sdpOfTwo);
  if (method === 'SETUP') return ok('', [SESSION, 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1']);
  if (method === 'PLAY') return Buffer.concat([Buffer.from(ok('', [SESSION])), MEDIA]);
  return ok();
}

describe('a key frame', () => {
  it('is fetched with one track, and the session is ended', async () => {
    server = new StrangeServer(well);
    const url = await server.start();
    const frame = await fetchKeyFrame(url);
    expect(frame).toMatchObject({ isKey: true, configuration: { widthPx: 1_280, heightPx: 720 } });
    await waitFor('the connection to be closed', () => server.sockets.size === 0 || undefined);
    expect(server.requests).toEqual([
      `DESCRIBE ${url}`,
      `SETUP ${url}/streamid=0`,
      `PLAY ${url}`,
      `TEARDOWN ${url}`,
    ]);
  });

  it('is fetched with credentials, which stand in no address', async () => {
    let isAsked = false;
    server = new StrangeServer((method, headers) => {
      if (headers.get('authorization')?.startsWith('Digest username="me"') === true) return well(method);
      if (isAsked) return ok(); // would be taken for a description, and fail
      isAsked = true;
      return 'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\n\r\n';
    });
    const url = await server.start('me:secret@');
    await expect(fetchKeyFrame(url)).resolves.toMatchObject({ isKey: true });
    expect(server.requests.join()).not.toContain('secret');
    expect(server.requests.filter((line) => line.startsWith('DESCRIBE'))).toHaveLength(2);
  });

  it.each([
    [
      'refused credentials',
      'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n',
      'server-refused',
    ],
    ['nothing at the path', 'RTSP/1.0 404 Not Found\r\n\r\n', 'not-found'],
    ['an error of the server', 'RTSP/1.0 500 No\r\n\r\n', 'server-refused'],
    ['no RTSP', 'HTTP/1.1 200 OK\r\n\r\n', 'server-unreachable'],
    ['a description that is none', ok('hello'), 'server-refused'],
    ['no video', ok('v=0\r\nm=audio 0 RTP/AVP 0\r\n'), 'no-video'],
    ['a codec that no browser plays', ok('v=0\r\nm=video 0 RTP/AVP 26\r\n'), 'not-playable'],
    ['a head without end', `RTSP/1.0 200 OK\r\n${'a: b\r\n'.repeat(5_000)}`, 'server-unreachable'],
  ])('is told about: %s', async (_what, answer, code) => {
    server = new StrangeServer(() => answer);
    const url = await server.start('me:secret@');
    const failing = fetchKeyFrame(url);
    await expect(failing).rejects.toMatchObject({ name: 'PreviewProblem', code });
    await expect(failing).rejects.not.toThrow('secret');
    await waitFor('the connection to be closed', () => server.sockets.size === 0 || undefined);
  });

  it.each([
    ['SETUP without a session', 'SETUP', ok()],
    ['PLAY refused', 'PLAY', 'RTSP/1.0 455 Method Not Valid in This State\r\n\r\n'],
  ])('is told about: %s', async (_what, at, answer) => {
    server = new StrangeServer((method) => (method === at ? answer : well(method)));
    await expect(fetchKeyFrame(await server.start())).rejects.toMatchObject({ code: 'server-refused' });
  });

  it('is told about: a server that hangs up, or is not there', async () => {
    server = new StrangeServer((_method, _headers, socket) => {
      socket.destroy();
      return '';
    });
    const url = await server.start();
    await expect(fetchKeyFrame(url)).rejects.toMatchObject({ code: 'server-unreachable' });
    server.close();
    await expect(fetchKeyFrame(url)).rejects.toThrow('ECONNREFUSED');
  });
});
