import { expect, test } from 'vitest';
import { UdpSink } from '../../../src/media-server/rtsp/udp-sink.js';
import type { UdpTransport } from '../../../src/media-server/rtsp/udp-transport.js';
import { h264, videoFrame } from './rtp-samples.js';

test('what comes at once leaves in portions, in order, and live packets queue up behind', async () => {
  const sent: { number: number; atMs: number }[] = [];
  const transport = {
    sendRtp: (packet: Buffer) => sent.push({ number: packet.readUInt16BE(2), atMs: performance.now() }),
    sendRtcp: () => {},
  } as unknown as UdpTransport;
  const sink = new UdpSink(transport, '127.0.0.1', new Map([[0, [1, 2]]]), () => {});
  const payload = [...h264.slice, ...new Array<number>(1200).fill(0)];
  // 600 KB, more than the socket buffer of a player takes.
  for (let count = 0; count < 500; count++) sink.write(videoFrame(count, 0, payload));
  // Far from all, however slow the machine is that writes them.
  expect(sent.length).toBeLessThan(400);
  await expect.poll(() => sent.length).toBe(500);
  expect(sent.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_none, index) => index));
  expect((sent.at(-1)?.atMs ?? 0) - (sent[0]?.atMs ?? 0)).toBeGreaterThan(30);
  sink.write(videoFrame(500, 0, payload));
  await expect.poll(() => sent.length).toBe(501);
});
