import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

let router: TestRouter;

beforeEach(() => {
  router = new TestRouter(`${FREE_PORTS}streams: {}`);
});

afterEach(async () => {
  await router.dispose();
});

/** One sentence and a remedy on standard error, exit code 1, no stack trace, nothing left behind. */
async function expectRefusal(problem: RegExp, remedy: RegExp, ...options: string[]): Promise<void> {
  const { exitCode, stderr } = await router.command('run', ...options);
  expect(exitCode).toBe(1);
  const [first = '', second = '', ...rest] = stderr.split('\n');
  expect(first).toMatch(problem);
  expect(second).toMatch(/^ {2}→ /);
  expect(second).toMatch(remedy);
  expect(rest).toEqual([]);
  expect(processesMentioning(router.folder).size).toBe(0);
}

describe('run says in one sentence why it cannot start, and what to do:', () => {
  it('FFmpeg is missing', async () => {
    await expectRefusal(
      /FFmpeg \(no-such-ffmpeg\) was not found on PATH/,
      /Install it/,
      '--ffmpeg',
      'no-such-ffmpeg',
    );
  });

  it('FFmpeg is something else', async () => {
    await expectRefusal(
      /\/true does not answer "-version" as FFmpeg does/,
      /Install it/,
      '--ffmpeg',
      '/bin/true',
    );
  });

  it.each(['rtsp', 'rtmp', 'http'])('the port of %s is taken', async (listener) => {
    const holder = await listen();
    const { port } = holder.address() as { port: number };
    router.write(
      `${FREE_PORTS.replace(`${listener}: 127.0.0.1:0`, `${listener}: 127.0.0.1:${port}`)}streams: {}`,
    );
    await expectRefusal(
      new RegExp(`listen.${listener}: 127.0.0.1:${port} is taken by another program`),
      /another port/,
    );
    await new Promise((resolve) => holder.close(resolve));
  });

  it('an address is not of this machine', async () => {
    router.write(`${FREE_PORTS.replace('rtsp: 127.0.0.1:0', 'rtsp: 192.0.2.1:0')}streams: {}`);
    await expectRefusal(/192\.0\.2\.1:0 is not an address of this machine/, /Give an address/);
  });

  it('the state folder cannot be written', async () => {
    const file = join(router.folder, 'a-file');
    writeFileSync(file, '');
    await expectRefusal(
      /state folder .*a-file\/state cannot be written/,
      /--state-dir/,
      '--state-dir',
      join(file, 'state'),
    );
  });

  it.skipIf(process.getuid?.() === 0)('the state folder belongs to somebody else', async () => {
    const folder = join(router.folder, 'locked');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await expectRefusal(
      /cannot be written \(EACCES\)/,
      /right to write/,
      '--state-dir',
      join(folder, 'state'),
    );
  });

  it('the path of the state folder is too long for a socket', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'kazstreamlink-')), 'x'.repeat(120));
    await expectRefusal(/too long for a Unix socket/, /shorter path/, '--state-dir', folder);
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('another router has the state folder', async () => {
    await router.start();
    const second = await router.command('run');
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`A router \\(pid ${router.process?.pid}\\) already runs`));
    expect((await router.status())?.router.pid).toBe(router.process?.pid);
  });
});

describe('an invalid file at the start', () => {
  it('is told, and waited for', async () => {
    router.write('version: 1\n');
    router.process = router.command('run');
    const waiting = await router.until(({ configuration }) => configuration.problem !== null);
    expect(waiting.configuration).toMatchObject({ liveHash: null, generation: 0 });
    router.write(`${FREE_PORTS}streams: {}`);
    await router.until(({ listeners }) => listeners.rtsp.phase === 'open');
  });
});

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}
