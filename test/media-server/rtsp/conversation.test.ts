import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { frame } from '../../../src/media-server/rtsp/interleaved.js';
import { audioFrame, h264, rtp, sdpOfTwo, senderReport, videoFrame } from './rtp-samples.js';
import { RtspClient, sessionOf, startServer, type TestServer, tcpTransport } from './rtsp-client.js';

let running: TestServer | undefined;
const clients: RtspClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await running?.server.close();
  running = undefined;
});

async function start(timeouts?: Parameters<typeof startServer>[0]) {
  running = await startServer(timeouts);
  const { port } = running;
  return {
    ...running,
    client: () => {
      const client = new RtspClient(port);
      clients.push(client);
      return client;
    },
  };
}

const idr = videoFrame(1, 3000, h264.idr);
const slice = videoFrame(2, 6000, h264.slice);
const sdpHeaders = { 'Content-Type': 'application/sdp' };

test('OPTIONS names the methods and echoes CSeq', async () => {
  const { client } = await start();
  const { status, headers } = await client().request('OPTIONS', '*', { CSeq: '77' });
  expect(status).toBe(200);
  expect(headers.get('cseq')).toBe('77');
  expect(headers.get('public')).toBe(
    'OPTIONS, ANNOUNCE, DESCRIBE, SETUP, RECORD, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER',
  );
});

describe('refusals', () => {
  test('do not bring characters into the log that steer a terminal', async () => {
    const { client, lines } = await start();
    await client().request('SETUP', 'a\u001b[31m\u009b31m\u202eb');
    expect(lines.find(({ refused }) => refused === 'bad-request')).toMatchObject({ path: '/a [31m 31m b' });
  });

  test('of a flood that speaks no RTSP, or asks for nonsense, are some lines in the log', async () => {
    const { client, server, lines } = await start();
    for (let times = 0; times < 20; times++) {
      const stranger = client();
      await stranger.request('SETUP', 'live');
      stranger.socket.write('nonsense\r\n\r\n');
      await stranger.ended;
    }
    expect(server.snapshot().refusals).toEqual({ malformed: 20, 'bad-request': 20 });
    for (const kind of ['malformed', 'bad-request'])
      expect(lines.filter(({ refused }) => refused === kind)).toHaveLength(5);
  });

  test.each<[number, string, string, Record<string, string>]>([
    [404, 'DESCRIBE', 'none', {}],
    [404, 'SETUP', 'none/trackID=0', { Transport: tcpTransport(0) }],
    [404, 'SETUP', 'live/trackID=7', { Transport: tcpTransport(0) }],
    [400, 'DESCRIBE', 'a/%2e%2e/b', {}],
    [400, 'DESCRIBE', '', {}],
    [400, 'SETUP', 'live/trackID=0', {}],
    [400, 'OPTIONS', '*', { CSeq: 'x' }],
    [454, 'PLAY', 'live', { Session: 'unknown' }],
    [454, 'PLAY', 'live', {}],
    [454, 'GET_PARAMETER', 'live', { Session: 'unknown' }],
    [454, 'TEARDOWN', 'live', { Session: 'a b' }],
    [455, 'SETUP', 'live/trackID=0', { Transport: `${tcpTransport(0)};mode=record` }],
    [459, 'SETUP', 'live', { Transport: tcpTransport(0) }],
    [461, 'SETUP', 'live/trackID=0', { Transport: 'RTP/AVP;multicast;client_port=4000-4001' }],
    [461, 'SETUP', 'live/trackID=0', { Transport: 'RTP/SAVP/TCP;interleaved=0-1' }],
    [461, 'SETUP', 'live/trackID=0', { Transport: 'RTP/AVP;unicast' }],
    [461, 'SETUP', 'live/trackID=0', { Transport: 'nonsense' }],
    [501, 'REDIRECT', 'live', {}],
    [501, 'FLY', 'live', {}],
    [551, 'DESCRIBE', 'live', { Require: 'funky-feature' }],
    [403, 'ANNOUNCE', 'live', sdpHeaders],
    [415, 'ANNOUNCE', 'other', {}],
  ])('%i to %s %s %j', async (status, method, path, headers) => {
    const { client } = await start();
    await client().publish('live');
    const answer = await client().request(method, path, headers);
    expect(answer.status).toBe(status);
    if (status === 551) expect(answer.headers.get('unsupported')).toBe('funky-feature');
  });

  test('455 to what does not fit the state, 460 to one track of two', async () => {
    const { client } = await start();
    const publisher = client();
    const recording = await publisher.publish('live');
    expect((await publisher.request('PLAY', 'live', { Session: recording })).status).toBe(455);
    expect((await publisher.request('PAUSE', 'live', { Session: recording })).status).toBe(455);
    const reader = client();
    const session = await reader.setup('live');
    expect((await reader.request('PAUSE', 'live', { Session: session })).status).toBe(455);
    expect((await reader.request('RECORD', 'live', { Session: session })).status).toBe(455);
    expect((await reader.request('PLAY', 'live/trackID=0', { Session: session })).status).toBe(460);
    expect((await reader.request('PLAY', 'live', { Session: session })).status).toBe(200);
    const again = { Session: session, Transport: tcpTransport(0) };
    expect((await reader.request('SETUP', 'live/trackID=0', again)).status).toBe(455);
  });

  test('the session of another connection, and a second use of a channel', async () => {
    const { client } = await start();
    await client().publish('live');
    const reader = client();
    const session = await reader.setup('live');
    expect((await client().request('PLAY', 'live', { Session: session })).status).toBe(454);
    const other = await reader.request('SETUP', 'live/trackID=0', { Transport: tcpTransport(2) });
    expect(other.status).toBe(400);
  });

  test('of two that announced, the first to record has the path', async () => {
    const { client, server, lines } = await start();
    const [one, two] = [client(), client()];
    const sessions: string[] = [];
    for (const each of [one, two]) {
      const announced = await each.request('ANNOUNCE', 'live', sdpHeaders, sdpOfTwo);
      sessions.push(sessionOf(announced));
      await each.request('SETUP', 'live/streamid=0', { Transport: `${tcpTransport(0)};mode=record` });
    }
    expect(server.snapshot().paths).toEqual([]);
    expect((await two.request('RECORD', 'live', { Session: sessions[1] ?? '' })).status).toBe(200);
    expect((await one.request('RECORD', 'live', { Session: sessions[0] ?? '' })).status).toBe(403);
    expect(server.snapshot().paths).toHaveLength(1);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'request refused', level: 40, status: 403, path: '/live' }),
    );
  });

  test('bytes that are no RTSP: an answer, one line, and the end', async () => {
    const { client, lines } = await start();
    const stranger = client();
    stranger.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await stranger.response()).status).toBe(400);
    await stranger.ended;
    expect(lines.filter(({ code }) => code === 'RTSP_REQUEST_LINE')).toHaveLength(1);
  });
});

