import { afterEach, describe, expect, it } from 'vitest';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

/** Two ingests play the part of two cameras; the stream under test reads them from elsewhere. */
let cameras: TestRouter[] = [];
let publishers: Publisher[] = [];
let router: TestRouter;

afterEach(async () => {
  await Promise.all(publishers.map(end));
  await router.dispose();
  await Promise.all(cameras.map((camera) => camera.dispose()));
  cameras = [];
  publishers = [];
});

async function camera(): Promise<string> {
  const one = new TestRouter(`${FREE_PORTS}streams: {}\n`);
  cameras.push(one);
  const { listeners } = await one.start();
  return `rtmp://${listeners.rtmp.address}/live/cam`;
}

function push(url: string): Publisher {
  const publisher = pushPicture(url);
  publishers.push(publisher);
  return publisher;
}

async function until(holds: (stream: StreamStatus) => boolean): Promise<StreamStatus> {
  const { streams } = await router.until(({ streams: [stream] }) => stream !== undefined && holds(stream));
  return streams[0] as StreamStatus;
}

describe('a stream whose source is away', () => {
  it('is tried at once when somebody asks for it, whatever the back-off', async () => {
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { backoff: { initial: 1h, max: 1h }, source: 'srt://127.0.0.1:1' } }\n`,
    );
    await router.start();
    const before = await until(({ phase }) => phase === 'backoff');
    const asked = await router.command('restart', 'cam', '--timeout', '1s');
    expect(asked.exitCode).toBe(3);
    expect(asked.stderr).toContain('kazstreamlink logs cam');
    const after = await until(({ phase, restarts }) => phase === 'backoff' && restarts > before.restarts);
    expect(after.nextTry).not.toBeNull();
    // Who shortens the back-off does not wait for the old one.
    router.write(
      `${FREE_PORTS}streams: { cam: { backoff: { initial: 100ms, max: 200ms }, source: 'srt://127.0.0.1:1' } }\n`,
    );
    await until(({ restarts }) => restarts > after.restarts);
  });
});

describe('a stream with two sources', () => {
  it('goes to the backup when the first ends, and back when it has been well for a while', async () => {
    const [main, backup] = [await camera(), await camera()];
    const first = push(main);
    push(backup);
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { failback: 1s, source: ['${main}', '${backup}'] } }\n`,
    );
    await router.start();
    const before = await until(({ phase, source }) => phase === 'running' && source === main);
    await end(first);
    const during = await until(({ phase, source }) => phase === 'running' && source === backup);
    expect(during.sources).toMatchObject([
      // Until it was asked it has failed, and then it is away.
      { source: main, state: expect.stringMatching(/^(?:failed|away)$/) },
      { source: backup, state: 'in use' },
    ]);
    expect(during.sources[0]?.reason).toMatch(/^Source(?:Ended|NotFound)$/);
    expect(await probeCodecs(during.rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);
    push(main);
    const after = await until(({ phase, source }) => phase === 'running' && source === main);
    expect([before.pid, during.pid]).not.toContain(after.pid);
  });

  it('stays with the backup when the file says so, until that one ends', async () => {
    const [main, backup] = [await camera(), await camera()];
    const second = push(backup);
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { failback: off, source: ['${main}', '${backup}'] } }\n`,
    );
    await router.start();
    const { pid } = await until(({ phase, source }) => phase === 'running' && source === backup);
    const first = push(main);
    expect((await until(({ phase }) => phase === 'running')).pid).toBe(pid);
    await end(second);
    await until(({ phase, source }) => phase === 'running' && source === main);
    await end(first);
    const away = await until(({ phase, reason }) => phase === 'backoff' && reason === 'SourceNotFound');
    expect(away.remedy).not.toBe('');
  });

  it('goes back also when another router has gone on with the backup', async () => {
    const [main, backup] = [await camera(), await camera()];
    push(backup);
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { failback: 1s, source: ['${main}', '${backup}'] } }\n`,
    );
    await router.start();
    const { pid } = await until(({ phase, source }) => phase === 'running' && source === backup);
    await router.kill();
    await router.start();
    const adopted = await until(({ phase }) => phase === 'running');
    expect(adopted).toMatchObject({ pid, source: backup });
    expect(adopted.sources[0]?.state).toMatch(/^(?:failed|away)$/);
    push(main);
    await until(({ phase, source }) => phase === 'running' && source === main);
  });

  it('takes whoever pushes, in the order of the list', async () => {
    router = new TestRouter(
      `${FREE_PORTS}streams: { cam: { failback: 1s, source: ['push:live/main', 'push:live/backup'] } }\n`,
    );
    const { listeners } = await router.start();
    const ingest = `rtmp://${listeners.rtmp.address}/live`;
    push(`${ingest}/backup`);
    await until(({ phase, source }) => phase === 'running' && source === 'push:live/backup');
    const main = push(`${ingest}/main`);
    await until(({ phase, source }) => phase === 'running' && source === 'push:live/main');
    await end(main);
    await until(({ phase, source }) => phase === 'running' && source === 'push:live/backup');
  });
});
