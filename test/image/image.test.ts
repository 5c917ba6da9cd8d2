import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { end, type Publisher, probeCodecs, pushPicture } from '../e2e/support/media.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { buildah, Container } from './support/container.js';

const FIRST = 'version: 1\nstreams:\n  gate: { source: push:live/gate }\n';
const SECOND = `${FIRST}  yard: { source: push:live/gate }\n`;
const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-config-'));
const file = join(folder, 'streams.yaml');
let container: Container;
let publisher: Publisher;

beforeAll(async () => {
  // As on a host: the user of the image is none of its own.
  chmodSync(folder, 0o755);
  writeFileSync(file, FIRST, { mode: 0o644 });
  container = new Container('slim', folder);
  await container.start();
});

afterAll(async () => {
  await end(publisher);
  await container.dispose();
  rmSync(folder, { recursive: true });
});

const running = (stream: StreamStatus | undefined): boolean => stream?.phase === 'running';
const processesOf = (status: { streams: readonly StreamStatus[] }): (number | null)[] =>
  status.streams.map(({ pid }) => pid);

/** All processes in the container, as seen from outside. */
function processes(): number[] {
  const namespace = (pid: string | number): number => statSync(`/proc/${pid}/ns/pid`).ino;
  const own = namespace(container.pid);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return namespace(name) === own;
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}

const statusLine = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

describe('the image', () => {
  it('says how it is to be run', () => {
    const { User, ExposedPorts, Volumes, StopSignal, Entrypoint, Labels } = container.image;
    expect(User).toBe('10001:10001');
    expect(Object.keys(ExposedPorts).sort()).toEqual(['1935/tcp', '8501/tcp', '8554/tcp']);
    expect(Object.keys(Volumes)).toEqual(['/state']);
    expect(StopSignal).toBe('SIGTERM');
    expect(Entrypoint[0]).toBe('tini');
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'KazStreamLink',
      'org.opencontainers.image.licenses': expect.stringContaining('MIT'),
    });
  });

  it('runs a command by buildah as well', () => {
    const name = buildah('from', '--pull-never', 'localhost/kazstreamlink:slim');
    try {
      const run = (...command: string[]): string =>
        buildah('run', '--isolation', 'chroot', '--volume', `${folder}:/config:ro`, name, '--', ...command);
      expect(run('kazstreamlink', 'validate')).toContain('valid');
      expect(run('id', '-u')).toBe('10001');
      expect(run('node', '--version')).toMatch(/^v24\./);
      expect(run('ffmpeg-slim', '-version')).toContain('ffmpeg version 7.1');
    } finally {
      buildah('rm', name);
    }
  });
});

describe('a container of it', () => {
  it('makes what is pushed to it readable, on all addresses', async () => {
    const { listeners } = await container.until(({ listeners }) =>
      [listeners.rtsp, listeners.rtmp, listeners.http].every(({ phase }) => phase === 'open'),
    );
    expect(
      Object.values(listeners)
        .flatMap(({ address }) => address ?? [])
        .sort(),
    ).toEqual(['0.0.0.0:1935', '0.0.0.0:8501', '0.0.0.0:8554']);
    publisher = pushPicture('rtmp://127.0.0.1:1935/live/gate', { inside: container.network });
    await container.until(({ streams }) => running(streams[0]));
    const codecs = await waitFor('a player to find the tracks', async () =>
      probeCodecs('rtsp://127.0.0.1:8554/gate', 'tcp', container.network),
    );
    expect(codecs).toEqual(['aac', 'h264']);
  });

  it('follows the file on the host, whether it is replaced or written in place', async () => {
    const before = await container.until(({ streams }) => running(streams[0]));
    writeFileSync(`${file}.new`, SECOND, { mode: 0o644 });
    renameSync(`${file}.new`, file);
    const after = await container.until(({ streams }) => running(streams[1]));
    expect(processesOf(after)[0]).toBe(processesOf(before)[0]);
    const codecs = await waitFor('a player to find the tracks', async () =>
      probeCodecs('rtsp://127.0.0.1:8554/yard', 'tcp', container.network),
    );
    expect(codecs).toEqual(['aac', 'h264']);
    writeFileSync(file, FIRST);
    const again = await container.until(({ streams }) => streams.length === 1);
    expect(processesOf(again)).toEqual(processesOf(before));
  });

  it('runs as a user without rights', () => {
    const all = processes();
    // tini, the router, two servers and an FFmpeg.
    expect(all.length).toBeGreaterThanOrEqual(5);
    for (const pid of all) {
      expect(statusLine(pid, 'Uid').split(/\s+/)).toEqual(Array(4).fill('10001'));
      expect(statusLine(pid, 'Gid').split(/\s+/)).toEqual(Array(4).fill('10001'));
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        expect(statusLine(pid, set)).toBe('0000000000000000');
      expect(statusLine(pid, 'NoNewPrivs')).toBe('1');
    }
  });

  it('passes on by the slim FFmpeg', async () => {
    const { streams } = await container.until(({ streams }) => running(streams[0]));
    const { exitCode, all } = await container.exec('readlink', `/proc/${streams[0]?.pid}/exe`);
    expect([exitCode, all]).toEqual([0, '/usr/local/bin/ffmpeg-slim']);
  });

  it('says which image encodes, where a stream has to be', async () => {
    writeFileSync(file, `${FIRST}  hall: { source: push:live/gate, audio: { codec: opus } }\n`);
    const { streams } = await container.until(({ streams }) => streams[1]?.phase === 'failed');
    expect(streams[1]).toMatchObject({
      reason: 'FullFfmpegMissing',
      remedy: expect.stringContaining('image "full"'),
    });
    writeFileSync(file, FIRST);
    await container.until(({ streams }) => streams.length === 1 && running(streams[0]));
  });

  it('is healthy, and is not when the router hangs', async () => {
    expect(await container.health()).toBe(0);
    const router = processes().find((pid) =>
      /^node\0.*\0run\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    );
    if (router === undefined) throw new Error('there is no router');
    process.kill(router, 'SIGSTOP');
    try {
      expect(await container.health()).toBe(1);
    } finally {
      process.kill(router, 'SIGCONT');
    }
    await waitFor('the router to be well again', async () => (await container.health()) === 0 || undefined);
  });

  it('writes nothing but its state', async () => {
    const { exitCode, all } = await container.exec('touch', '/opt/kazstreamlink/x', '/tmp/x', '/var/tmp/x');
    expect([exitCode, all]).toEqual([1, expect.stringMatching(/Read-only file system/)]);
    expect(readdirSync(folder)).toEqual(['streams.yaml']);
    expect(readdirSync(container.state)).toContain('router.sock');
    expect(statSync(join(container.state, 'router.sock')).uid).toBe(10_001);
  });

  it('ends cleanly when it is asked to', async () => {
    const all = processes();
    const { exitCode, all: log } = await container.stop();
    expect(exitCode).toBe(0);
    expect(log).toContain('"msg":"stopped"');
    expect(log).not.toMatch(/EROFS|EACCES|EPERM/);
    for (const pid of all) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