test('DESCRIBE gives the medias below a base without user and query', async () => {
  const { client, port } = await start();
  await client().publish('site/gate.x');
  const { headers, body } = await client().request('DESCRIBE', 'site/gate.x?token=1');
  expect(headers.get('content-base')).toBe(`rtsp://127.0.0.1:${port}/site/gate.x/`);
  expect(headers.get('content-type')).toBe('application/sdp');
  expect(body).toContain('m=video 0 RTP/AVP 96\r\nb=AS:2500\r\n');
  expect(body).toMatch(/a=control:trackID=1\r\n$/);
});

test('PLAY: reports, packets since the key frame, then live; PAUSE; PLAY goes on without a gap', async () => {
  const { client, server, port } = await start();
  const publisher = client();
  await publisher.publish('live');
  const report = frame(1, senderReport(1000, 3000));
  publisher.socket.write(Buffer.concat([slice, report, idr, audioFrame(5, 70)]));
  await expect.poll(() => server.snapshot().paths[0]?.publisher?.tracks).toHaveLength(2);

  const reader = client();
  const session = await reader.setup('live');
  expect(server.snapshot().paths[0]?.readers).toBe(0);
  const played = await reader.request('PLAY', 'live', { Session: session, Range: 'npt=0.000-' });
  expect(played.headers.get('rtp-info')).toBe(
    [0, 1]
      .map(
        (track) =>
          `url=rtsp://127.0.0.1:${port}/live/trackID=${track};${track === 0 ? 'seq=1;rtptime=3000' : 'seq=5;rtptime=70'}`,
      )
      .join(','),
  );
  expect(played.headers.get('session')).toBe(`${session};timeout=60`);
  publisher.socket.write(slice);
  await reader.until(() => reader.frames.length === 4);
  expect(reader.frames).toEqual([report, idr, audioFrame(5, 70), slice]);

  expect((await reader.request('PAUSE', 'live', { Session: session })).status).toBe(200);
  expect(server.snapshot().paths[0]?.readers).toBe(1);
  publisher.socket.write(videoFrame(3, 9000, h264.slice));
  // An answer says that what was written before it is published.
  await publisher.request('OPTIONS', '*');
  const resumed = await reader.request('PLAY', 'live', { Session: session });
  expect(resumed.headers.get('rtp-info')).toContain('trackID=0;seq=3;rtptime=9000,');
  publisher.socket.write(videoFrame(4, 12_000, h264.slice));
  await reader.until(() => reader.frames.length === 7);
  expect(reader.frames.slice(5)).toEqual([
    videoFrame(3, 9000, h264.slice),
    videoFrame(4, 12_000, h264.slice),
  ]);

  const ping = await reader.request('GET_PARAMETER', 'live', { Session: session });
  expect([ping.status, ping.headers.get('session')]).toEqual([200, `${session};timeout=60`]);
  expect((await reader.request('SET_PARAMETER', 'live', { Session: session })).status).toBe(200);
  expect((await reader.request('TEARDOWN', 'live', { Session: session })).status).toBe(200);
  expect(server.snapshot().paths[0]?.readers).toBe(0);
  expect((await reader.request('PLAY', 'live', { Session: session })).status).toBe(454);
});

