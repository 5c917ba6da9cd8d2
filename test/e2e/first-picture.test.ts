import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { childrenOf, isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter;
const publishers: Publisher[] = [];

function push(url: string, picture?: Parameters<typeof pushPicture>[1]): Publisher {
  const publisher = pushPicture(url, picture);
  publishers.push(publisher);
  return publisher;
}

afterEach(async () => {
  await Promise.all(publishers.splice(0).map(end));
  await router.dispose();
});

const codecsAt = (url: string, transport: 'tcp' | 'udp'): Promise<string[]> =>
  waitFor(`media at ${url}`, () => probeCodecs(url, transport));

describe('a source pushed to the ingest', () => {
  it('is readable over RTSP, by TCP and UDP, and from the ingest itself', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/cam.1, path: site/cam } }`);
    const { listeners } = await router.start();
    const waiting = await router.untilStream('cam', 'pending');
    expect(waiting).toMatchObject({ reason: 'WaitingForPublisher', pid: null });
    const ingest = `rtmp://${listeners.rtmp.address}/live/cam.1`;
    expect(waiting.pushUrl).toBe(ingest);

    push(ingest);
    const running = await router.untilStream('cam', 'running');
    expect(running.rtspUrl).toBe(`rtsp://${listeners.rtsp.address}/site/cam`);
    expect(await codecsAt(running.rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);
    expect(await codecsAt(running.rtspUrl ?? '', 'udp')).toEqual(['aac', 'h264']);
    expect(await probeCodecs(ingest)).toEqual(['aac', 'h264']);
  });

  it.each([
    ['video only', { audio: false }, ['h264']],
    ['audio only', { video: false }, ['aac']],
    ['video that starts 2 s after the audio', { videoDelayS: 2 }, ['aac', 'h264']],
  ])('arrives with all its tracks: %s', async (_what, picture, codecs) => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/cam } }`);
    const { listeners } = await router.start();
    push(`rtmp://${listeners.rtmp.address}/live/cam`, picture);
    const { rtspUrl } = await router.untilStream('cam', 'running');
    expect(await codecsAt(rtspUrl ?? '', 'tcp')).toEqual(codecs);
  });

  it('comes back when its publisher does', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/cam } }`);
    const { listeners } = await router.start();
    const ingest = `rtmp://${listeners.rtmp.address}/live/cam`;
    const first = push(ingest);
    await router.untilStream('cam', 'running');
    await end(first);
    expect(await router.untilStream('cam', 'pending')).toMatchObject({ reason: 'WaitingForPublisher' });
    push(ingest);
    expect((await router.untilStream('cam', 'running')).restarts).toBe(1);
  });
});

