import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClassifiedEnd, classifyEnd } from '../../src/ffmpeg/classify-end.js';
import { encodeChunks } from '../../src/media-server/rtmp/chunk-writer.js';
import { messageType } from '../../src/media-server/rtmp/message.js';
import { createRtmpServer } from '../../src/media-server/rtmp/server.js';
import type { Reason } from '../../src/state/conditions.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { MisbehavingRtmp, type RtmpBehaviour } from './support/misbehaving-rtmp.js';
import { MisbehavingRtsp, type RtspBehaviour } from './support/misbehaving-rtsp.js';
import { RelayProcess } from './support/relay-process.js';
import { startUnreachable } from './support/unreachable.js';
import { waitFor } from './support/wait-for.js';

/** A real source for whatever goes wrong behind it. */
const ingest = createRtmpServer({ log: pino({ level: 'silent' }), onChange: () => {} });
let ingestPort: number;
let source: string;
/** What is to be ended when all tests are done: they run at the same time. */
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ port: ingestPort } = await ingest.listen('127.0.0.1', 0));
  source = `rtmp://127.0.0.1:${ingestPort}/live/a`;
  pushTo('live/a');
  await untilPushed('live/a');
});

afterAll(async () => {
  await Promise.all(endings.map((end) => end()));
  await ingest.close();
});

function pushTo(path: string): Publisher {
  const publisher = pushPicture(`rtmp://127.0.0.1:${ingestPort}/${path}`);
  endings.push(() => end(publisher));
  return publisher;
}

async function untilPushed(path: string): Promise<void> {
  await waitFor('both tracks', () => {
    const found = ingest.snapshot().paths.find((one) => one.path === path);
    return found?.publisher?.tracks.length === 2 || undefined;
  });
}

function startRelay(input: string, output: string, extra: readonly string[] = []): RelayProcess {
  const relay = new RelayProcess({ input, output }, extra);
  endings.push(() => relay.dispose());
  return relay;
}

async function rtspServer(behaviour?: RtspBehaviour): Promise<MisbehavingRtsp> {
  const server = new MisbehavingRtsp(behaviour);
  await server.listen();
  endings.push(() => server.close());
  return server;
}

async function rtmpServer(behaviour: RtmpBehaviour): Promise<MisbehavingRtmp> {
  const server = new MisbehavingRtmp(behaviour);
  await server.listen();
  endings.push(() => server.close());
  return server;
}

async function endOf(input: string, output: string, extra: readonly string[] = []): Promise<ClassifiedEnd> {
  return classifyEnd(await startRelay(input, output, extra).ended);
}

/** Not the reason alone: when it is another one, the line tells why. */
function isReason(end: ClassifiedEnd, reason: Reason): void {
  expect(end).toEqual({ reason, evidence: end.evidence });
}

const answers = (status: number, to: 'ANNOUNCE' | 'SETUP' | 'RECORD' = 'ANNOUNCE'): RtspBehaviour => ({
  kind: 'answers',
  status,
  to,
});

describe.concurrent('the end of the installed FFmpeg at an RTSP server that', () => {
  it.each<[string, Reason, RtspBehaviour]>([
    ['answers ANNOUNCE with 400', 'PathRefused', answers(400)],
    ['answers ANNOUNCE with 401', 'CredentialsRefused', answers(401)],
    ['answers ANNOUNCE with 403', 'PathRefused', answers(403)],
    ['answers ANNOUNCE with 404', 'PathRefused', answers(404)],
    ['answers ANNOUNCE with 454', 'PathRefused', answers(454)],
    ['answers ANNOUNCE with 500', 'ServerError', answers(500)],
    ['answers ANNOUNCE with 503', 'ServerError', answers(503)],
    ['answers SETUP with 461', 'TransportRefused', answers(461, 'SETUP')],
    ['answers RECORD with 400', 'PathTaken', answers(400, 'RECORD')],
    ['answers RECORD with 500', 'ServerError', answers(500, 'RECORD')],
    ['never answers', 'ServerSilent', { kind: 'silent' }],
    ['never answers ANNOUNCE', 'ServerSilent', { kind: 'silent', at: 'ANNOUNCE' }],
    ['never answers RECORD', 'ServerSilent', { kind: 'silent', at: 'RECORD' }],
    ['closes after some media', 'ServerLost', { kind: 'closes', afterBytes: 50_000 }],
    ['closes at the first media', 'ServerLost', { kind: 'closes', afterBytes: 1 }],
    ['resets after some media', 'ServerLost', { kind: 'resets', afterBytes: 50_000 }],
  ])('%s is %s', async (_, reason, behaviour) => {
    const server = await rtspServer(behaviour);
    isReason(await endOf(source, server.url('x')), reason);
  });

  it('refuses the connection is ServerDown', async () => {
    const server = await rtspServer();
    await server.close();
    isReason(await endOf(source, server.url('x')), 'ServerDown');
  });

  it('cannot be reached is ServerDown', async () => {
    const nowhere = await startUnreachable();
    endings.push(() => nowhere.close());
    isReason(await endOf(source, `rtsp://127.0.0.1:${nowhere.port}/x`), 'ServerDown');
  });

  it('has a name that nobody knows is ServerHostUnknown', async () => {
    isReason(await endOf(source, 'rtsp://no-such-host.invalid/x'), 'ServerHostUnknown');
  });

  it.each(['Basic', 'Digest'] as const)(
    'wants %s credentials is CredentialsRefused without them',
    async (scheme) => {
      const server = await rtspServer({ kind: 'wants-credentials', scheme, user: 'u', password: 'p' });
      isReason(await endOf(source, server.url('x')), 'CredentialsRefused');
      isReason(await endOf(source, server.url('x', 'u:wrong')), 'CredentialsRefused');
      const relay = startRelay(source, server.url('x', 'u:p'));
      await relay.untilRunning();
    },
  );
});

