import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFrameDetector } from '../../src/media-server/rtsp/rtp/key-frame.js';
import { RtspClient } from '../media-server/rtsp/rtsp-client.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { createRandom } from './support/random.js';
import { RelayProcess } from './support/relay-process.js';
import { ServerProcess } from './support/server-process.js';
import { waitFor } from './support/wait-for.js';

const JOINS = process.env['KAZSTREAMLINK_SOAK'] ? 20 : 3;
const GOP_MS = 4_000;
/** With a key frame every {@link GOP_MS}, of 25 pictures a second. */
const CODECS = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
  ...['-g', '100', '-keyint_min', '100', '-sc_threshold', '0', '-c:a', 'aac', '-ac', '1'],
];
const PATH = 'cam';
const startsKeyFrame = keyFrameDetector('H264') ?? (() => false);

let ingest: ServerProcess;
let server: ServerProcess;
let publisher: Publisher;
let relay: RelayProcess;
let url: string;

beforeAll(async () => {
  ingest = new ServerProcess('rtmp');
  server = new ServerProcess('rtsp');
  const input = await ingest.url('live/cam');
  publisher = pushPicture(input, { codecs: CODECS });
  url = await server.url(PATH);
  await ingest.untilPublished('live/cam');
  relay = new RelayProcess({ input, output: url });
  await server.untilPublished(PATH);
});

afterAll(async () => {
  await relay.dispose();
  await end(publisher);
  await Promise.all([ingest.close(), server.close()]);
});

describe.concurrent.each(['tcp', 'udp'] as const)(
  'a reader over %s that joins at any moment',
  (transport) => {
    it('begins with a key frame and decodes everything from it on', async () => {
      const random = createRandom(transport === 'tcp' ? 6 : 66);
      for (let join = 0; join < JOINS; join++) {
        await delay(random.integer(GOP_MS));
        const { packets, pictures, complaints } = await probe(transport);
        expect(packets[0]?.flags).toMatch(/^K/);
        expect(pictures[0]).toMatchObject({ key_frame: 1, pict_type: 'I' });
        expect(pictures.length).toBeGreaterThanOrEqual(PICTURES);
        expect(complaints).toEqual([]);
      }
    });
  },
);

it.concurrent('a key frame comes long before the source sends the next one', async () => {
  const random = createRandom(666);
  const client = new RtspClient(Number(new URL(url).port));
  for (let join = 0; join < JOINS; join++) {
    await delay(random.integer(GOP_MS));
    const session = await client.setup(PATH);
    client.frames.length = 0;
    await client.request('PLAY', PATH, { Session: session });
    const first = await waitFor('the first picture', () => firstPicture(client.frames), GOP_MS / 4);
    expect(first.some((frame) => startsKeyFrame(frame, 4, frame.length))).toBe(true);
    await client.request('TEARDOWN', PATH, { Session: session });
  }
  client.socket.destroy();
});

const PICTURES = 40;

/** What FFmpeg's own reader makes of the first packets of the picture. */
async function probe(transport: 'tcp' | 'udp'): Promise<Probed> {
  const select = [
    '-select_streams',
    'v',
    '-read_intervals',
    `%+#${PICTURES + 5}`,
    '-show_packets',
    '-show_frames',
  ];
  const args = ['-v', 'level+warning', '-rtsp_transport', transport, ...select, '-of', 'json', url];
  const { stdout, stderr } = await execa('ffprobe', args, { stdin: 'ignore', timeout: 60_000 });
  const entries: readonly Entry[] = JSON.parse(stdout).packets_and_frames;
  return {
    packets: entries.filter(({ type }) => type === 'packet'),
    pictures: entries.filter(({ type }) => type === 'frame'),
    complaints: stderr.split('\n').filter((line) => line !== ''),
  };
}

interface Probed {
  readonly packets: readonly Entry[];
  readonly pictures: readonly Entry[];
  readonly complaints: readonly string[];
}

interface Entry {
  readonly type: 'packet' | 'frame';
  readonly flags?: string;
  readonly key_frame?: number;
  readonly pict_type?: string;
}

/** The RTP packets of the first timestamp of the video, once one of the next has come. */
function firstPicture(frames: readonly Buffer[]): Buffer[] | undefined {
  const video = frames.filter((frame) => frame[1] === 0);
  const first = video.filter((frame) => frame.readUInt32BE(8) === video[0]?.readUInt32BE(8));
  return first.length > 0 && first.length < video.length ? first : undefined;
}