describe('editing the file', () => {
  it('starts what is added and ends what is removed, and nothing else', async () => {
    const one = `${FREE_PORTS}streams:\n  one: { source: push:live/a }\n`;
    const two = `${one}  two: { source: push:live/a }\n`;
    router = new TestRouter(one);
    const { listeners } = await router.start();
    push(`rtmp://${listeners.rtmp.address}/live/a`);
    const { pid } = await router.untilStream('one', 'running');

    router.write(two);
    const added = await router.untilStream('two', 'running');
    expect(await codecsAt(added.rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);

    router.write(one);
    const after = await router.until(({ streams }) => streams.length === 1);
    expect(after.streams[0]).toMatchObject({ name: 'one', phase: 'running', pid });
    expect(isRunning(added.pid ?? 0)).toBe(false);
    expect(isRunning(pid ?? 0)).toBe(true);
  });

  it('restarts a stream whose source changed, and leaves everything when the file is broken', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/a } }`);
    const { listeners } = await router.start();
    push(`rtmp://${listeners.rtmp.address}/live/a`);
    push(`rtmp://${listeners.rtmp.address}/live/b`);
    const before = await router.untilStream('cam', 'running');

    router.write(`${FREE_PORTS}streams: { cam: { sorce: push:live/b } }`);
    const broken = await router.until(({ configuration }) => configuration.problem !== null);
    expect(broken.streams[0]).toMatchObject({ phase: 'running', pid: before.pid });
    expect(broken.configuration.problem?.diagnostics.map(({ code }) => code)).toEqual([
      'missing-key',
      'unknown-key',
    ]);

    router.write(`${FREE_PORTS}streams: { cam: { source: push:live/b } }`);
    const after = await router.until(
      ({ streams }) => streams[0]?.phase === 'running' && streams[0].pid !== before.pid,
    );
    expect(after.configuration).toMatchObject({ generation: 2, problem: null });
    // It was taken over from, and ends after that.
    await waitFor('the old process to be gone', () => !isRunning(before.pid ?? 0) || undefined);
  });

  it('moves a listener without touching a stream', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/a } }`);
    const { listeners } = await router.start();
    push(`rtmp://${listeners.rtmp.address}/live/a`);
    const { pid } = await router.untilStream('cam', 'running');
    router.write(
      `version: 1\nlisten: { rtsp: 0.0.0.0:0, rtmp: 127.0.0.1:0, http: off }\nstreams: { cam: { source: push:live/a } }`,
    );
    const moved = await router.until(
      ({ listeners: now }) =>
        now.rtsp.phase === 'open' && now.rtsp.requested === '0.0.0.0:0' && now.http.phase === 'off',
    );
    expect(moved.listeners.rtsp.address).not.toBe(listeners.rtsp.address);
    expect(isRunning(pid ?? 0)).toBe(true);
    expect(moved.listeners.rtmp.address).toBe(listeners.rtmp.address);
  });
});

describe('the end of the router', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s leaves no process and no port behind, exit code 0',
    async (signal) => {
      router = new TestRouter(
        `${FREE_PORTS}streams: { a: { source: push:live/a }, b: { source: push:live/a } }`,
      );
      const { listeners } = await router.start('--demo');
      push(`rtmp://${listeners.rtmp.address}/live/a`);
      await router.untilStream('a', 'running');
      await router.untilStream('b', 'running');
      const pid = router.process?.pid ?? 0;
      const children = childrenOf(pid);
      expect(children.length).toBe(5); // two servers, two relays, the test picture

      expect((await router.stop(signal)).exitCode).toBe(0);
      expect(children.filter(isRunning)).toEqual([]);
      expect(processesMentioning(router.folder).size).toBe(0);
      for (const { address } of Object.values(listeners))
        if (address !== null) await expectFree(Number(address.split(':').at(-1)));
    },
  );
});

describe('an embedded server that dies', () => {
  it.each(['rtsp', 'rtmp'])('is started again, and its streams with it: %s', async (server) => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/a } }`);
    const { listeners } = await router.start();
    const ingest = `rtmp://${listeners.rtmp.address}/live/a`;
    push(ingest);
    const before = await router.untilStream('cam', 'running');
    const [pid] = [...processesMentioning(`${router.stateDir}/${server}.sock`)].flatMap(
      ([candidate, command]) => (command.includes('media-server') ? [candidate] : []),
    );
    process.kill(pid ?? 0, 'SIGKILL');
    await router.until(({ streams }) => streams[0]?.phase !== 'running');
    if (server === 'rtmp') {
      await router.until(({ listeners: now }) => now.rtmp.phase === 'open');
      push(ingest);
    }
    const after = await router.until(
      ({ streams }) => streams[0]?.phase === 'running' && streams[0].pid !== before.pid,
    );
    expect(after.listeners).toMatchObject({
      rtsp: { address: listeners.rtsp.address },
      rtmp: { address: listeners.rtmp.address },
    });
  });
});

async function expectFree(port: number): Promise<void> {
  const server = await new Promise<Server>((resolve, reject) => {
    const opened = createServer()
      .once('error', reject)
      .listen(port, '127.0.0.1', () => resolve(opened));
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
