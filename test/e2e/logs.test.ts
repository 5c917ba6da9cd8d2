import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeptLog, StreamRun } from '../../src/state/stream-run.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { type Command, FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const SECRETS = ['topsecret', 'streamkey7', 'querysecret', 'serversecret'];

let source: TestRouter;
let publisher: Publisher | undefined;
let router: TestRouter;

beforeAll(async () => {
  source = new TestRouter(`${FREE_PORTS}streams: { picture: { source: push:live/streamkey7 } }\n`);
  const { listeners } = await source.start();
  const ingest = listeners.rtmp.address;
  publisher = pushPicture(`rtmp://${ingest}/live/streamkey7`);
  await source.untilStream('picture', 'running');
  // By reference, since the last good text is kept as it is written.
  process.env['TEST_CAM_URL'] = `rtmp://viewer:topsecret@${ingest}/live/streamkey7`;
  process.env['TEST_GONE_URL'] = 'rtmp://viewer:topsecret@127.0.0.1:1/live/streamkey7?token=querysecret';
  process.env['TEST_SERVER_URL'] = 'rtsp://publisher:serversecret@127.0.0.1:1';
  router = new TestRouter(`${FREE_PORTS}streams:
  cam: { source: "\${TEST_CAM_URL}" }
  gone: { source: "\${TEST_GONE_URL}" }
  unserved: { source: "\${TEST_CAM_URL}", server: "\${TEST_SERVER_URL}" }
  waiting: { source: push:live/nobody }
`);
  await router.start();
});

afterAll(async () => {
  await end(publisher);
  await router.dispose();
  await source.dispose();
});

