import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchRouterStatus } from '../../src/api/client.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  publisher = undefined;
  await router.dispose();
});

/** FFmpegs that read from the ingest, by pid. */
function relays(): Map<number, string> {
  const found = [...processesMentioning('rtsp://127.0.0.1')].filter(([, command]) =>
    command.includes('-c copy'),
  );
  return new Map(found.filter(([, command]) => command.includes(router.ingest)));
}

describe('the router goes on when', () => {
  it('its state folder vanishes, and makes it anew', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/a } }\n`);
    const { listeners } = await router.start('--demo');
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    const { pid } = await router.untilStream('cam', 'running');
    rmSync(router.stateDir, { recursive: true });
    process.kill(pid ?? 0, 'SIGKILL');
    const overHttp = { url: `http://${listeners.http.address}` };
    await waitFor('the stream to run again', async () => {
      const status = await fetchRouterStatus(overHttp);
      const stream = status?.streams[0];
      return (stream?.phase === 'running' && stream.pid !== pid) || undefined;
    });
    // The socket for commands is there again as well.
    await router.until(({ streams }) => streams[0]?.phase === 'running');
    const second = await router.command('run');
    expect(second.exitCode).toBe(1);
    expect((await router.stop()).exitCode).toBe(0);
    expect(processesMentioning(router.folder).size).toBe(0);
  });

  it('a pipe lies where the file was', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}\n`);
    await router.start();
    execFileSync('mkfifo', [join(router.folder, 'pipe')]);
    renameSync(join(router.folder, 'pipe'), router.config);
    const { configuration } = await router.until(({ configuration: now }) => now.problem !== null);
    expect(configuration.problem?.diagnostics[0]?.code).toBe('file-unreadable');
    rmSync(router.config);
    router.write(`${FREE_PORTS}streams: { later: { source: push:x } }\n`);
    await router.untilStream('later', 'pending');
  });

  it('the test picture is killed again and again', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}\n`);
    await router.start('--demo');
    for (let kills = 0; kills < 2; kills += 1) {
      const [pid] = await waitFor('the test picture', () => {
        const found = [...processesMentioning('live/demo')].filter(([, command]) =>
          command.includes('smptehdbars'),
        );
        return found.map(([candidate]) => candidate).find(isRunning) === undefined
          ? undefined
          : found.map(([one]) => one);
      });
      process.kill(pid ?? 0, 'SIGKILL');
      await waitFor('it to be gone', () => !isRunning(pid ?? 0) || undefined);
    }
    await waitFor(
      'the test picture again',
      () =>
        [...processesMentioning('live/demo')].some(([, command]) => command.includes('smptehdbars')) ||
        undefined,
    );
  });
});

describe('never two FFmpegs at one output', () => {
  it('when a stream is renamed whose FFmpeg hangs', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { old: { source: push:live/a, path: site } }\n`);
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    const { pid } = await router.untilStream('old', 'running');
    process.kill(pid ?? 0, 'SIGSTOP');
    router.write(`${FREE_PORTS}streams: { new: { source: push:live/a, path: site } }\n`);
    const waiting = await router.until(({ streams }) => streams.some(({ name }) => name === 'new'));
    expect(waiting.streams.find(({ name }) => name === 'new')).toMatchObject({
      reason: 'WaitingForOutput',
      pid: null,
    });
    const running = await router.untilStream('new', 'running');
    expect(running.restarts).toBe(0);
    expect(isRunning(pid ?? 0)).toBe(false);
  });

  it('when a stream is changed twenty times in a row', async () => {
    const text = (path: string): string =>
      `${FREE_PORTS}streams: { cam: { source: push:live/a, path: ${path} } }\n`;
    router = new TestRouter(text('start'));
    const { listeners } = await router.start();
    router.ingest = `rtmp://${listeners.rtmp.address}/live/a`;
    publisher = pushPicture(router.ingest);
    await router.untilStream('cam', 'running');
    for (let edit = 1; edit <= 20; edit += 1) {
      router.write(text(`path-${edit}`));
      const status = await router.until(({ streams }) => streams[0]?.path === `path-${edit}`);
      expect(status.streams).toHaveLength(1);
      expect(relays().size).toBeLessThanOrEqual(1);
    }
    const { rtspUrl } = await router.untilStream('cam', 'running');
    expect(rtspUrl).toMatch(/path-20$/);
  });
});

describe('an embedded server that cannot even begin', () => {
  it('is told in one sentence, and nothing is left', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}\n`);
    // A folder where the server's socket should be keeps it from listening.
    mkdirSync(join(router.stateDir, 'rtsp.sock', 'x'), { recursive: true });
    writeFileSync(join(router.stateDir, 'rtsp.sock', 'x', 'y'), '');
    const refused = await router.command('run');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/the embedded server ends at once/);
    expect(processesMentioning(router.folder).size).toBe(0);
  });
});
