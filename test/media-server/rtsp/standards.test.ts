import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { frame } from '../../../src/media-server/rtsp/interleaved.js';
import { parseReportBlocks } from '../../../src/media-server/rtsp/rtp/receiver-report.js';
import { rtp, sdpOfTwo } from './rtp-samples.js';
import { RtspClient, startServer, type TestServer } from './rtsp-client.js';

let running: TestServer;
let publisher: RtspClient;
let reader: RtspClient;

beforeEach(async () => {
  running = await startServer();
  [publisher, reader] = [new RtspClient(running.port), new RtspClient(running.port)];
  await publisher.publish('live');
});

afterEach(async () => {
  for (const { socket } of [publisher, reader]) socket.destroy();
  await running.server.close();
});

describe('RFC 2326 12.29, Range', () => {
  test.each([undefined, 'npt=0.000-', 'npt=now-', 'clock=19961108T142300Z-'])(
    'a live stream is played from now, asked for %j',
    async (range) => {
      const Session = await reader.setup('live');
      const asked = range === undefined ? {} : { Range: range };
      const first = await reader.request('PLAY', 'live', { Session, ...asked });
      expect([first.status, first.headers.get('range')]).toEqual([200, 'npt=now-']);
      const again = await reader.request('PLAY', 'live', { Session, ...asked });
      expect([again.status, again.headers.get('range')]).toEqual([200, 'npt=now-']);
    },
  );

  test.each([
    [501, 'bytes=0-499'],
    [457, 'npt=soon-'],
  ])('%i to %j, and the session is as before', async (status, Range) => {
    const Session = await reader.setup('live');
    expect((await reader.request('PLAY', 'live', { Session, Range })).status).toBe(status);
    expect((await reader.request('PLAY', 'live', { Session })).status).toBe(200);
  });
});

test('RFC 2326 12.34: the actual Scale is told to who asks for another one', async () => {
  const Session = await reader.setup('live');
  const played = await reader.request('PLAY', 'live', { Session, Scale: '2.0' });
  expect(played.headers.get('scale')).toBe('1');
});

describe('RFC 2326 12.1, Accept', () => {
  test.each([
    [200, 'application/sdp'],
    [200, 'application/rtsl, application/sdp;level=-2'],
    [200, '*/*'],
    [406, 'application/x-rtsp-mh'],
  ])('%i for %j', async (status, Accept) => {
    expect((await reader.request('DESCRIBE', 'live', { Accept })).status).toBe(status);
  });
});

describe('RFC 2326 11.3.2: 451 to a parameter that nobody knows', () => {
  test.each(['GET_PARAMETER', 'SET_PARAMETER'])('%s', async (method) => {
    const Session = await reader.setup('live');
    const answer = await reader.request(method, 'live', { Session }, 'barparam: barstuff\r\n');
    expect([answer.status, answer.headers.get('session')?.startsWith(Session)]).toEqual([451, true]);
    expect((await reader.request(method, 'live', { Session })).status).toBe(200);
  });
});