describe('logs', () => {
  it('shows how a run ended, when it is tried again, and follows, all without a credential', async () => {
    const before = await runningPid('cam');
    const follower = following('cam');
    await waitFor(
      'the follower to show the run',
      () => follower.text().includes(`pid ${before}`) || undefined,
    );

    process.kill(before, 'SIGKILL');
    const after = await waitFor('a new process', async () => {
      const { pid, phase } = await router.untilStream('cam', 'running');
      return phase === 'running' && pid !== before && pid !== null ? pid : undefined;
    });
    await waitFor('the follower to show it', () =>
      /media is written/.test(follower.text().split(`pid ${after}`)[1] ?? '') ? true : undefined,
    );
    expect(follower.text()).toMatch(
      /ended \S+ \S+ after \S+: Killed \(SIGKILL\), next try .*\n {2}FFmpeg was ended from outside\.\n {2}→ Ask who else ends processes/,
    );

    const previous = await router.command('logs', 'cam', '--previous');
    expect(previous.stdout).toMatch(new RegExp(`^── .*pid ${before} .*rtmp://\\*\\*\\*@.*/live/\\*\\*\\*`));
    expect(previous.stdout).toContain(': Killed (SIGKILL)');
    const current = await router.command('logs', 'cam');
    expect(current.stdout).toContain(`pid ${after}`);
    expect(current.stdout).toContain('started because: try again after Killed');
    expect(current.stdout).not.toContain('ended');
    const all = await router.command('logs', 'cam', '--all', '--format', 'json');
    const runs = (JSON.parse(all.stdout) as { runs: StreamRun[] }).runs;
    expect(runs).toMatchObject([
      {
        pid: before,
        end: { signal: 'SIGKILL', exitCode: null, reason: 'Killed', uptimeMs: expect.any(Number) },
      },
      { pid: after, end: null },
    ]);
    expect(Date.parse(runs[0]?.end?.nextTryAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(runs[0]?.end?.at ?? ''),
    );

    // A restart of the router: what runs is ended and started again, and the follower goes on.
    await router.stop();
    const kept = await router.command('logs', 'cam');
    expect(kept.stderr).toMatch(/No router runs for .*; these are the last lines that it kept\./);
    expect(kept.stdout).toMatch(/ended .*, as asked \(/);
    expect(kept.exitCode).toBe(0);
    await router.start();
    const third = await runningPid('cam');
    await waitFor('the follower to go on', () =>
      /media is written/.test(follower.text().split(`pid ${third}`)[1] ?? '') ? true : undefined,
    );
    const followed = await follower.stop();
    expect(
      followed.match(/^── .*pid (\d+)/gm)?.map((header) => Number(/pid (\d+)/.exec(header)?.[1])),
    ).toEqual([before, after, third]);
    const linesOnce = followed.split('\n').filter((line) => line.includes('media is written'));
    expect(linesOnce).toHaveLength(3);

    const outputs = [followed, previous.stdout, current.stdout, all.stdout, kept.stdout];
    for (const secret of SECRETS) expect(outputs.join('\n')).not.toContain(secret);
  });

  it('shows no credential of a source, a token or a server, in no output and no file', async () => {
    const { listeners } = await router.until(({ streams }) =>
      ['gone', 'unserved'].every((name) =>
        streams.some((stream) => stream.name === name && stream.phase === 'backoff'),
      ),
    );
    const api = `http://${listeners.http.address}`;
    for (const name of ['cam', 'gone', 'unserved']) {
      const text = await router.command('logs', name, '--all');
      const viaHttp = await router.command('logs', name, '--all', '--format', 'json', '--url', api);
      const answer = await (await fetch(`${api}/api/v1/streams/${name}/logs`)).text();
      expect((JSON.parse(answer) as KeptLog).runs.length).toBeGreaterThan(0);
      for (const output of [text.stdout, text.stderr, viaHttp.stdout, answer]) {
        for (const secret of SECRETS) expect(output).not.toContain(secret);
      }
      if (name === 'gone') expect(text.stdout).toContain(': SourceRefused (exit ');
      if (name === 'unserved') expect(text.stdout).toContain(': ServerDown (exit ');
    }
    const files = filesBelow(router.stateDir);
    expect(files.filter((file) => file.endsWith('.jsonl')).length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const content = readFileSync(file, 'utf8');
      for (const secret of SECRETS) expect(content, file).not.toContain(secret);
    }
  });

  it('follows as JSON lines', async () => {
    const follower = following('cam', '--format', 'json');
    const ends = (): unknown[] =>
      follower
        .text()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { type: string })
        .filter(({ type }) => type === 'end');
    // What ends before it looks is no end of the current run.
    await waitFor('the current run', () => follower.text() !== '' || undefined);
    const before = ends().length;
    process.kill(await runningPid('cam'), 'SIGKILL');
    await waitFor('another end', () => (ends().length > before ? true : undefined));
    await follower.stop();
    expect(ends().at(-1)).toMatchObject({ reason: 'Killed', run: expect.any(String) });
  });

  it('says when nothing was started yet, and why', async () => {
    const { exitCode, stdout, stderr } = await router.command('logs', 'waiting');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(
      /^Nothing was started for "waiting" yet\. WaitingForPublisher: [\s\S]*→ Let the drone/,
    );
  });

  it('knows the streams, and what may have been meant', async () => {
    const unknown = await router.command('logs', 'wating');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toMatch(/There is no stream "wating"\.\n {2}→ Did you mean "waiting"\?/);
    const elsewhere = await router.command('logs', 'cam', '--url', 'http://127.0.0.1:1');
    expect(elsewhere.exitCode).toBe(1);
    expect(elsewhere.stderr).toContain('There is no router at http://127.0.0.1:1.');
    for (const name of ['..', '../..', 'a/b'])
      expect((await router.command('logs', name)).stderr).toContain('There is no stream');
  });

  it('is known to the completion', async () => {
    const { stdout } = await router.command('completion', 'bash');
    expect(stdout).toMatch(/ logs\) words=".*--follow --previous --all/);
  });
});

async function runningPid(name: string): Promise<number> {
  const { pid } = await router.untilStream(name, 'running');
  if (pid === null) throw new Error(`${name} runs without a process`);
  return pid;
}

function following(name: string, ...options: readonly string[]) {
  const command: Command = router.command('logs', name, '-f', ...options);
  let text = '';
  command.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return {
    text: () => text,
    stop: async (): Promise<string> => {
      command.kill('SIGINT');
      await command;
      return text;
    },
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path);
    if (stat.isDirectory()) return filesBelow(path);
    return stat.isFile() ? [path] : [];
  });
}