test('a track URL of a path with a query is understood, and one track alone can be played', async () => {
  const { client } = await start();
  const publisher = client();
  await publisher.publish('a/b');
  const reader = client();
  const setup = await reader.request('SETUP', 'a/b?x=1/trackID=1', { Transport: 'RTP/AVP/TCP;unicast' });
  expect(setup.headers.get('transport')).toBe('RTP/AVP/TCP;unicast;interleaved=0-1');
  const played = await reader.request('PLAY', 'a/b?x=1/trackID=1', { Session: sessionOf(setup) });
  expect(played.status).toBe(200);
  publisher.socket.write(Buffer.concat([idr, audioFrame(5, 70)]));
  await reader.until(() => reader.frames.length === 1);
  expect(reader.frames).toEqual([audioFrame(5, 70, 0)]);
});

test('readers get BYE and the end of their connection when the publisher goes and nothing is held', async () => {
  const { client, server } = await start({ holdMs: 0 });
  const publisher = client();
  await publisher.publish('live');
  publisher.socket.write(idr);
  const reader = client();
  const session = await reader.setup('live');
  await reader.request('PLAY', 'live', { Session: session });
  await reader.until(() => reader.frames.length === 1);
  publisher.socket.destroy();
  await reader.ended;
  expect(reader.frames.at(-1)?.toString('hex')).toBe('2401001080c900011122334481cb000111223344');
  expect(server.snapshot().paths).toEqual([]);
});

