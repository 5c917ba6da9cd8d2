import { existsSync } from 'node:fs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRtmpServer } from '../../src/media-server/rtmp/server.js';
import { processState } from '../../src/runtime/local/process-sockets.js';
import { findStall } from '../../src/runtime/local/stall-evidence.js';
import type { Reason } from '../../src/state/conditions.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { MisbehavingRtmp } from './support/misbehaving-rtmp.js';
import { MisbehavingRtsp, type RtspBehaviour } from './support/misbehaving-rtsp.js';
import { RelayProcess } from './support/relay-process.js';
import { startUnreachable } from './support/unreachable.js';
import { waitFor } from './support/wait-for.js';

const ingest = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => {} });
const rtsp = new MisbehavingRtsp();
const rtmp = new MisbehavingRtmp();
let source: string;
let publisher: Publisher;
let relay: RelayProcess | undefined;

beforeAll(async () => {
  const { port } = await ingest.listen('127.0.0.1', 0);
  source = `rtmp://127.0.0.1:${port}/live/a`;
  rtmp.behaviour = { kind: 'relays', to: port };
  await Promise.all([rtsp.listen(), rtmp.listen()]);
  // Large, so that the buffers between FFmpeg and a server that stops reading are soon full.
  publisher = pushPicture(source, { size: '1280x720' });
  await waitFor('both tracks', () => {
    return ingest.snapshot().paths[0]?.publisher?.tracks.length === 2 || undefined;
  });
});

afterEach(async () => {
  await relay?.dispose();
  rtsp.behaviour = { kind: 'well' };
  rtmp.stall(false);
});

afterAll(async () => {
  await end(publisher);
  await Promise.all([rtsp.close(), rtmp.close(), ingest.close()]);
});

function start(input: string, output: string): { pid: number; find(hadMedia: boolean): Reason } {
  const started = new RelayProcess({ input, output });
  relay = started;
  return { pid: started.pid, find: (hadMedia) => findStall(started.pid, { input, output }, hadMedia) };
}

describe.skipIf(!existsSync('/proc/self/net/tcp'))('findStall names the hang of a real FFmpeg', () => {
  it('whose server stops reading', async () => {
    rtsp.behaviour = { kind: 'stops-reading', afterBytes: 20_000 };
    const { find } = start(source, rtsp.url('x'));
    await relay?.untilRunning();
    await waitFor('it to stand still', () => (relay?.quietMs ?? 0) > 1_500 || undefined, 60_000);
    expect(find(true)).toBe('ServerStalled');
  });

  it.each<[string, RtspBehaviour]>([
    ['is silent', { kind: 'silent' }],
    ['is silent at RECORD', { kind: 'silent', at: 'RECORD' }],
  ])('whose server %s', async (_, behaviour) => {
    rtsp.behaviour = behaviour;
    const before = rtsp.connections;
    const { find } = start(source, rtsp.url('x'));
    await waitFor('it to be at the server', () => rtsp.connections > before || undefined);
    expect(find(false)).toBe('ServerSilent');
  });

  it('that is stopped', async () => {
    const { pid, find } = start(source, rtsp.url('x'));
    await relay?.untilRunning();
    relay?.signal('SIGSTOP');
    await waitFor('it to be stopped', () => processState(pid) === 'T' || undefined);
    expect(find(true)).toBe('ProcessStopped');
  });

  it('whose source falls silent, while it still waits for more', async () => {
    const { find } = start(rtmp.url('live/a'), rtsp.url('x'));
    await relay?.untilRunning();
    rtmp.stall();
    await waitFor('it to stand still', () => (relay?.quietMs ?? 0) > 1_500 || undefined);
    expect(find(true)).toBe('SourceStalled');
  });

  it('whose source says nothing from the start', async () => {
    rtmp.stall();
    const before = rtmp.connections;
    const { find } = start(rtmp.url('live/a'), rtsp.url('x'));
    await waitFor('it to be at the source', () => rtmp.connections > before || undefined);
    expect(find(false)).toBe('SourceSilent');
  });

  it('whose source or server cannot be reached', async () => {
    const nowhere = await startUnreachable();
    try {
      const atSource = start(`rtmp://127.0.0.1:${nowhere.port}/live/a`, rtsp.url('x'));
      await waitFor('the reason', () => atSource.find(false) === 'SourceUnreachable' || undefined, 4_000);
      await relay?.dispose();
      const atServer = start(source, `rtsp://127.0.0.1:${nowhere.port}/x`);
      await waitFor('the reason', () => atServer.find(false) === 'ServerDown' || undefined, 4_000);
    } finally {
      await nowhere.close();
    }
  });
});
