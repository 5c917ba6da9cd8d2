import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { KeptLog } from '../../src/state/stream-run.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import type { DecodingReader } from './support/decoding-reader.js';
import { ffmpegOf } from './support/players/ffmpeg.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { createRandom } from './support/random.js';
import { FREE_PORTS, type TestRouter } from './support/router.js';
import { SingleClientSource } from './support/single-client-source.js';
import { waitFor } from './support/wait-for.js';
import { untilOnly, useWatchedStreams } from './support/watched-streams.js';

const IS_SOAK = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const TIMES = IS_SOAK ? 5 : 1;
const SEED = 7;

const { routerOf, push, read } = useWatchedStreams();

const text = (keys: string): string => `${FREE_PORTS}streams: { cam: { ${keys} } }\n`;

/** A router with a running stream `cam`, and pushes to `live/main` and `live/other` of its ingest. */
async function start(keys = 'source: push:live/main'): Promise<{ router: TestRouter; stream: StreamStatus }> {
  const router = routerOf(text(keys));
  const { listeners } = await router.start();
  router.ingest = `rtmp://${listeners.rtmp.address}/live`;
  for (const name of ['main', 'other']) push(`${router.ingest}/${name}`);
  return { router, stream: await untilOnly(router, ({ phase }) => phase === 'running') };
}

describe.each(IS_SOAK ? (['tcp', 'udp'] as const) : (['tcp'] as const))(
  'a player over %s sees no gap',
  (transport) => {
    it.each<[string, readonly string[]]>([
      ['arguments', ['source: push:live/main, ffmpeg: { outputArgs: ["-pkt_size", 1000] }']],
      ['the source', ['source: push:live/other']],
      ['the codec', ['source: push:live/main, video: { codec: h264, gop: 25 }']],
      ['nothing, but a restart is asked for', []],
    ])('when the change is of %s', async (_what, [keys]) => {
      const { router, stream } = await start();
      const reader = await read(stream.rtspUrl, transport);
      let { pid } = stream;
      for (let count = 0; count < TIMES; count++) {
        for (const now of [keys, 'source: push:live/main']) {
          if (keys === undefined) expect((await router.command('restart', 'cam')).exitCode).toBe(0);
          else router.write(text(now ?? ''));
          const before = pid;
          const after = await untilOnly(router, (seen) => seen.phase === 'running' && seen.pid !== before);
          pid = after.pid;
          await reader.untilPictures(50);
        }
      }
      expect(router.log('successor has taken over')).toHaveLength(2 * TIMES);
      await expectUndisturbed(reader);
    });
  },
);

describe('a change of what readers cannot go on with', () => {
  it('ends their sessions at the takeover, not before', async () => {
    const { router, stream } = await start();
    const reader = await read(stream.rtspUrl, 'tcp');
    router.write(text('source: push:live/main, audio: none'));
    await waitFor('the reader to end', () => reader.hasEnded || undefined);
    const taken = await waitFor('it to be told', () => router.log('publisher has taken the path over')[0]);
    expect(taken).toMatchObject({ path: 'cam', readersEnd: '2 tracks became 1' });
    expect(reader.complaints).toEqual([]);
    expect(await read(stream.rtspUrl, 'tcp', ffmpegOf(['video']))).toBeDefined();
  });
});

describe('a successor that fails', () => {
  it('because its source is not there: what the file no longer says ends', async () => {
    const { router, stream } = await start();
    router.write(text('source: rtmp://127.0.0.1:1/live/none'));
    const after = await untilOnly(router, ({ phase }) => phase === 'backoff');
    expect(after.reason).toBe('SourceRefused');
    expect(isRunning(stream.pid ?? 0)).toBe(false);
    const { runs } = await logOf(router);
    expect(runs[0]).toMatchObject({ pid: stream.pid, end: { reason: null, nextTryAt: null } });
    const told = runs[0]?.lines.filter(({ from }) => from === 'router').map((line) => line.text);
    expect(told?.join('\n')).toMatch(/^its successor .* does not take over: SourceRefused/m);
    // Not after a while: the successor was no try of it.
    expect(runs[1]?.cause).toBe('source: push:live/main → rtmp://127.0.0.1:1/live/***');
  });

  it('because its source serves one client at a time: the next one has it for itself', async () => {
    const source = await SingleClientSource.open();
    try {
      const { router, stream } = await start(`source: '${source.url}'`);
      router.write(text(`source: '${source.url}', ffmpeg: { outputArgs: ["-pkt_size", 1000] }`));
      const after = await untilOnly(router, (seen) => seen.phase === 'running' && seen.pid !== stream.pid);
      expect(after.restarts).toBe(1);
      expect(source.refusals).toBeGreaterThan(0);
      expect(router.log('successor has taken over')).toEqual([]);
      expect(router.log('ffmpeg ended')).toEqual([]);
    } finally {
      source.close();
    }
  });
});

