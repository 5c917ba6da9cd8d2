import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { processesMentioning } from './support/processes.js';
import { createRandom, type Random } from './support/random.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const DURATION_MS = process.env['KAZSTREAMLINK_SOAK'] ? 60_000 : 8_000;
const PARALLEL = 8;
/**
 * From half time to the end. The heap of a busy server takes some ten seconds to find its size, so a short run has to
 * allow for that; a leak of 100 bytes a conversation would still be 20 MiB in a long one.
 */
const MAX_GROWTH_BYTES = (process.env['KAZSTREAMLINK_SOAK'] ? 16 : 64) * 1024 * 1024;

let router: TestRouter;
const publishers: Publisher[] = [];
const proxies: Server[] = [];

afterEach(async () => {
  await Promise.all(publishers.splice(0).map(end));
  for (const proxy of proxies.splice(0)) proxy.close();
  await router.dispose();
});

describe('random bytes and mutated conversations against both servers', () => {
  it('end neither, let neither grow, and disturb no stream', async () => {
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { source: push:live/cam }, second: { source: push:live/b } }`,
    );
    const { listeners } = await router.start('--demo');
    const rtmp = portOf(listeners.rtmp.address);
    const rtsp = portOf(listeners.rtsp.address);
    publishers.push(pushPicture(`rtmp://127.0.0.1:${rtmp}/live/cam`));
    const before = await router.untilStream('cam', 'running');
    const servers = mediaServers();

    const conversations = [
      { port: rtmp, bytes: await record(rtmp, (port) => pushFor(port)) },
      { port: rtsp, bytes: await record(rtsp, (port) => probeCodecs(`rtsp://127.0.0.1:${port}/cam`, 'tcp')) },
      { port: rtsp, bytes: await record(rtsp, (port) => probeCodecs(`rtsp://127.0.0.1:${port}/cam`, 'udp')) },
      { port: rtsp, bytes: Buffer.from(ANNOUNCE) },
    ];
    const resident = (): number[] => [...servers.values()].map(residentBytes);
    const first = await attack(conversations, createRandom(1), DURATION_MS / 2);
    const halfTime = resident();
    const second = await attack(conversations, createRandom(2), DURATION_MS / 2);
    const atEnd = resident();
    console.info(
      `${first + second} conversations in ${DURATION_MS / 1000} s; resident MiB at half time ${halfTime.map(mib)}, at the end ${atEnd.map(mib)}`,
    );

    expect(second).toBeGreaterThan(100);
    for (const [index, bytes] of atEnd.entries()) {
      expect(bytes - (halfTime[index] ?? 0)).toBeLessThan(MAX_GROWTH_BYTES);
    }
    expect(mediaServers()).toEqual(servers);
    const after = await router.untilStream('cam', 'running');
    expect(after).toMatchObject({ pid: before.pid, restarts: 0 });
    expect(await waitFor('media', () => probeCodecs(after.rtspUrl ?? '', 'tcp'))).toEqual(['aac', 'h264']);
    const codecs = await probeCodecs(`rtmp://127.0.0.1:${rtmp}/live/cam`);
    expect(codecs).toEqual(['aac', 'h264']);
  });
});

/** By kind, such as `rtsp`. */
function mediaServers(): Map<string, number> {
  const found = [...processesMentioning(router.stateDir)].flatMap(([pid, command]) => {
    const kind = /media-server\/(\w+)\/main\.js/.exec(command)?.[1];
    return kind === undefined ? [] : [[kind, pid] as const];
  });
  return new Map(found.sort());
}

interface Conversation {
  readonly port: number;
  readonly bytes: Buffer;
}

async function attack(
  conversations: readonly Conversation[],
  random: Random,
  durationMs: number,
): Promise<number> {
  const endMs = Date.now() + durationMs;
  let count = 0;
  const one = async (): Promise<void> => {
    while (Date.now() < endMs) {
      const conversation = conversations[random.integer(conversations.length)];
      if (conversation === undefined) return;
      await converse(conversation.port, mutate(conversation.bytes, random));
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
  return count;
}

/** Sends the bytes in a few pieces and hangs up when they are sent, or when the server does. */
async function converse(port: number, pieces: readonly Buffer[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.resume();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) socket.write(piece);
  socket.end();
  const impatient = setTimeout(() => socket.destroy(), 300);
  await closed;
  clearTimeout(impatient);
}

function mutate(bytes: Buffer, random: Random): Buffer[] {
  if (random.integer(8) === 0) return [random.bytes(1 + random.integer(5_000))];
  // Mostly the beginning, where the states of a session are; now and then far into the media.
  const mutated = Buffer.from(
    bytes.subarray(0, 1 + random.integer(random.integer(4) === 0 ? bytes.length : 6_000)),
  );
  for (let flips = random.integer(12); flips > 0; flips -= 1) {
    mutated[random.integer(mutated.length)] = random.integer(256);
  }
  const cut = random.integer(mutated.length);
  switch (random.integer(4)) {
    case 0:
      return [mutated.subarray(0, cut), random.bytes(random.integer(200)), mutated.subarray(cut)];
    case 1:
      return [mutated.subarray(0, cut), mutated.subarray(random.integer(cut + 1))];
    case 2:
      return [mutated.subarray(0, cut), mutated.subarray(Math.min(cut + random.integer(50), mutated.length))];
    default:
      return [mutated];
  }
}

/** What a real client sends to the server on this port while it does its work. */
async function record(port: number, work: (proxyPort: number) => Promise<unknown>): Promise<Buffer> {
  const sent: Buffer[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    sockets.push(client, server);
    client.on('data', (chunk) => sent.push(chunk));
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.pipe(server).pipe(client);
  });
  proxies.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port: proxyPort } = proxy.address() as { port: number };
  const done = work(proxyPort);
  await waitFor('the client to have said enough', async () =>
    Buffer.concat(sent).length > 600 ? true : undefined,
  );
  await done;
  for (const socket of sockets) socket.destroy();
  return Buffer.concat(sent).subarray(0, 300_000);
}

/** A publisher that goes as soon as it is on the air at the second path. */
async function pushFor(port: number): Promise<void> {
  const publisher = pushPicture(`rtmp://127.0.0.1:${port}/live/b`);
  await router.untilStream('second', 'running');
  await end(publisher);
}

function residentBytes(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
  return Number(pages) * 4096;
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

function portOf(address: string | null): number {
  return Number(address?.split(':').at(-1));
}

const SDP = `v=0\r
o=- 0 0 IN IP4 127.0.0.1\r
s=x\r
c=IN IP4 127.0.0.1\r
t=0 0\r
m=video 0 RTP/AVP 96\r
a=rtpmap:96 H264/90000\r
a=control:streamid=0\r
m=audio 0 RTP/AVP 97\r
a=rtpmap:97 MPEG4-GENERIC/44100/2\r
a=control:streamid=1\r
`;

const ANNOUNCE = [
  `ANNOUNCE rtsp://127.0.0.1/fuzz RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`,
  'SETUP rtsp://127.0.0.1/fuzz/streamid=0 RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record\r\n\r\n',
  'SETUP rtsp://127.0.0.1/fuzz/streamid=1 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;unicast;interleaved=2-3;mode=record\r\n\r\n',
  'RECORD rtsp://127.0.0.1/fuzz RTSP/1.0\r\nCSeq: 4\r\n\r\n',
  '$\x00\x00\x10\x80\x60\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x65\x88\x80\x10',
  'TEARDOWN rtsp://127.0.0.1/fuzz RTSP/1.0\r\nCSeq: 5\r\n\r\n',
].join('');
