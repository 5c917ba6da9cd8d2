import { afterEach, describe, expect, it } from 'vitest';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { processesMentioning } from './support/processes.js';
import { FREE_PORTS } from './support/router.js';
import { mayMount } from './support/router-at.js';
import { RouterOnSmallDisk } from './support/router-on-small-disk.js';
import { timePasses } from './support/time-passes.js';
import { waitFor } from './support/wait-for.js';

let router: RouterOnSmallDisk;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router.dispose();
  expect(processesMentioning(router.folder).size).toBe(0);
});

// Who may not mount cannot make a disk that is soon full.
describe.skipIf(!mayMount())('a state folder without room', () => {
  it('keeps no router from going on with what runs', { timeout: 120_000 }, async () => {
    const deadlines = 'defaults: { firstFrameTimeout: 5s, stallTimeout: 3s }';
    router = new RouterOnSmallDisk(`${FREE_PORTS}${deadlines}\nstreams: { a: { source: push:live/a } }\n`);
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    const { pid } = await router.untilStream('a', 'running');
    router.fill();
    await router.kill();
    router.beside = pid;
    await router.start();
    expect(await router.untilStream('a', 'running')).toMatchObject({ pid });
    expect(router.log('what runs goes on, but nothing can be started')).toMatchObject([
      { problem: expect.stringContaining('cannot be written (ENOSPC)'), remedy: expect.any(String) },
    ]);
    router.fill(); // what the router gave free when it went
    router.write(`${FREE_PORTS}${deadlines}\nstreams: { a: { source: push:live/a, audio: none } }\n`);
    // Whether there is room for another process or not: it is one of the two that runs, and goes on.
    const told = ['a successor could not be started, and what runs goes on', 'successor has taken over'];
    await waitFor('the edit', () => told.some((message) => router.log(message).length > 0) || undefined);
    const during = await router.untilStream('a', 'running');
    await timePasses(8_000); // longer than a first frame and a stall may take
    expect(await router.untilStream('a', 'running')).toMatchObject({ pid: during.pid });
    router.empty();
    const isChanged = ({ streams: [a] }: RouterStatus): boolean =>
      a?.phase === 'running' && a.specHash === a.processSpecHash;
    const after = await router.until(isChanged);
    expect(await probeCodecs(after.streams[0]?.rtspUrl ?? '', 'tcp')).toEqual(['h264']);
    process.kill(after.streams[0]?.pid ?? 0, 'SIGKILL');
    await router.until(({ streams: [a] }) => a?.phase === 'running' && a.pid !== after.streams[0]?.pid);
  });

  it('ends no stream, but those that hang', { timeout: 120_000 }, async () => {
    router = new RouterOnSmallDisk(
      `${FREE_PORTS}defaults: { stallTimeout: 3s }\nstreams: { a: { source: push:live/a }, b: { source: push:live/a } }\n`,
    );
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    const allRun = ({ streams }: { streams: readonly { phase: string }[] }): boolean =>
      streams.every(({ phase }) => phase === 'running');
    const before = await router.until(allRun);
    await timePasses(2_000);
    router.fill();
    // What room there is in the last block of each file is used up first.
    const unheard = (): unknown[] => router.log('ffmpeg works, but its progress cannot be read');
    const isMissed = (): true | undefined => {
      router.fill(); // what the router gives free meanwhile as well
      return unheard().length === 2 || undefined;
    };
    await waitFor('the progress to be missed', isMissed, 40_000, () => JSON.stringify(router.log().slice(0)));
    await timePasses(4_000);
    const during = await router.status();
    expect(during?.streams).toMatchObject(before.streams.map(({ pid }) => ({ pid, phase: 'running' })));
    expect(unheard()).toHaveLength(2);
    expect(await probeCodecs(before.streams[0]?.rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);

    process.kill(before.streams[1]?.pid ?? 0, 'SIGSTOP');
    const [hang] = await waitFor('the hang', () => {
      const told = router.log('ffmpeg hangs and is ended');
      return told.length > 0 ? told : undefined;
    });
    expect(hang).toMatchObject({ stream: 'b', reason: 'ProcessStopped' });

    router.empty();
    const after = await router.until(allRun, 60_000);
    expect(after.streams[1]?.pid).not.toBe(before.streams[1]?.pid);
    await timePasses(3_000);
    expect((await router.status())?.streams[0]).toMatchObject({
      pid: before.streams[0]?.pid,
      phase: 'running',
    });
  });
});