describe.concurrent('the end of the installed FFmpeg at a source that', () => {
  it.each<[string, Reason, RtmpBehaviour]>([
    ['says nothing', 'SourceSilent', { kind: 'silent' }],
    ['closes at once', 'SourceRefused', { kind: 'closes-at-once' }],
    ['answers no command', 'SourceNotFound', { kind: 'handshake-only' }],
    ['answers play and sends nothing', 'SourceNotFound', { kind: 'plays' }],
    ['refuses play', 'SourceNotFound', { kind: 'refuses', at: 'play', description: 'x: no such stream' }],
    ['refuses connect', 'SourceNotFound', { kind: 'refuses', at: 'connect', description: 'no such app' }],
    [
      'wants credentials',
      'SourceCredentialsRefused',
      {
        kind: 'refuses',
        at: 'connect',
        description: '[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ]',
      },
    ],
  ])('%s is %s', async (_, reason, behaviour) => {
    const [rtsp, rtmp] = [await rtspServer(), await rtmpServer(behaviour)];
    isReason(await endOf(rtmp.url('live/a'), rtsp.url('x')), reason);
  });

  it('is our ingest without a publisher is SourceNotFound', async () => {
    const rtsp = await rtspServer();
    isReason(await endOf(source.replace('/live/a', '/live/nobody'), rtsp.url('x')), 'SourceNotFound');
  });

  it('refuses the connection is SourceRefused', async () => {
    const [rtsp, rtmp] = [await rtspServer(), await rtmpServer({ kind: 'silent' })];
    await rtmp.close();
    isReason(await endOf(rtmp.url('live/a'), rtsp.url('x')), 'SourceRefused');
  });

  it.each(['rtmp', 'rtsp', 'http'])('cannot be reached over %s is SourceUnreachable', async (scheme) => {
    const [rtsp, nowhere] = [await rtspServer(), await startUnreachable()];
    endings.push(() => nowhere.close());
    isReason(await endOf(`${scheme}://127.0.0.1:${nowhere.port}/live/a`, rtsp.url('x')), 'SourceUnreachable');
  });

  it('has a name that nobody knows is SourceHostUnknown', async () => {
    const rtsp = await rtspServer();
    isReason(await endOf('rtmp://no-such-host.invalid/live/a', rtsp.url('x')), 'SourceHostUnknown');
  });

  it('falls silent is SourceStalled', async () => {
    const [rtsp, rtmp] = [await rtspServer(), await rtmpServer({ kind: 'relays', to: ingestPort })];
    const relay = startRelay(rtmp.url('live/a'), rtsp.url('x'));
    await relay.untilRunning();
    rtmp.stall();
    isReason(classifyEnd(await relay.ended), 'SourceStalled');
  });

  it('ends is SourceEnded', async () => {
    const rtsp = await rtspServer();
    const pushing = pushTo('live/b');
    await untilPushed('live/b');
    const relay = startRelay(source.replace(/a$/, 'b'), rtsp.url('x'));
    await relay.untilRunning();
    await end(pushing);
    isReason(classifyEnd(await relay.ended), 'SourceEnded');
  });

  it('sends H.265 over RTMP is H265NeedsNewerFfmpeg before 6.1', async ({ skip }) => {
    const [rtsp, rtmp] = [await rtspServer(), await rtmpServer({ kind: 'plays', media: enhancedH265() })];
    const relay = startRelay(rtmp.url('live/a'), rtsp.url('x'));
    const ended = await relay.ended;
    // What is sent is no real H.265, so a newer one has another complaint.
    if (!ended.standardError.some((line) => line.includes('Video codec (0)'))) skip();
    isReason(classifyEnd(ended), 'H265NeedsNewerFfmpeg');
  });
});

describe.concurrent('the end of the installed FFmpeg', () => {
  it.each<[string, Reason, readonly string[]]>([
    ['with an unknown option', 'OptionRefused', ['-no_such_option', '1']],
    ['with an unknown value', 'OptionRefused', ['-c:v', 'libx264', '-g', 'nope']],
    ['with an unknown encoder', 'EncoderMissing', ['-c:v', 'h264_nothere']],
    ['with an encoder that refuses the size', 'EncoderRefused', ['-c:v', 'libx264', '-s', '321x181']],
    ['without a track', 'TrackMissing', ['-map', '0:a:7']],
  ])('%s is %s', async (_, reason, extra) => {
    const rtsp = await rtspServer();
    isReason(await endOf(source, rtsp.url('x'), extra), reason);
  });

  it.each<[NodeJS.Signals, Reason]>([
    ['SIGTERM', 'Killed'],
    ['SIGKILL', 'Killed'],
    ['SIGSEGV', 'Crashed'],
  ])('by %s is %s', async (signal, reason) => {
    const rtsp = await rtspServer();
    const relay = startRelay(source, rtsp.url('x'));
    await relay.untilRunning();
    relay.signal(signal);
    isReason(classifyEnd(await relay.ended), reason);
  });
});

/** Enhanced RTMP, "Defining Additional Video Codecs": a sequence start and frames of `hvc1`, with nothing sensible in them. */
function enhancedH265(): Buffer {
  const video = (timestampMs: number, header: number, size: number): Buffer => {
    const payload = Buffer.concat([Buffer.of(0x80 | header), Buffer.from('hvc1'), Buffer.alloc(size, 1)]);
    return encodeChunks(6, { type: messageType.video, streamId: 1, timestampMs, payload });
  };
  const frames = Array.from({ length: 50 }, (_, index) => video(index * 40, index === 0 ? 0x11 : 0x21, 100));
  return Buffer.concat([video(0, 0x10, 23), ...frames]);
}
