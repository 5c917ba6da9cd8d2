import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPreviewServer } from '../../src/preview/preview-server.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { h264, videoFrame } from '../media-server/rtsp/rtp-samples.js';
import { RtspClient, startServer, type TestServer } from '../media-server/rtsp/rtsp-client.js';
import { readBoxes, readSamples } from './mp4/boxes.js';

/** The real RTSP server with a publisher by hand, so that a test knows each packet. */
let rtsp: TestServer;
let publisher: RtspClient;
let sequence = 0;

const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
const socketPath = join(folder, 'preview.sock');
const mistakes: unknown[] = [];
const preview = createPreviewServer((error) => mistakes.push(error));

beforeAll(async () => {
  rtsp = await startServer();
  publisher = new RtspClient(rtsp.port);
  await publisher.publish('cam');
  await new Promise<void>((resolve) => {
    preview.listen(socketPath, resolve);
  });
});

afterAll(async () => {
  preview.close();
  preview.closeAllConnections();
  await rtsp.server.close();
  rmSync(folder, { recursive: true, force: true });
  expect(mistakes).toEqual([]);
});

function publish(timestamp: number, payload: readonly number[]): void {
  sequence += 1;
  const frame = videoFrame(sequence, timestamp, payload);
  frame[5] = (frame[5] ?? 0) | 0x80; // the marker: the picture ends with it
  publisher.socket.write(frame);
}

function readerCount(): number {
  return rtsp.server.snapshot().paths[0]?.readers ?? 0;
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const asked = request({
    socketPath,
    path,
    headers: { 'stream-url': encodeURIComponent(publisher.url('cam')), ...headers },
  });
  asked.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  return { asked, response, body: () => Buffer.concat(chunks) };
}

interface Answer {
  readonly asked: ClientRequest;
  readonly response: IncomingMessage;
  body(): Buffer;
}

async function whole({ response, body }: Answer): Promise<Buffer> {
  if (!response.readableEnded) await new Promise((resolve) => response.on('end', resolve));
  return body();
}

describe('a still', () => {
  it('is the last key frame, has a tag, and leaves no reader behind', async () => {
    publish(1_000, h264.idr);
    await waitFor(
      'the key frame',
      () => rtsp.server.snapshot().paths[0]?.delivery?.lastKeyFrameMs ?? undefined,
    );
    const first = await get('/still.mp4');
    expect(first.response.statusCode).toBe(200);
    expect(first.response.headers['content-type']).toBe('video/mp4; codecs="avc1.64001f"');
    expect(readSamples(await whole(first))).toMatchObject([{ isSync: true, decoded: 0 }]);
    const tag = first.response.headers.etag ?? '';
    const again = await get('/still.mp4', { 'if-none-match': tag });
    expect([again.response.statusCode, again.response.headers.etag]).toEqual([304, tag]);
    await waitFor('the reader to leave', () => readerCount() === 0 || undefined);
  });

  it('of many at once is fetched once', async () => {
    await waitFor('the last one to be forgotten', async () => {
      const before = bytesSent();
      await get('/still.mp4');
      return bytesSent() > before || undefined;
    });
    const before = bytesSent();
    await Promise.all(Array.from({ length: 50 }, () => get('/still.mp4')));
    expect(bytesSent()).toBe(before);
  });

  /** Each time that it is fetched. */
  function bytesSent(): number {
    return rtsp.server.snapshot().paths[0]?.delivery?.bytesOut ?? 0;
  }
});

describe('a live picture', () => {
  it('is one session for all viewers, which ends with the last one', async () => {
    publish(100_000, h264.idr);
    const viewers = await Promise.all([get('/live.mp4'), get('/live.mp4?audio=off')]);
    expect(viewers.map(({ response }) => response.statusCode)).toEqual([200, 200]);
    expect(readerCount()).toBe(1);
    publish(103_600, h264.slice);
    publish(107_200, h264.slice);
    for (const viewer of viewers) {
      await waitFor('two pictures', () => readSamplesOf(viewer.body()).length === 2 || undefined);
      expect(readSamplesOf(viewer.body()).map(({ shown }) => shown)).toEqual([0, 3_600]);
    }
    viewers[0]?.asked.destroy();
    publish(110_800, h264.slice);
    const [, second] = viewers;
    await waitFor('the third picture', () => readSamplesOf(second?.body()).length === 3 || undefined);
    expect(readerCount()).toBe(1);
    second?.asked.destroy();
    await waitFor('the reader to leave', () => readerCount() === 0 || undefined);
  });

  it('shows who joins a stream that is looked at what came since the key frame', async () => {
    publish(500_000, h264.idr);
    const first = await get('/live.mp4');
    for (const at of [503_600, 507_200, 510_800]) publish(at, h264.slice);
    await waitFor('the pictures', () => readSamplesOf(first.body()).length === 3 || undefined);
    const second = await get('/live.mp4');
    await waitFor('what came', () => readSamplesOf(second.body()).length === 3 || undefined);
    expect(readBoxes(second.body()).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    for (const { asked } of [first, second]) asked.destroy();
    await waitFor('the reader to leave', () => readerCount() === 0 || undefined);
  });

  it('ends when the stream does', async () => {
    const client = new RtspClient(rtsp.port);
    await client.publish('short');
    const frame = videoFrame(1, 1, h264.idr);
    frame[5] = (frame[5] ?? 0) | 0x80;
    client.socket.write(frame);
    rtsp.server.setPaths?.({ short: 0 });
    const viewer = await get('/live.mp4', { 'stream-url': encodeURIComponent(client.url('short')) });
    expect(viewer.response.statusCode).toBe(200);
    client.socket.destroy();
    await whole(viewer);
    expect(viewer.response.complete).toBe(true);
  });
});

describe('what cannot be answered', () => {
  it.each([
    ['a path without a publisher', '/still.mp4', 'rtsp://HOST/nothing', 404, 'not-found'],
    ['the same, live', '/live.mp4', 'rtsp://HOST/nothing', 404, 'not-found'],
    ['another protocol', '/live.mp4', 'file:///etc/passwd', 404, 'not-found'],
    ['another path', '/', 'rtsp://HOST/cam', 404, 'not-found'],
    ['a server that is not there', '/still.mp4', 'rtsp://127.0.0.1:1/cam', 502, 'server-unreachable'],
  ])('is a problem: %s', async (_what, path, url, status, code) => {
    const address = encodeURIComponent(url.replace('HOST', `127.0.0.1:${rtsp.port}`));
    const answer = await get(path, { 'stream-url': address });
    expect(answer.response.statusCode).toBe(status);
    expect(answer.response.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse((await whole(answer)).toString())).toMatchObject({
      status,
      code,
      title: expect.any(String),
    });
  });

  it('is a problem: an address that is not encoded well', async () => {
    const answer = await get('/still.mp4', { 'stream-url': 'rtsp://%zz' });
    expect(answer.response.statusCode).toBe(404);
  });
});

/** The last fragment may not be there in full yet. */
function readSamplesOf(data: Buffer = Buffer.alloc(0)): ReturnType<typeof readSamples> {
  try {
    return readSamples(data);
  } catch {
    return [];
  }
}
