import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { clientHandshake } from '../media-server/rtmp/test-client.js';
import { RtspClient } from '../media-server/rtsp/rtsp-client.js';
import { type FarAway, mayBeFarAway, startFarAway } from './support/far-away.js';
import { end, H264, pushPicture } from './support/media.js';
import { ServerProcess } from './support/server-process.js';
import { waitFor } from './support/wait-for.js';

const isSoak = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const OF_EACH_KIND = 20;
/** A minute is the longest that anything waits for a sign of life, and a while for the timers of the system. */
const WITHIN_MS = 120_000;

const endings: (() => Promise<unknown> | undefined)[] = [];
afterAll(async () => {
  for (const ending of endings.reverse()) await ending();
});

it.runIf(isSoak && mayBeFarAway())(
  'connections whose other end has vanished without a word end, whatever they were about',
  { timeout: 300_000 },
  async () => {
    const far: FarAway = await startFarAway();
    endings.push(() => far.close());
    const { host, inside } = far;
    const [rtsp, rtmp] = [new ServerProcess('rtsp', host, inside), new ServerProcess('rtmp', host, inside)];
    endings.push(
      () => rtsp.close(),
      () => rtmp.close(),
    );
    const [rtspUrl, rtmpUrl] = [await rtsp.url('cam'), await rtmp.url('live/cam')];
    const pushing = pushPicture(rtmpUrl, { inside });
    const publishing = publish(rtspUrl, inside);
    endings.push(
      () => end(pushing),
      async () => {
        publishing.kill('SIGKILL');
        await publishing;
      },
    );
    await rtmp.untilPublished('live/cam');
    await waitFor('a picture', () => rtsp.path('cam')?.publisher?.tracks.length === 1 || undefined);
    const servers = [rtsp, rtmp];
    const before = servers.map(descriptors);

    const port = Number(new URL(rtspUrl).port);
    const each = Array.from({ length: OF_EACH_KIND }, (_none, index) => index);
    await Promise.all(
      each.map((index) => play(port, host, `RTP/AVP/TCP;unicast;interleaved=${index}-${index + 1}`)),
    );
    await Promise.all(
      each.map((index) =>
        play(port, host, `RTP/AVP;unicast;client_port=${21_000 + 2 * index}-${21_001 + 2 * index}`),
      ),
    );
    await Promise.all(each.map(() => client(port, host).request('OPTIONS', '*')));
    for (const _ of each) {
      const socket = connect(Number(new URL(rtmpUrl).port), host);
      socket.on('error', () => {});
      socket.write(clientHandshake());
    }
    const remote = pushPicture(rtmpUrl.replace('cam', 'gone'));
    endings.push(() => end(remote));
    await rtmp.untilPublished('live/gone');
    expect(rtsp.path('cam')?.readers).toBe(2 * OF_EACH_KIND);

    far.drop();
    await Promise.all(
      servers.map((server, index) =>
        waitFor(
          'as many descriptors as before',
          () => descriptors(server) <= (before[index] ?? 0) || undefined,
          WITHIN_MS,
        ),
      ),
    );
    await waitFor('no readers', () => rtsp.path('cam')?.readers === 0 || undefined, WITHIN_MS);
    expect(rtmp.path('live/gone')).toBeUndefined();
    expect(rtsp.path('cam')?.publisher?.tracks).toHaveLength(1);
    expect(rtmp.path('live/cam')?.publisher?.isSilent).toBe(false);
  },
);

function client(port: number, host: string): RtspClient {
  const made = new RtspClient(port, { host });
  endings.push(async () => made.socket.destroy());
  return made;
}

async function play(port: number, host: string, Transport: string): Promise<void> {
  const reader = client(port, host);
  const { headers } = await reader.request('SETUP', 'cam/trackID=0', { Transport });
  const Session = headers.get('session')?.split(';')[0] ?? '';
  expect((await reader.request('PLAY', 'cam', { Session })).status).toBe(200);
}

/** Over RTSP, since nobody relays there. */
function publish(url: string, inside: readonly string[]) {
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'];
  const [program = '', ...args] = [
    ...inside,
    'ffmpeg',
    '-loglevel',
    'error',
    ...input,
    ...H264,
    '-f',
    'rtsp',
    url,
  ];
  return execa(program, args, { reject: false, stdin: 'ignore', all: true });
}

function descriptors(server: ServerProcess): number {
  return readdirSync(`/proc/${server.pid}/fd`).length;
}
