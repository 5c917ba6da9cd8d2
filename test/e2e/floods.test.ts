import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { clientHandshake } from '../media-server/rtmp/test-client.js';
import { BareServers } from './support/bare-servers.js';
import { waitFor } from './support/wait-for.js';

const isSoak = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const COUNTS = isSoak
  ? { silent: 1_000, churned: 10_000, halfFinished: 200, trickling: 20 }
  : { silent: 150, churned: 1_000, halfFinished: 60, trickling: 4 };
/** At once, of those that come and go. */
const PARALLEL = 50;
/** What a heap that has just been used keeps for a while. */
const GROWTH_BYTES = 24 * 1024 * 1024;

let servers: BareServers;

beforeAll(async () => {
  servers = await BareServers.start();
});

afterAll(() => servers.close());

describe.concurrent.each([
  ['rtmp', 0, halfOfRtmp, clientHandshake()],
  ['rtsp', 1, halfOfRtsp, Buffer.from('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n')],
] as const)('the %s server', (kind, index, halfFinished, request) => {
  it('outlives strangers, and neither its readers nor its memory notice', { timeout: 300_000 }, async ({
    expect,
  }) => {
    const pid = servers.pids[index] ?? 0;
    const before = { descriptors: descriptors(pid), bytes: residentBytes(pid), received: servers.received };
    const port = servers.ports[kind];

    await Promise.all([
      untilClosed(Array.from({ length: COUNTS.silent }, () => open(port))),
      churn(port, COUNTS.churned),
      untilClosed(
        Array.from({ length: COUNTS.halfFinished }, (_none, index) => {
          const socket = open(port);
          socket.write(halfFinished(index));
          return socket;
        }),
      ),
      untilClosed(Array.from({ length: COUNTS.trickling }, () => trickle(open(port), request))),
    ]);

    await waitFor('as many descriptors as before', () => descriptors(pid) <= before.descriptors || undefined);
    await waitFor(
      'as much memory as before',
      () => residentBytes(pid) - before.bytes < GROWTH_BYTES || undefined,
    );
    await waitFor('more packets', () => servers.received > before.received + 100 || undefined);
    console.info(
      `${kind}: ${JSON.stringify(COUNTS)}; resident MiB ${mib(before.bytes)} before, ${mib(residentBytes(pid))} after; ${servers.received} packets, ${servers.missing} missing`,
    );
    expect(servers.missing).toBe(0);
  });
});

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.resume();
  return socket;
}

/** Resolves when the server has closed all of them. */
async function untilClosed(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(
    sockets.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
  );
}

async function churn(port: number, count: number): Promise<void> {
  let left = count;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const socket = open(port);
      // Some go at once, some when they are connected, some by a reset.
      if (left % 3 === 0) socket.destroy();
      else if (left % 3 === 1) socket.end();
      else socket.once('connect', () => socket.resetAndDestroy());
      await untilClosed([socket]);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
}

/** A byte a second. */
function trickle(socket: Socket, request: Buffer): Socket {
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(request.subarray(sent, sent + 1));
    sent = (sent + 1) % request.length;
  }, 1_000);
  socket.on('close', () => clearInterval(timer));
  return socket;
}

function halfOfRtsp(index: number): Buffer {
  const texts = [
    'DESCRIBE rtsp://127.0.0.1/cam RTSP/1.0\r\nCSeq: 1\r\n',
    'OPTIONS',
    'ANNOUNCE rtsp://127.0.0.1/x RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: 500\r\n\r\nv=0\r\n',
    '$\x00\xff\xffabc',
  ];
  return Buffer.from(texts[index % texts.length] ?? '', 'latin1');
}

/** C0; half of C1; C0, C1 and no C2; all of it and no command. */
function halfOfRtmp(index: number): Buffer {
  const handshake = clientHandshake();
  const sizes = [1, 700, 1 + 1536, handshake.length];
  return handshake.subarray(0, sizes[index % sizes.length]);
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** proc(5): the second number of statm is in pages. */
function residentBytes(pid: number): number {
  return 4096 * Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