// RFC 3550 6.4: who receives RTP tells its sender so
describe('a publisher gets receiver reports', () => {
  const packet = (sequence: number): Buffer => rtp(sequence, 3_000 * sequence, [0x41, 1]);

  test('over TCP, interleaved', async () => {
    const sending = setInterval(() => publisher.socket.write(frame(0, packet(sequence++))), 100);
    let sequence = 1;
    await publisher.until(() => publisher.frames.length > 0);
    clearInterval(sending);
    const [report = Buffer.alloc(0)] = publisher.frames;
    expect(report[1]).toBe(1);
    expect(parseReportBlocks(report.subarray(4))).toMatchObject([{ ssrc: 0x11223344, lostPackets: 0 }]);
  });

  test('over UDP, from port to port', async () => {
    const [rtpSocket, rtcpSocket] = [createSocket('udp4'), createSocket('udp4')];
    for (const socket of [rtpSocket, rtcpSocket]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
    const ports = `${rtpSocket.address().port}-${rtcpSocket.address().port}`;
    const sdp = { 'Content-Type': 'application/sdp' };
    const announced = await reader.request('ANNOUNCE', 'udp', sdp, sdpOfTwo);
    const Session = announced.headers.get('session')?.split(';')[0] ?? '';
    const setUp = await reader.request('SETUP', 'udp/streamid=0', {
      Transport: `RTP/AVP;unicast;client_port=${ports};mode=record`,
    });
    await reader.request('RECORD', 'udp', { Session });
    const serverPort = Number(/server_port=(\d+)/.exec(setUp.headers.get('transport') ?? '')?.[1]);
    let sequence = 1;
    const sending = setInterval(() => rtpSocket.send(packet(sequence++), serverPort, '127.0.0.1'), 100);
    const [report, from] = await once(rtcpSocket, 'message');
    clearInterval(sending);
    expect(from.port).toBe(serverPort + 1);
    expect(parseReportBlocks(report)).toMatchObject([{ ssrc: 0x11223344 }]);
    for (const socket of [rtpSocket, rtcpSocket]) socket.close();
  });
});

describe('UDP ports of a range', () => {
  const serverPort = async (index: number): Promise<number | undefined> => {
    const Transport = `RTP/AVP;unicast;client_port=${40_000 + 2 * index}-${40_001 + 2 * index}`;
    const { status, headers } = await new RtspClient(running.port).request('SETUP', 'live/trackID=0', {
      Transport,
    });
    return status === 200 ? Number(/server_port=(\d+)/.exec(headers.get('transport') ?? '')?.[1]) : undefined;
  };
  /** An even port that is free, and three after it. */
  const freePorts = async (): Promise<number> => {
    for (;;) {
      const probe = createSocket('udp4').bind(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address();
      probe.close();
      if (port % 2 === 0 && port < 65_000) return port;
    }
  };

  // RFC 3550 11: an even one for RTP, and the next one for RTCP
  test('a free pair is taken, the sessions before keep theirs, and without one UDP is refused', async () => {
    const before = await serverPort(0);
    const first = await freePorts();
    const taken = createSocket('udp4').bind(first + 1, '127.0.0.1');
    await once(taken, 'listening');
    running.server.setUdpPorts?.({ first, last: first + 3 });
    expect(await serverPort(1)).toBe(first + 2);
    running.server.setUdpPorts?.({ first, last: first + 1 });
    expect(await serverPort(2)).toBeUndefined();
    expect(running.lines.some(({ msg }) => msg === 'no UDP ports could be opened')).toBe(true);
    taken.close();
    await once(taken, 'close');
    expect(await serverPort(3)).toBe(first);
    expect(before).toBeDefined();
  });
});

// RFC 2326 A: without a sign of life for its timeout a session over UDP ends
test.each(['OPTIONS', 'GET_PARAMETER', 'SET_PARAMETER'])(
  'RFC 2326 12.37: %s keeps a session that is told its timeout',
  async (method) => {
    const short = await startServer({ sessionMs: 600, sweepMs: 20 });
    const [sending, playing] = [new RtspClient(short.port), new RtspClient(short.port)];
    await sending.publish('live');
    const media = setInterval(() => sending.socket.write(frame(0, rtp(1, 1, [0x41, 1]))), 100);
    const Transport = 'RTP/AVP;unicast;client_port=39998-39999';
    const setUp = await playing.request('SETUP', 'live/trackID=0', { Transport });
    const [Session = '', timeout] = setUp.headers.get('session')?.split(';') ?? [];
    expect(timeout).toBe('timeout=1');
    await playing.request('PLAY', 'live', { Session });
    const startMs = performance.now();
    while (performance.now() - startMs < 1_000) {
      expect((await playing.request(method, 'live', { Session })).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const isReading = () => short.server.snapshot().paths[0]?.readers;
    expect(isReading()).toBe(1);
    await expect.poll(isReading, { timeout: 5_000 }).toBe(0);
    expect((await playing.request(method, 'live', { Session })).status).toBe(454);
    clearInterval(media);
    for (const { socket } of [sending, playing]) socket.destroy();
    await short.server.close();
  },
);
