import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FREE_PORTS, TestRouter } from './support/router.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const STREAMS = `streams:
  # The gate.
  gate:
    source: rtmp://user:topsecret@127.0.0.1:1/live/gatekey   # old camera
    enabled: true
  north: { source: push:live/north }
`;
const TEXT = FREE_PORTS + STREAMS;

let router: TestRouter;

beforeEach(() => {
  router = new TestRouter(TEXT);
});

afterEach(async () => {
  await router.dispose();
});

const content = (): string => readFileSync(router.config, 'utf8');

describe('the file', () => {
  it('gets a stream added behind the last one, in its style', async () => {
    const { exitCode, stdout } = await router.command(
      'add',
      'yard',
      '--source',
      'push:live/yard',
      '--disabled',
    );
    expect(stdout).toBe(
      `--- ${router.config}\n+++ ${router.config}\n@@ -8,0 +9 @@\n+  yard: { source: push:live/yard, enabled: false }`,
    );
    expect(exitCode).toBe(0);
    expect(content()).toBe(`${TEXT}  yard: { source: push:live/yard, enabled: false }\n`);
  });

  it('gets values set and taken out, and shows no credential', async () => {
    const set = await router.command(
      'set',
      'gate',
      '--source',
      'rtmp://new:hidden1@h/live/newkey',
      '--path',
      'a/b',
    );
    expect(set.exitCode).toBe(0);
    expect(content()).toBe(
      TEXT.replace(/rtmp:\S+/, 'rtmp://new:hidden1@h/live/newkey').replace('true\n', 'true\n    path: a/b\n'),
    );
    expect(set.stdout).toMatch(/^- {4}source: rtmp:\/\/\*+@127\.0\.0\.1:1\/live\/\*+/m);
    expect(set.stdout + set.stderr).not.toMatch(/topsecret|gatekey|hidden1|newkey/);
    await router.command('set', 'gate', '--no-path', '--no-server', '--stall-timeout', '20s');
    expect(content()).not.toContain('path');
    expect(content()).toContain('    enabled: true\n    stallTimeout: 20s\n');
  });

  it('gets lists of sources, encodings and what has a word of its own', async () => {
    const set = await router.command(
      'set',
      ...['gate', '--source', 'rtmp://u:hidden1@h/live/newkey', '--source', 'push:live/gate'],
      ...['--video', '{ codec: h264, bitrate: 2M }', '--audio', 'aac', '--failback', 'off'],
    );
    expect(set.stderr).toBe('');
    expect(content()).toContain(
      '    source: [ rtmp://u:hidden1@h/live/newkey, push:live/gate ]   # old camera\n',
    );
    expect(content()).toContain(
      '    video: { codec: h264, bitrate: 2M }\n    audio: { codec: aac }\n    failback: off\n',
    );
    expect(set.stdout).not.toMatch(/topsecret|gatekey|hidden1|newkey/);
    const twice = await router.command('set', 'gate', '--source', 'push:x', '--source', 'push:x');
    expect(twice.stderr).toMatch(/this stands in the list a second time/);
    await router.command('set', 'gate', '--no-video', '--source', 'push:x');
    expect(content()).toContain('    source: push:x   # old camera\n');
    expect(content()).not.toContain('video');
  });

  it('gets streams switched off and on again, byte for byte', async () => {
    expect((await router.command('disable', 'gate')).stdout).toMatch(/-.*enabled: true\n\+.*enabled: false$/);
    expect((await router.command('enable', 'gate')).exitCode).toBe(0);
    expect(content()).toBe(TEXT);
    const again = await router.command('enable', 'north');
    expect(again).toMatchObject({ exitCode: 0, stdout: 'No change.' });
    expect(content()).toBe(TEXT);
  });

  it('loses a removed stream with its comment', async () => {
    expect((await router.command('remove', 'gate')).exitCode).toBe(0);
    expect(content()).toBe(`${FREE_PORTS}streams:\n  north: { source: push:live/north }\n`);
    await router.command('remove', 'north');
    expect(content()).toBe(`${FREE_PORTS}streams: {}\n`);
  });

  it('stays as it is with --dry-run', async () => {
    const { exitCode, stdout } = await router.command('remove', 'north', '--dry-run');
    expect(stdout).toMatch(/- {2}north: .*\nNothing was written \(--dry-run\)\.$/);
    expect(exitCode).toBe(0);
    expect(content()).toBe(TEXT);
  });

  it('is told of as JSON', async () => {
    const changed = await router.command('disable', 'north', '--format', 'json');
    const validHash: unknown = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(JSON.parse(changed.stdout)).toEqual({
      changed: true,
      files: [{ file: router.config, hash: validHash }],
    });
    const same = await router.command('disable', 'north', '--format', 'json');
    expect(JSON.parse(same.stdout)).toEqual({ ...JSON.parse(changed.stdout), changed: false });
    const refused = await router.command('disable', 'nroth', '--format', 'json');
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ changed: false, remedy: 'Did you mean "north"?' });
  });
});

describe('an edit is refused', () => {
  it.each([
    [['remove', 'gaet'], /There is no stream "gaet"\.\n {2}→ Did you mean "gate"\?/],
    [['add', 'gate', '--source', 'push:x'], /"gate" is there already \(line 5\)/],
    [['add', 'yard'], /This is missing: --source\.\n {2}→ Such as: kazstreamlink add yard --source rtmp:/],
    [['add'], /This is missing: NAME, --source\./],
    [
      ['add', 'yard', '--source', 'nonsense'],
      /:9:19: error: "source": this is no source[\s\S]*would not be valid/,
    ],
    [['add', 'yard', '--source', 'push:x', '--path', 'gate'], /path-conflict/],
    [['set', 'gate'], /does not say what to set/],
    [['set', 'gate', '--source', ''], /"--source" has no value/],
    [['add', '-x', '--source', 'push:x'], /unknown option/],
    [['remove'], /No stream is named\.\n {2}→ Name streams, or give --selector/],
    [['disable', '-l', 'site=nroth'], /No stream has these labels/],
    [['disable', 'gate', 'nroth'], /There is no stream "nroth"\.\n {2}→ Did you mean "north"\?/],
  ])('%j', async ([name = '', ...options], shown) => {
    const { exitCode, stderr } = await router.command(name, ...options);
    expect(stderr).toMatch(shown);
    expect(exitCode).toBe(1);
    expect(content()).toBe(TEXT);
  });

  it('when the file is invalid, missing or read-only', async () => {
    chmodSync(router.config, 0o444);
    const readOnly = await router.command('disable', 'gate');
    expect(readOnly.stderr).toMatch(/is read-only here\.\n {2}→ Change it where it comes from/);
    chmodSync(router.config, 0o644);
    router.write(TEXT.replace('source: push', 'sauce: push'));
    const invalid = await router.command('disable', 'gate');
    expect(invalid.stderr).toMatch(/Did you mean "source"\?[\s\S]*is not valid as it is/);
    const missing = await router.command('disable', 'gate', '--config', join(router.folder, 'none.yaml'));
    expect(missing.stderr).toMatch(/there is no such file/);
    expect([readOnly, invalid, missing].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    expect(readdirSync(router.folder)).toEqual(['streams.yaml']);
  });
});

describe('the place of the file', () => {
  it('may be a link, which stays one; the mode stays too', async () => {
    const real = join(router.folder, 'real');
    mkdirSync(real);
    writeFileSync(join(real, 'streams.yaml'), TEXT, { mode: 0o600 });
    const link = join(router.folder, 'link.yaml');
    symlinkSync('real/streams.yaml', link);
    expect((await router.command('disable', 'gate', '--config', link)).exitCode).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(real, 'streams.yaml'), 'utf8')).toContain('enabled: false');
    expect(statSync(join(real, 'streams.yaml')).mode & 0o777).toBe(0o600);
    expect(readdirSync(real)).toEqual(['streams.yaml']);
  });

  const mounted = canMount();
  if (!mounted) process.stderr.write('SKIPPED: bind mounts, which need root and CAP_SYS_ADMIN\n');
  it.skipIf(!mounted)('may be a single-file mount, also in a folder that is read-only', async () => {
    const host = join(router.folder, 'host.yaml');
    const readOnly = join(router.folder, 'read-only');
    writeFileSync(host, TEXT);
    mkdirSync(readOnly);
    writeFileSync(join(readOnly, 'streams.yaml'), '');
    const points = [router.config, join(readOnly, 'streams.yaml')];
    execFileSync('mount', ['--bind', host, router.config]);
    try {
      expect((await router.command('disable', 'gate')).exitCode).toBe(0);
      expect(readFileSync(host, 'utf8')).toBe(TEXT.replace('enabled: true', 'enabled: false'));
      execFileSync('mount', ['--bind', '-o', 'ro', host, points[1] ?? '']);
      execFileSync('mount', ['-o', 'remount,bind,ro', points[1] ?? '']);
      const refused = await router.command('enable', 'gate', '--config', points[1] ?? '');
      expect(refused.stderr).toMatch(/is read-only here/);
      expect(readdirSync(router.folder).sort()).toEqual(['host.yaml', 'read-only', 'streams.yaml']);
    } finally {
      for (const point of points) unmount(point);
    }
  });
});

describe('under a running router', () => {
  it('an added stream appears, a removed one goes, and the others keep their processes', async () => {
    router.write(`${FREE_PORTS}streams:\n  demo: { source: push:live/demo }\n`);
    await router.start('--demo');
    const { pid } = await router.untilStream('demo', 'running');
    expect(pid).not.toBeNull();
    await router.command('add', 'second', '--source', 'push:live/demo', '--path', 'second');
    await router.untilStream('second', 'running');
    await router.command('disable', 'second');
    await router.untilStream('second', 'disabled');
    await router.command('remove', 'second');
    const { streams } = await router.until((status) => status.streams.length === 1);
    expect(streams).toMatchObject([{ name: 'demo', pid, restarts: 0 }]);
  });
});

describe('add on a terminal', () => {
  const hasScript = canRun('script', ['--version']);
  if (!hasScript) process.stderr.write('SKIPPED: questions on a terminal, which need script(1)\n');

  /** Types each answer once what it answers is shown. */
  async function onTerminal(args: readonly string[], answers: readonly [RegExp, string][]): Promise<string> {
    const command = [process.execPath, MAIN, ...args, '--config', router.config].join(' ');
    const terminal = execa('script', ['-qec', command, '/dev/null'], {
      reject: false,
      stdin: 'pipe',
      timeout: 60_000,
    });
    let shown = '';
    let left = [...answers];
    terminal.stdout.on('data', (data: Buffer) => {
      shown += data.toString();
      const [next] = left;
      if (next === undefined || !next[0].test(shown)) return;
      left = left.slice(1);
      shown = '';
      terminal.stdin.write(next[1]);
    });
    const { stdout, exitCode } = await terminal;
    return `${stdout.replaceAll('\r', '')}\nexit ${exitCode}`;
  }

  it.skipIf(!hasScript)('asks for what is missing, again where the answer cannot be', async () => {
    const shown = await onTerminal(
      ['add', '--disabled'],
      [
        [/Name of the stream\s+such as gate: /, 'gate\r'],
        [/is there already[\s\S]*such as gate: /, 'yard\r'],
        [/such as rtmp:\S+: /, '\r'],
        [/An answer is needed[\s\S]*such as rtmp:\S+: /, 'push:live/yard\r'],
      ],
    );
    expect(shown).toMatch(/exit 0$/);
    expect(content()).toBe(`${TEXT}  yard: { source: push:live/yard, enabled: false }\n`);
  });

  it.skipIf(!hasScript)('gives up on Ctrl-C and Ctrl-D and adds nothing', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const shown = await onTerminal(['add', 'yard'], [[/such as rtmp:\S+: /, key]]);
      expect(shown).toMatch(/nothing was added[\s\S]*exit 1$/);
    }
    expect(content()).toBe(TEXT);
  });
});

function canRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Root alone is not enough: containers often may not mount. */
function canMount(): boolean {
  return process.getuid?.() === 0 && canRun('unshare', ['--mount', 'mount', '--bind', '/tmp', '/mnt']);
}

function unmount(point: string): void {
  while (canRun('mountpoint', ['-q', point])) execFileSync('umount', [point]);
}
