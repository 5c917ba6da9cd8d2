import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audioFrame, h264, sdpOfTwo, videoFrame } from './rtp-samples.js';
import { RtspClient, startServer, type TestServer, tcpTransport } from './rtsp-client.js';

let running: TestServer;
const thrown: unknown[] = [];
const onThrown = (error: unknown): void => {
  thrown.push(error);
};

beforeAll(async () => {
  process.on('uncaughtException', onThrown);
  running = await startServer();
});

afterAll(async () => {
  await running.server.close();
  process.off('uncaughtException', onThrown);
});

function request(method: string, path: string, headers: string[] = [], body = ''): Buffer {
  const lines = [
    `${method} rtsp://h/${path} RTSP/1.0`,
    'CSeq: 1',
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const pieces = [
  request('OPTIONS', ''),
  request('ANNOUNCE', 'f', ['Content-Type: application/sdp'], sdpOfTwo),
  request('SETUP', 'f/streamid=0', [`Transport: ${tcpTransport(0)};mode=record`]),
  request('SETUP', 'f/trackID=0', [`Transport: ${tcpTransport(0)}`]),
  request('SETUP', 'f/trackID=1', ['Transport: RTP/AVP;unicast;client_port=9-10']),
  request('RECORD', 'f', ['Session: 1']),
  request('PLAY', 'f', ['Session: 1']),
  request('TEARDOWN', 'f', ['Session: 1']),
  request('DESCRIBE', 'f'),
  Buffer.concat([videoFrame(1, 1, h264.idr), audioFrame(1, 1)]),
];

const mutated = fc
  .tuple(fc.constantFrom(...pieces), fc.nat(), fc.integer({ min: -1, max: 255 }))
  .map(([piece, at, byte]) => {
    const copy = Buffer.from(piece);
    if (byte >= 0) copy[at % copy.length] = byte;
    return byte % 7 === 0 ? copy.subarray(0, at % copy.length) : copy;
  });

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((data) => Buffer.from(data));

test('random bytes and mutated conversations neither throw nor leave anything behind', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 4, arbitrary: mutated }, bytes), { maxLength: 12 }),
      async (sent) => {
        const client = new RtspClient(running.port);
        for (const data of sent) client.socket.write(data);
        client.socket.end();
        await new Promise((resolve) => client.socket.on('close', resolve));
        await expect.poll(() => running.server.snapshot().paths, { interval: 2 }).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
  expect(thrown).toEqual([]);
  expect(running.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  const client = new RtspClient(running.port);
  expect((await client.request('OPTIONS', '*')).status).toBe(200);
  client.socket.destroy();
}, 60_000);

test('a recording publisher may send anything in its frames', async () => {
  const publisher = new RtspClient(running.port);
  await publisher.publish('noise');
  const reader = new RtspClient(running.port);
  const session = await reader.setup('noise');
  await reader.request('PLAY', 'noise', { Session: session });
  const frames = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.uint8Array({ maxLength: 60 }), fc.boolean())
      .map(([channel, data, valid]) => {
        const packet = Buffer.from(data);
        if (valid && packet.length > 1) {
          packet[0] = 0x80 | ((packet[0] ?? 0) & 0x3f);
          if (channel % 2 === 1) packet[1] = 200;
        }
        return Buffer.concat([Buffer.from([0x24, channel, 0, packet.length]), packet]);
      }),
    { maxLength: 20 },
  );
  const sendNoise = (client: RtspClient) =>
    fc.assert(
      fc.asyncProperty(frames, async (data) => {
        client.socket.write(Buffer.concat(data));
        expect((await client.request('OPTIONS', '*')).status).toBe(200);
      }),
      { numRuns: 60 },
    );
  await sendNoise(publisher);
  const marker = videoFrame(77, 77, h264.idr);
  publisher.socket.write(marker);
  await reader.until(() => reader.frames.at(-1)?.equals(marker) === true);
  expect(thrown).toEqual([]);
  publisher.socket.destroy();
  await expect.poll(() => running.server.snapshot().paths[0]?.publisher).toBeNull();
  // What follows another publisher is rewritten.
  const next = new RtspClient(running.port);
  await next.publish('noise');
  await sendNoise(next);
  expect(thrown).toEqual([]);
  expect((await reader.request('OPTIONS', '*')).status).toBe(200);
  for (const client of [next, reader]) client.socket.destroy();
}, 60_000);
