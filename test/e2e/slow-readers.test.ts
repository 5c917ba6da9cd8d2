import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../src/media-server/rtsp/limits.js';
import { keyFrameDetector } from '../../src/media-server/rtsp/rtp/key-frame.js';
import { RtspClient } from '../media-server/rtsp/rtsp-client.js';
import { DecodingReader } from './support/decoding-reader.js';
import { PublishedRecording } from './support/recording.js';
import { ServerProcess } from './support/server-process.js';
import { waitFor } from './support/wait-for.js';

const PATH = 'cam';
const startsKeyFrame = keyFrameDetector('H264') ?? (() => false);

let server: ServerProcess;
const recording = new PublishedRecording();
let decoding: DecodingReader | undefined;
const clients: RtspClient[] = [];

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await decoding?.end();
  await recording.end();
  await server.close();
});

/** Plays on channels of its own, so that nothing that waits for it is shared with another reader. */
class Player {
  readonly client: RtspClient;
  readonly #firstChannel: number;
  /** RTP packets that were missing, by track. */
  readonly missing = [0, 0];
  /** Pictures other than key frames right after missing packets. */
  badResumptions = 0;
  received = 0;
  /** Timestamp of the picture that comes after missing packets, until it is known as a key frame. */
  #resumesAt: number | undefined;
  readonly #last: (number | undefined)[] = [undefined, undefined];

  constructor(port: number, readBytes?: number) {
    this.client = new RtspClient(port, {
      onFrame: (frame) => this.#onFrame(frame),
      ...(readBytes === undefined ? {} : { readBytes }),
    });
    this.#firstChannel = 4 * clients.length;
    clients.push(this.client);
  }

  /** Resolves when PLAY is about to be sent; `then` is called right after it was. */
  async play(then: () => void = () => {}): Promise<void> {
    let session: string | undefined;
    for (const track of [0, 1]) {
      const channel = this.#firstChannel + 2 * track;
      const { headers } = await this.client.request('SETUP', `${PATH}/trackID=${track}`, {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
        ...(session === undefined ? {} : { Session: session }),
      });
      session ??= headers.get('session')?.split(';')[0] ?? '';
    }
    void this.client.request('PLAY', PATH, { Session: session ?? '' });
    then();
  }

  #onFrame(frame: Buffer): void {
    const slot = (frame[1] ?? 0) - this.#firstChannel;
    if ((slot & 1) === 1) return;
    const track = slot >> 1;
    this.received += 1;
    const sequence = frame.readUInt16BE(6);
    const last = this.#last[track] ?? sequence - 1;
    const skipped = (sequence - last - 1) & 0xffff;
    this.#last[track] = sequence;
    this.missing[track] = (this.missing[track] ?? 0) + skipped;
    if (track !== 0) return;
    const timestamp = frame.readUInt32BE(8);
    // Something else, such as an SEI, may stand in front of the key frame's slices.
    if (this.#resumesAt !== undefined && timestamp !== this.#resumesAt) {
      this.badResumptions += 1;
      this.#resumesAt = undefined;
    }
    if (skipped > 0) this.#resumesAt = timestamp;
    if (startsKeyFrame(frame, 4, frame.length)) this.#resumesAt = undefined;
  }
}

it('readers that do not read cost the others nothing and are ended; a slow one goes on at key frames', async () => {
  server = new ServerProcess('rtsp');
  const url = await server.url(PATH);
  const port = Number(new URL(url).port);
  await recording.start(url);
  await server.untilPublished(PATH);
  decoding = new DecodingReader(url, 'tcp');
  const well = new Player(port);
  await well.play();
  await decoding.untilPictures(50);
  let peakBytes = 0;
  const before = residentBytes(server.pid);
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(server.pid));
  }, 100);

  const dead = await Promise.all(
    Array.from({ length: DEAD_READERS }, async (_none, index) => {
      // Every other one reads a byte a second.
      const player = new Player(port, index % 2 === 0 ? undefined : 1);
      await player.play(() => {
        if (index % 2 === 0) player.client.socket.pause();
        else player.client.trickle(1_000);
      });
      return player;
    }),
  );
  const slow = new Player(port, 128 * 1024);
  await slow.play(() => slow.client.trickle(100));

  await waitFor(
    'the slow reader to have lost packets and gone on',
    () => (slow.missing[0] ?? 0) > 0 || undefined,
  );
  await waitFor('the dead readers to be ended', () => server.path(PATH)?.readers === 3 || undefined, 150_000);
  await decoding.untilPictures(25);
  clearInterval(watch);

  expect(well.missing).toEqual([0, 0]);
  expect(well.received).toBeGreaterThan(1000);
  expect(decoding.complaints).toEqual([]);
  expect(slow.badResumptions).toBe(0);
  const lost = slow.missing.reduce((sum, count) => sum + count, 0);
  expect(server.path(PATH)?.delivery?.droppedPackets).toBeGreaterThanOrEqual(lost);
  for (const { received } of dead) expect(received).toBeLessThan(100);
  expect(peakBytes - before).toBeLessThan(
    (DEAD_READERS + 1) * (limits.readerQueueBytes + GOP_BYTES) + GARBAGE_BYTES,
  );
});

const DEAD_READERS = 8;
/** What a reader gets at once when it joins: a second of 20 Mbit/s. */
const GOP_BYTES = 2.5e6;
/** Every reader has channels of its own, so the server makes copies at 25 MB/s, which are collected once in a while. */
const GARBAGE_BYTES = 48 * 1024 * 1024;

/** proc(5): VmRSS of /proc/PID/status is in KiB. */
function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
}