describe('a successor that was to go back to a preferred source', () => {
  it('and fails costs nothing: the source that is in use goes on', async () => {
    const list = 'failback: 1s, source: ["push:live/preferred", "push:live/main"]';
    const { router, stream } = await start(list);
    // No RTSP server takes that codec.
    const codecs = ['-c:v', 'flv1', '-g', '25', '-c:a', 'aac', '-ac', '1'];
    push(`${router.ingest}/preferred`, { codecs });
    await waitFor('the successor to fail', () => router.log('successor failed')[0], 60_000);
    const after = await untilOnly(router, ({ reason }) => reason === 'Running');
    expect(after).toMatchObject({ pid: stream.pid, phase: 'running', restarts: 0, source: 'push:live/main' });
    expect(after.sources[0]).toMatchObject({ state: 'failed', reason: 'CodecNotSupported' });
  });
});

describe('somebody else', () => {
  it('does not get a path that has a publisher', async () => {
    const { router, stream } = await start();
    for (const url of [stream.rtspUrl ?? '', `${stream.rtspUrl}?successor=${'0'.repeat(32)}`]) {
      const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-c:v', 'libx264'];
      const args = ['-loglevel', 'error', ...input, '-f', 'rtsp', '-rtsp_transport', 'tcp', url];
      const { stderr } = await execa('ffmpeg', args, { reject: false, stdin: 'ignore' });
      expect(stderr).toContain('401 Unauthorized');
    }
    expect((await untilOnly(router, ({ phase }) => phase === 'running')).pid).toBe(stream.pid);
  });
});

describe('many changes', () => {
  it('twenty in a row end in one FFmpeg that runs as the last one says', async () => {
    const { router, stream } = await start();
    const reader = await read(stream.rtspUrl, 'tcp');
    const random = createRandom(SEED);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, publishersOf(router).length);
    }, 20);
    for (let size = 1001; size <= 1020; size += 1) {
      router.write(text(`source: push:live/main, ffmpeg: { outputArgs: ["-pkt_size", ${size}] }`));
      const next = Date.now() + random.integer(400);
      await waitFor('the next edit', () => Date.now() >= next || undefined);
    }
    const [last] = await waitFor('one FFmpeg', () => {
      const found = publishersOf(router);
      return found.length === 1 && found[0]?.includes('-pkt_size 1020 ') ? found : undefined;
    });
    clearInterval(watch);
    expect(last).toBeDefined();
    expect(most).toBe(2);
    await reader.untilPictures(50);
    await expectUndisturbed(reader);
    expect(router.log('ffmpeg ended')).toEqual([]);
  });

  it.runIf(IS_SOAK)(
    'and a router that is killed in the middle of them leave one FFmpeg',
    {
      timeout: 1_200_000,
    },
    async () => {
      const { router, stream } = await start();
      const reader = await read(stream.rtspUrl, 'tcp');
      const random = createRandom(SEED);
      for (let kills = 1; kills <= (IS_SOAK ? 60 : 6); kills += 1) {
        const keys = `source: push:live/main, ffmpeg: { outputArgs: ["-pkt_size", ${1000 + kills}] }`;
        router.write(text(keys));
        const moment = Date.now() + random.integer(1_200);
        await waitFor('the moment', () => Date.now() >= moment || undefined);
        await router.kill();
        await router.start();
        await waitFor(
          'one FFmpeg that runs as the file says',
          () => {
            const found = publishersOf(router);
            return (found.length === 1 && found[0]?.includes(`-pkt_size ${1000 + kills} `)) || undefined;
          },
          60_000,
          () => JSON.stringify(publishersOf(router)),
        );
        await untilOnly(router, ({ phase, reason }) => phase === 'running' && reason === 'Running');
        await reader.untilPictures(25);
      }
      expect(reader.hasEnded).toBe(false);
      expect(reader.complaints).toEqual([]);
      expect(await reader.end()).toBe(0);
    },
  );
});

/** Command lines of the FFmpegs that publish for the router. */
function publishersOf(router: TestRouter): string[] {
  return [...processesMentioning('-f rtsp -rtsp_transport tcp').values()].filter((command) =>
    command.includes(router.ingest),
  );
}

async function logOf(router: TestRouter): Promise<KeptLog> {
  const { stdout } = await router.command('logs', 'cam', '--all', '--format', 'json');
  return JSON.parse(stdout) as KeptLog;
}

/** Times rise without a gap, nothing was complained of, and sound and picture have stayed together. */
async function expectUndisturbed(reader: DecodingReader): Promise<void> {
  const { video, audio } = reader.timesS;
  for (const [name, times] of Object.entries({ video, audio })) {
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...steps), `${name} goes forward`).toBeGreaterThan(0);
    // As long as the machine kept everybody waiting; how little it is by itself, test/media-server/rtsp/takeover shows.
    expect(Math.max(...steps), `${name} has no gap`).toBeLessThan(1);
  }
  expect(Math.abs((video.at(-1) ?? 0) - (audio.at(-1) ?? 0))).toBeLessThan(1);
  expect(reader.hasEnded).toBe(false);
  expect(reader.complaints).toEqual([]);
  expect(await reader.end()).toBe(0);
}