test('UDP: packets come from server_port, RTCP keeps the session, silence ends it', async () => {
  const { client, server } = await start({ sessionMs: 300, idleMs: 60_000, sweepMs: 20 });
  const publisher = client();
  await publisher.publish('live');
  publisher.socket.write(idr);
  await expect.poll(() => server.snapshot().paths[0]?.publisher?.tracks).toHaveLength(1);
  const [rtpSocket, rtcpSocket] = [createSocket('udp4'), createSocket('udp4')];
  rtpSocket.bind(0, '127.0.0.1');
  rtcpSocket.bind(0, '127.0.0.1');
  await Promise.all([once(rtpSocket, 'listening'), once(rtcpSocket, 'listening')]);
  const ports = `${rtpSocket.address().port}-${rtcpSocket.address().port}`;
  const reader = client();
  const setup = await reader.request('SETUP', 'live/trackID=0', {
    Transport: `RTP/AVP;unicast;client_port=${ports}`,
  });
  const answered = /server_port=(\d+)-(\d+);ssrc=11223344$/.exec(setup.headers.get('transport') ?? '');
  expect(Number(answered?.[1]) % 2).toBe(0);
  expect(Number(answered?.[2])).toBe(Number(answered?.[1]) + 1);
  const packet = once(rtpSocket, 'message');
  await reader.request('PLAY', 'live', { Session: sessionOf(setup) });
  expect((await packet)[0]).toEqual(rtp(1, 3000, h264.idr));
  expect((await packet)[1].port).toBe(Number(answered?.[1]));

  // The connection may go; RTCP holds the session for three times its timeout, and the publisher sends as well.
  reader.socket.destroy();
  const beat = setInterval(() => {
    rtcpSocket.send(senderReport(1, 1), Number(answered?.[2]), '127.0.0.1');
    publisher.socket.write(slice);
  }, 50);
  const untilMs = performance.now() + 900;
  await expect.poll(() => performance.now() > untilMs, { timeout: 5000 }).toBe(true);
  expect(server.snapshot().paths[0]?.readers).toBe(1);
  rtcpSocket.removeAllListeners();
  clearInterval(beat);
  const life = setInterval(() => publisher.socket.write(slice), 50);
  await expect.poll(() => server.snapshot().paths[0]?.readers, { timeout: 5000 }).toBe(0);
  clearInterval(life);
  rtpSocket.close();
  rtcpSocket.close();
});

describe('deadlines', () => {
  test('a connection that asks nothing, and one that is idle', async () => {
    const { client } = await start({ firstRequestMs: 100, idleMs: 150, sweepMs: 20 });
    const silent = client();
    silent.socket.write('OPTIONS * RT');
    const idle = client();
    await idle.request('OPTIONS', '*');
    await Promise.all([silent.ended, idle.ended]);
  });

  test('a publisher that sends nothing', async () => {
    const { client, lines } = await start({ sessionMs: 150, sweepMs: 20 });
    const publisher = client();
    await publisher.publish('live');
    await publisher.ended;
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'publisher left', reason: 'publisher sends nothing' }),
    );
  });

  test('a reader that takes nothing loses packets, then its connection; another one gets all', async () => {
    const { client, server, lines } = await start({ stuckReaderMs: 200, sweepMs: 20 });
    const publisher = client();
    await publisher.publish('live');
    const [stuck, well] = [client(), client()];
    for (const reader of [stuck, well]) {
      const session = await reader.setup('live');
      await reader.request('PLAY', 'live', { Session: session });
    }
    stuck.socket.pause();
    const payload = [...h264.slice, ...new Array<number>(60_000).fill(0)];
    const big = videoFrame(3, 9000, payload);
    const total = 400;
    for (let count = 0; count < total; count++) publisher.socket.write(big);
    await well.until(() => well.frames.length === total);
    await expect.poll(() => server.snapshot().paths[0]?.readers, { timeout: 10_000 }).toBe(1);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'slow reader lost packets', packets: expect.any(Number) }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'reader left', reason: 'reader takes nothing' }),
    );
  });
});

