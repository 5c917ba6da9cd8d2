import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { encodeChunks } from '../../src/media-server/rtmp/chunk-writer.js';
import { messageType } from '../../src/media-server/rtmp/message.js';
import { createRtmpServer } from '../../src/media-server/rtmp/server.js';
import { avcHeader, avcKey } from './rtmp/media-fixtures.js';
import { clientHandshake, command, connectCommand, TestClient } from './rtmp/test-client.js';
import { h264, videoFrame } from './rtsp/rtp-samples.js';
import { RtspClient, startServer } from './rtsp/rtsp-client.js';

const BUDGET_BYTES = 256 * 1024;
const STRANGERS = 12;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Sends this and no more. Answers whether it was sent away since. */
function stranger(port: number, bytes: Buffer): { readonly isGone: () => boolean } {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.write(bytes);
  let isGone = false;
  socket.on('close', () => {
    isGone = true;
  });
  return { isGone: () => isGone };
}

it('RTSP: of strangers that begin large requests so many go that the rest fits, and a stream goes on', async () => {
  const { server, port, lines } = await startServer({ sweepMs: 20 }, BUDGET_BYTES);
  const [publisher, reader] = [new RtspClient(port), new RtspClient(port)];
  sockets.push(publisher.socket, reader.socket);
  await publisher.publish('live');
  const Session = await reader.setup('live');
  await reader.request('PLAY', 'live', { Session });
  const begun = Buffer.concat([
    Buffer.from('ANNOUNCE rtsp://h/x RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 65000\r\n\r\n'),
    Buffer.alloc(60_000, 'v'),
  ]);
  const strangers = Array.from({ length: STRANGERS }, () => stranger(port, begun));
  // Of 256 KiB four fit.
  await expect.poll(() => strangers.filter(({ isGone }) => isGone()).length).toBe(STRANGERS - 4);
  publisher.socket.write(videoFrame(1, 1, h264.idr));
  await reader.until(() => reader.frames.length > 0);
  expect(lines.filter(({ msg }) => String(msg).includes('too much memory'))).toHaveLength(STRANGERS - 4);
  await server.close();
});

it('RTMP: likewise, and its publisher stays', async () => {
  const server = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => {} }, BUDGET_BYTES);
  const { port } = await server.listen('127.0.0.1', 0);
  const [publisher, player] = [await TestClient.open(port), await TestClient.open(port)];
  sockets.push(publisher.socket, player.socket);
  publisher.send(connectCommand('live'), command('publish', 0, null, 'cam'), avcHeader(), avcKey());
  await expect.poll(() => server.snapshot().paths.length).toBe(1);
  player.send(connectCommand('live'), command('play', 0, null, 'cam'));
  await player.until(({ media }) => media.length > 0);
  const payload = Buffer.alloc(64 * 1024);
  const message = encodeChunks(3, { type: messageType.command, streamId: 0, timestampMs: 0, payload }, 128);
  const begun = Buffer.concat([clientHandshake(), message.subarray(0, 1_000)]);
  const strangers = Array.from({ length: STRANGERS }, () => stranger(port, begun));
  // The publisher's pictures take some of it.
  await expect.poll(() => strangers.filter(({ isGone }) => isGone()).length).toBe(STRANGERS - 3);
  const before = player.output.media.length;
  publisher.send(avcKey(40));
  await player.until(({ media }) => media.length > before);
  await server.close();
});
