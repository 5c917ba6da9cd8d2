import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

let router: TestRouter;

beforeEach(() => {
  router = new TestRouter(
    `${FREE_PORTS}streams: { cam: { source: rtmp://user:topsecret@127.0.0.1:1/live/streamkey } }\n`,
  );
});

afterEach(async () => {
  await router.dispose();
});

describe('validate', () => {
  it('is 0 for a valid file', async () => {
    expect(await router.command('validate')).toMatchObject({
      exitCode: 0,
      stdout: `✓ ${router.config} is valid: 1 stream.`,
    });
  });

  it('is 1 for others, and tells all problems, as text and as JSON', async () => {
    router.write('version: 1\nstreams: { a: { source: x }, b: {} }\n');
    const text = await router.command('validate');
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toMatch(/:2:25: error: [\s\S]*:2:30: error: [\s\S]*2 problems\.$/);
    const json = await router.command('validate', '--format', 'json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      diagnostics: [{ code: 'invalid-value' }, { code: 'missing-key' }],
    });
  });

  it('is 1 for a file that is not there', async () => {
    const { exitCode, stdout } = await router.command('validate', '--config', '/nowhere/streams.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/there is no such file[\s\S]*streams\.example\.yaml/);
  });
});

describe('a selector of labels', () => {
  const text = (names: readonly string[]): string =>
    `${FREE_PORTS}profiles: { north: { labels: { site: north } } }\nstreams:\n${names.map((name) => `  ${name}: { source: push:live/${name}, profile: north }\n`).join('')}  other: { source: push:live/other, labels: { site: south, test: "yes" } }\n`;

  it('takes some of the streams', async () => {
    router.write(text(['a', 'b']));
    const planned = await router.command('plan', '--format', 'json', '-l', 'site=north');
    const { changes } = JSON.parse(planned.stdout) as { changes: { name: string }[] };
    expect(changes.map(({ name }) => name)).toEqual(['a', 'b']);
    const { listeners } = await router.start();
    const names = async (selector: string): Promise<string[]> => {
      const { stdout } = await router.command('status', '--format', 'json', '-l', selector);
      return (JSON.parse(stdout) as RouterStatus).streams.map(({ name }) => name);
    };
    expect(await names('site=north')).toEqual(['a', 'b']);
    expect(await names('!test')).toEqual(['a', 'b']);
    expect(await names('site!=north,test')).toEqual(['other']);
    expect(await names('site=west')).toEqual([]);

    const publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    try {
      router.write(text(['a']));
      const waited = await router.command('wait', '-l', 'site=north', '--timeout', '30s');
      expect(waited).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('of these labels') });
      expect((await router.command('wait', '--timeout', '500ms')).exitCode).toBe(3);
      expect((await router.command('status', '-l', 'site=north')).exitCode).toBe(0);
      expect((await router.command('status')).exitCode).toBe(3);
      const before = await router.untilStream('a', 'running');
      const restarted = await router.command('restart', '-l', 'site');
      expect(restarted).toMatchObject({ exitCode: 0, stdout: 'a: restarted' });
      expect((await router.untilStream('a', 'running')).pid).not.toBe(before.pid);
    } finally {
      await end(publisher);
    }
  });

  it('is refused where it is none, and where no stream is meant', async () => {
    router.write(text(['a']));
    await router.start();
    const wrong = await router.command('status', '-l', 'site north');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.all).toContain('It looks like site=north');
    for (const command of ['wait', 'status', 'plan', 'restart']) {
      const none = await router.command(command, '-l', 'site=nrth');
      expect(none.exitCode).toBe(1);
      expect(none.all).toContain('No stream has these labels.');
    }
  });
});

describe('plan', () => {
  it('is against nothing when no router runs', async () => {
    const { exitCode, stdout } = await router.command('plan');
    expect(exitCode).toBe(2);
    expect(stdout).toBe(
      'Against nothing: no router runs for this file.\n\n+ cam  rtmp://***@127.0.0.1:1/live/*** → embedded/cam\n\n1 to start.',
    );
  });

  it('is against the running router when one runs', async () => {
    const { listeners } = await router.start();
    const same = await router.command('plan');
    expect(same.stdout).toMatch(/^Against the running router \(pid \d+\)\.\n\nNo changes\.$/);
    expect(same.exitCode).toBe(0);

    const proposed = join(router.folder, 'proposed.yaml');
    writeFileSync(proposed, `${FREE_PORTS}streams: { other: { source: push:live/other } }\n`);
    const url = `http://${listeners.http.address}`;
    const changed = await router.command('plan', '--config', proposed, '--url', url, '--format', 'json');
    expect(changed.exitCode).toBe(2);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      valid: true,
      against: 'running router',
      changes: [
        { kind: 'stop', name: 'cam' },
        { kind: 'start', name: 'other', becomes: 'push:live/other → embedded/other' },
      ],
    });
  });

  it('is 1 for an invalid file', async () => {
    router.write('');
    expect((await router.command('plan')).exitCode).toBe(1);
  });
});

describe('hash and wait --for-hash', () => {
  it('name one content, whoever asks', async () => {
    const { listeners } = await router.start();
    const hash = (await router.command('hash')).stdout;
    const { liveHash } = (await router.until(({ configuration }) => configuration.liveHash !== null))
      .configuration;
    expect(hash).toBe(liveHash);
    for (const command of ['validate', 'plan'])
      expect(JSON.parse((await router.command(command, '--format', 'json')).stdout)).toMatchObject({ hash });

    const url = `http://${listeners.http.address}`;
    const other = ['--for-hash', '0123456789abcdef', '--timeout', '500ms'];
    const late = await router.command('wait', '--config', '/nowhere', '--url', url, ...other);
    expect(late.exitCode).toBe(3);
    expect(late.stderr).toContain(`The content 0123456789abcdef is not live: that is ${hash}.`);
    const refused = await router.command('wait', '--for-hash', '0123');
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('It has 16 digits')]);
  });

  it('bear a router that is not there yet, and say so in the end', async () => {
    const unreachable = ['http://127.0.0.1:1', 'http://router.invalid:8501'];
    for (const url of unreachable) {
      const waited = await router.command('wait', '--url', url, '--timeout', '500ms');
      expect(waited.exitCode).toBe(3);
      expect(waited.stderr).toContain(`No router runs for ${url}`);
    }
  });
});