describe('listening', () => {
  test('the same address is confirmed, another one opened before the old is closed', async () => {
    const { server, port, client } = await start();
    const publisher = client();
    await publisher.publish('live');
    expect(await server.listen('127.0.0.1', 0)).toEqual({ host: '127.0.0.1', port });
    expect(await server.listen('127.0.0.1', port)).toEqual({ host: '127.0.0.1', port });
    const wide = await server.listen('0.0.0.0', port);
    expect(wide).toEqual({ host: '0.0.0.0', port });
    expect(server.snapshot().listening).toEqual(wide);
    expect((await publisher.request('OPTIONS', '*')).status).toBe(200);
    expect((await client().request('DESCRIBE', 'live')).status).toBe(200);
  });

  test('a taken address is refused with its code, and the old one stays', async () => {
    const { server, port, client } = await start();
    const other = await startServer();
    await expect(server.listen('127.0.0.1', other.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(server.snapshot().listening).toEqual({ host: '127.0.0.1', port });
    expect((await client().request('OPTIONS', '*')).status).toBe(200);
    await other.server.close();
  });

  test('close ends readers with an end of stream, within a second', async () => {
    const { server, client } = await start();
    await client().publish('live');
    const reader = client();
    const session = await reader.setup('live');
    await reader.request('PLAY', 'live', { Session: session });
    const startedMs = performance.now();
    await Promise.all([server.close(), reader.ended]);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('a path whose publisher has gone', () => {
  test('keeps its readers, takes new ones, and goes on with the next publisher', async () => {
    const { client, server } = await start();
    const first = client();
    await first.publish('live');
    first.socket.write(idr);
    const reader = client();
    await reader.request('PLAY', 'live', { Session: await reader.setup('live') });
    await reader.until(() => reader.frames.length === 1);
    first.socket.destroy();
    await expect.poll(() => server.snapshot().paths[0]?.publisher).toBeNull();

    const late = client();
    expect((await late.request('DESCRIBE', 'live')).body).toContain('m=video');
    expect((await late.request('PLAY', 'live', { Session: await late.setup('live') })).status).toBe(200);
    expect(server.snapshot().paths).toMatchObject([{ path: 'live', publisher: null, readers: 2 }]);

    const next = client();
    await next.publish('live');
    next.socket.write(Buffer.concat([videoFrame(900, 5, h264.slice), videoFrame(901, 50, h264.idr)]));
    // Two parameter sets and the key frame.
    await late.until(() => late.frames.length === 3);
    await reader.until(() => reader.frames.length === 4);
    expect(reader.frames.map((packet) => packet.readUInt16BE(6))).toEqual([1, 2, 3, 4]);
  });

  test('begins anew with a publisher that sends something else', async () => {
    const { client, server, lines } = await start();
    const first = client();
    await first.publish('live');
    const reader = client();
    await reader.request('PLAY', 'live', { Session: await reader.setup('live') });
    first.socket.destroy();
    await expect.poll(() => server.snapshot().paths[0]?.publisher).toBeNull();
    const next = client();
    const description = sdpOfTwo.replace('44100', '48000');
    const announced = await next.request('ANNOUNCE', 'live', sdpHeaders, description);
    for (const track of [0, 1]) {
      const transport = `${tcpTransport(2 * track)};mode=record`;
      await next.request('SETUP', `live/streamid=${track}`, { Transport: transport });
    }
    expect((await next.request('RECORD', 'live', { Session: sessionOf(announced) })).status).toBe(200);
    await reader.ended;
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'reader left',
        reason: 'publisher sends something else: track 2: clock rate 44100 became 48000',
      }),
    );
    expect(server.snapshot().paths).toMatchObject([
      { publisher: { announced: ['video', 'audio'] }, readers: 0 },
    ]);
  });

  test('is closed when nobody comes back', async () => {
    const { client, server } = await start({ holdMs: 200 });
    const publisher = client();
    await publisher.publish('live');
    const reader = client();
    await reader.request('PLAY', 'live', { Session: await reader.setup('live') });
    publisher.socket.destroy();
    await reader.ended;
    expect(server.snapshot().paths).toEqual([]);
  });
});

test('the router says which path keeps its readers; one that it no longer names keeps nobody', async () => {
  const { client, server } = await start();
  server.setPaths?.({ live: 60_000, off: 0 });
  const publishers = [client(), client()];
  const readers = [client(), client()];
  for (const [index, path] of ['live', 'off'].entries()) {
    await publishers[index]?.publish(path);
    const session = (await readers[index]?.setup(path)) ?? '';
    await readers[index]?.request('PLAY', path, { Session: session });
    publishers[index]?.socket.destroy();
  }
  await readers[1]?.ended;
  await expect.poll(() => server.snapshot().paths).toMatchObject([{ path: 'live', publisher: null }]);
  server.setPaths?.({});
  await readers[0]?.ended;
  expect(server.snapshot().paths).toEqual([]);
});

describe('a second publisher of a path', () => {
  const expected = { live: { id: 'next', token: 'a'.repeat(32) } };
  const successor = `live?successor=${expected.live.token}`;
  const key = Buffer.concat([videoFrame(1, 0, h264.idr), videoFrame(2, 3600, h264.slice)]);

  test('is refused, whoever it says to be', async () => {
    const { client, server } = await start();
    await client().publish('live');
    await expect(client().publish('live')).rejects.toThrow('ANNOUNCE: 403');
    await expect(client().publish(successor)).rejects.toThrow('ANNOUNCE: 403');
    server.setSuccessors?.(expected);
    await expect(client().publish('live')).rejects.toThrow('ANNOUNCE: 403');
    await expect(client().publish('live?successor=guessed')).rejects.toThrow('ANNOUNCE: 403');
  });

  test('takes the path over when it is the expected one, and there is one only', async () => {
    const { client, server, lines } = await start();
    const first = client();
    await first.publish('live');
    first.socket.write(key);
    server.setSuccessors?.(expected);
    const [second, third] = [client(), client()];
    // Both were let in before either had begun.
    const announced = await third.request('ANNOUNCE', successor, sdpHeaders, sdpOfTwo);
    expect(announced.status).toBe(200);
    await second.publish(successor);
    await third.request('SETUP', `${successor}/streamid=0`, { Transport: `${tcpTransport(0)};mode=record` });
    const recorded = await third.request('RECORD', successor, { Session: sessionOf(announced) });
    expect(recorded.status).toBe(403);
    await expect(client().publish(successor)).rejects.toThrow('ANNOUNCE: 403');
    expect(server.snapshot().paths[0]?.publisher?.successorId).toBeUndefined();
    // It comes as it is made for a while.
    let sent = 0;
    const sending = setInterval(() => {
      sent += 1;
      const payload = sent % 10 === 1 ? h264.idr : h264.slice;
      second.socket.write(videoFrame(sent, sent * 1800, payload));
    }, 20);
    await first.ended;
    clearInterval(sending);
    expect(server.snapshot().paths).toMatchObject([
      { path: 'live', publisher: { successorId: 'next' }, delivery: { heldSinceMs: null } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(expected.live.token);
  });

  test('that leaves again has changed nothing', async () => {
    const { client, server, lines } = await start();
    const first = client();
    await first.publish('live');
    const reader = client();
    await reader.request('PLAY', 'live', { Session: await reader.setup('live') });
    server.setSuccessors?.(expected);
    const second = client();
    await second.publish(successor);
    second.socket.destroy();
    await expect.poll(() => lines.some(({ msg }) => msg === 'publisher left')).toBe(true);
    first.socket.write(key);
    await reader.until(() => reader.frames.length === 2);
    expect(server.snapshot().paths).toMatchObject([{ publisher: { tracks: [{}] }, readers: 1 }]);
  });

  test('that is no longer expected is sent away', async () => {
    const { client, server } = await start();
    await client().publish('live');
    server.setSuccessors?.(expected);
    const second = client();
    await second.publish(successor);
    server.setSuccessors?.({});
    await second.ended;
    expect(server.snapshot().paths).toMatchObject([{ path: 'live', publisher: {} }]);
  });
});

test('the snapshot counts what comes and goes, and at most once a second says so by itself', async () => {
  const { client, server, changes } = await start({ sweepMs: 20 });
  const publisher = client();
  await publisher.publish('live');
  const reader = client();
  await reader.request('PLAY', 'live', { Session: await reader.setup('live') });
  publisher.socket.write(Buffer.concat([idr, videoFrame(4, 9000, h264.slice)]));
  await reader.until(() => reader.frames.length === 2);
  const bytes = idr.length + slice.length;
  expect(server.snapshot().paths[0]?.delivery).toEqual({
    heldSinceMs: null,
    bytesIn: bytes,
    bytesOut: bytes,
    lostPackets: 2,
    droppedPackets: 0,
    lastKeyFrameMs: expect.any(Number),
  });
  const before = changes();
  const startedMs = performance.now();
  while (changes() === before) {
    publisher.socket.write(slice);
    await publisher.request('OPTIONS', '*');
  }
  expect(performance.now() - startedMs).toBeGreaterThan(800);
  publisher.socket.destroy();
  await expect.poll(() => server.snapshot().paths[0]?.delivery?.heldSinceMs).toEqual(expect.any(Number));
});
