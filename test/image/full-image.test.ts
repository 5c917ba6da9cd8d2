import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from '../e2e/support/media.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { Container } from './support/container.js';

const FILE = `version: 1
streams:
  gate: { source: push:live/gate }
  yard: { source: push:live/gate, audio: { codec: opus } }
  hall: { source: push:live/gate, audio: auto }
`;
const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-config-'));
let container: Container;
let publisher: Publisher;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'streams.yaml'), FILE, { mode: 0o644 });
  container = new Container('full', folder);
  await container.start();
  await container.until(({ listeners }) => listeners.rtmp.phase === 'open');
  publisher = pushPicture('rtmp://127.0.0.1:1935/live/gate', { inside: container.network });
});

afterAll(async () => {
  await end(publisher);
  await container.dispose();
  rmSync(folder, { recursive: true });
});

describe('a container of the full image', () => {
  it('encodes by the FFmpeg of Debian what has to be, and passes on the rest by the slim one', async () => {
    const { streams } = await container.until(({ streams }) =>
      streams.every(({ phase }) => phase === 'running'),
    );
    const programs = streams.map(
      async ({ pid }) => (await container.exec('readlink', `/proc/${pid}/exe`)).all,
    );
    const [slim, full] = ['/usr/local/bin/ffmpeg-slim', '/usr/bin/ffmpeg'];
    expect(await Promise.all(programs)).toEqual([slim, full, slim]);
    const codecs = await waitFor('a player to find the tracks', async () =>
      probeCodecs('rtsp://127.0.0.1:8554/yard', 'tcp', container.network),
    );
    expect(codecs).toEqual(['h264', 'opus']);
    // What it was started with is what this router would start.
    expect(streams.map(({ outdated }) => outdated)).toEqual([false, false, false]);
  });

  it('ends cleanly when it is asked to', async () => {
    expect((await container.stop()).exitCode).toBe(0);
  });
});