describe('without the credentials that the file refers to', () => {
  const base = 'version: 1\nstreams:\n  a: { source: "rtsp://u:${NOWHERE}@h/a" }\n';

  it('validate and plan refuse, unless they are told to let them stand', async () => {
    router.write(base);
    expect((await router.command('validate')).exitCode).toBe(1);
    expect((await router.command('validate', '--allow-unresolved')).exitCode).toBe(0);
    const proposed = join(router.folder, 'proposed.yaml');
    writeFileSync(proposed, `${base}  b: { source: "\${file:/nowhere}", path: c }\n`);
    const args = ['--config', proposed, '--base', router.config, '--allow-unresolved', '--format', 'json'];
    const { exitCode, stdout } = await router.command('plan', ...args);
    expect(exitCode).toBe(2);
    // What refers to the same is the same.
    expect(JSON.parse(stdout)).toMatchObject({
      against: 'base file',
      changes: [{ kind: 'start', name: 'b' }],
    });
    const same = await router.command('plan', '--base', router.config, '--allow-unresolved');
    expect([same.exitCode, same.stdout]).toEqual([0, expect.stringContaining('No changes.')]);
  });
});

describe('status', () => {
  it('is 1 without a router', async () => {
    const { exitCode, stderr } = await router.command('status');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/No router runs for .*\n {2}→ Start one/);
  });

  it('is 3 while a stream does not run, and says why and what to do, without a credential', async () => {
    await router.start();
    await router.untilStream('cam', 'backoff');
    const { exitCode, stdout } = await router.command('status');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/SourceRefused: The source server refuses the connection/);
    expect(stdout).toMatch(/→ Check host and port/);
    const json = await router.command('status', '--format', 'json');
    const { output } = await router.stop();
    const all = stdout + json.stdout + output;
    expect(all).toContain('ffmpeg ended');
    expect(all).not.toMatch(/topsecret|streamkey/);
  });

  it('is 0 when all that is enabled runs, over HTTP as well', async () => {
    router.write(
      `${FREE_PORTS}streams: { demo: { source: push:live/demo }, off: { source: push:x, enabled: false } }\n`,
    );
    const { listeners } = await router.start('--demo');
    await router.untilStream('demo', 'running');
    const { exitCode, stdout } = await router.command('status', '--url', `http://${listeners.http.address}`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/demo +running/);
    const wide = await router.command('status', '--wide');
    expect(wide.stdout).toMatch(/KEY FRAME +PUBLISHER +IN +OUT +LOST +DROPPED/);
    expect(wide.stdout).toMatch(/demo .* \d+s +127\.0\.0\.1:\d+ +[\d.]+[kM]B +0B +0 +0 /);
  });
});

describe('health', () => {
  it('is 1 without a router, and 0 with one, whatever becomes of its streams', async () => {
    const without = await router.command('health');
    expect(without.exitCode).toBe(1);
    expect(without.all).toContain('No router runs');
    router.write(
      `${FREE_PORTS.replace('http: 127.0.0.1:0', 'http: off')}streams: { a: { source: 'rtmp://127.0.0.1:1/a' } }\n`,
    );
    router.launch();
    await router.until(({ streams }) => streams[0]?.reason === 'SourceRefused');
    const alive = await router.command('health');
    expect([alive.exitCode, alive.all]).toEqual([0, 'ok']);
    expect((await router.command('health', '--ready')).exitCode).toBe(0);
  });

  it('tells a router that has nothing valid from one that lives', async () => {
    router.write('streams: 1\n');
    router.launch();
    await router.until(({ configuration }) => configuration.problem !== null);
    expect((await router.command('health')).exitCode).toBe(0);
    const ready = await router.command('health', '--ready', '--format', 'json');
    expect([ready.exitCode, JSON.parse(ready.all)]).toEqual([1, { health: 'unavailable' }]);
  });
});

describe('run', () => {
  it('says what it does in JSON lines, each with its stream, and --demo what to open', async () => {
    router.write(`${FREE_PORTS}streams: { demo: { source: push:live/demo } }\n`);
    await router.start('--demo');
    await router.untilStream('demo', 'running');
    const { output } = await router.stop();
    expect(output).toMatch(/Watch +rtsp:\/\/127\.0\.0\.1:\d+\/demo/);
    const entries = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const messages = entries.map(({ msg }) => msg);
    for (const message of [
      'ffmpeg found',
      'configuration is live',
      'listening',
      'ffmpeg started',
      'stream is running',
      'stopping',
      'ffmpeg ended as asked',
      'stopped',
    ]) {
      expect(messages).toContain(message);
    }
    expect(entries.find(({ msg }) => msg === 'ffmpeg started')).toMatchObject({
      stream: 'demo',
      command: expect.stringContaining('-c copy'),
    });
  });
});

describe('version', () => {
  it('is the one of the package', async () => {
    expect((await router.command('version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('a command that is not known', () => {
  it('is refused with the help', async () => {
    const { exitCode, stderr } = await router.command('strat');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/unknown command 'strat'[\s\S]*did you mean start|status/i);
  });
});
