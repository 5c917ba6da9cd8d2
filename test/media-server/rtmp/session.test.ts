import { describe, expect, it } from 'vitest';
import { type AmfObject, encodeAmf0 } from '../../../src/media-server/rtmp/amf0.js';
import { limits } from '../../../src/media-server/rtmp/limits.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import {
  aacFrame,
  aacHeader,
  avcHeader,
  avcInter,
  avcKey,
  enhancedVideo,
  setDataFrame,
} from './media-fixtures.js';
import { type FakeClient, SessionHarness, settle } from './session-harness.js';
import { command, connectCommand, setChunkSize } from './test-client.js';

const publish = (client: FakeClient, name = 'cam', app = 'live') =>
  client.handshake().send(connectCommand(app), command('publish', 0, null, name, 'live'));
const play = (client: FakeClient, name = 'cam', app = 'live') =>
  client.handshake().send(connectCommand(app), command('play', 0, null, name));
const control = (type: number, payload: string): RtmpMessage => ({
  type,
  streamId: 0,
  timestampMs: 0,
  payload: Buffer.from(payload, 'hex'),
});

describe('publishing', () => {
  it('is listed from the first media on, with its tracks in order of appearance', () => {
    const harness = new SessionHarness();
    harness.nowMs = 5;
    const publisher = publish(harness.open('192.0.2.1:5')).send(
      setDataFrame({ videocodecid: 7, audiocodecid: 10 }),
    );
    expect(harness.paths.snapshot()).toEqual([]);
    expect(harness.changes).toBe(0);
    publisher.send(aacHeader(), avcHeader(), avcKey(), aacFrame());
    expect(harness.paths.snapshot()).toEqual([
      {
        path: 'live/cam',
        publisher: {
          remoteAddress: '192.0.2.1:5',
          sinceMs: 1_000_005,
          isSilent: false,
          tracks: [
            { kind: 'audio', codec: 'AAC' },
            { kind: 'video', codec: 'H264' },
          ],
          announced: ['video', 'audio'],
        },
        readers: 0,
      },
    ]);
    expect(harness.changes).toBe(2);
    publisher.send(enhancedVideo(1, 1, 'hvc1'));
    expect(harness.paths.snapshot()[0]?.publisher?.tracks[1]).toEqual({ kind: 'video', codec: 'H265' });
  });

  it('tells that it has fallen silent, and since when it sends again', () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open());
    publisher.send(avcHeader(), avcKey());
    const { changes } = harness;
    harness.nowMs = 4_900;
    publisher.session.tick();
    expect(harness.changes).toBe(changes);
    for (harness.nowMs = 5_000; harness.nowMs <= 8_000; harness.nowMs += 250) publisher.session.tick();
    expect(harness.paths.snapshot()[0]?.publisher).toMatchObject({ isSilent: true, sinceMs: 1_000_000 });
    expect(harness.changes).toBe(changes + 1);
    publisher.send(avcKey());
    expect(harness.paths.snapshot()[0]?.publisher).toMatchObject({ isSilent: false, sinceMs: 1_008_250 });
    expect(harness.changes).toBe(changes + 2);
  });

  it('answers an encoder like OBS in full', async () => {
    const harness = new SessionHarness();
    const obs = harness.open().handshake();
    obs.send(
      setChunkSize(4096),
      connectCommand('live', { fourCcList: ['av01', 'hvc1'], capsEx: 15 }),
      command('releaseStream', 2, null, 'cam'),
      command('FCPublish', 3, null, 'cam'),
      command('createStream', 4, null),
      command('publish', 5, null, 'cam', 'live'),
    );
    await settle();
    expect(obs.output.commands.map(([name, id]) => [name, id])).toEqual([
      ['_result', 1],
      ['_result', 2],
      ['onFCPublish', 0],
      ['_result', 3],
      ['_result', 4],
      ['onStatus', 0],
    ]);
    const [, , properties, information] = obs.output.commands[0] ?? [];
    expect(information).toMatchObject({ code: 'NetConnection.Connect.Success', objectEncoding: 0 });
    expect((properties as AmfObject)['fourCcList']).toContain('hvc1');
    expect((properties as AmfObject)['capsEx']).toBe(14);
    expect(obs.output.statuses).toEqual(['NetStream.Publish.Start']);
  });

  it('tells an old encoder nothing of Enhanced RTMP', async () => {
    const client = new SessionHarness().open().handshake().send(connectCommand('live'));
    await settle();
    expect(Object.keys((client.output.commands[0]?.[2] ?? {}) as AmfObject)).toEqual([
      'fmsVer',
      'capabilities',
      'mode',
    ]);
  });

  it('understands commands and data in AMF3 envelopes, and aggregates', () => {
    const harness = new SessionHarness();
    const wrap = (message: RtmpMessage, type: number): RtmpMessage => ({
      ...message,
      type,
      payload: Buffer.concat([Buffer.of(0), message.payload]),
    });
    const client = harness.open().handshake();
    client.send(wrap(connectCommand('live'), messageType.commandAmf3));
    client.send(wrap(command('publish', 0, null, 'cam'), messageType.commandAmf3));
    client.send(wrap(setDataFrame({ audiocodecid: 10 }), messageType.dataAmf3));
    client.send(
      control(messageType.aggregate, '08 000003 000000 00 000000 af0101 0000000e'.replaceAll(' ', '')),
    );
    expect(harness.paths.snapshot()[0]?.publisher).toMatchObject({
      announced: ['audio'],
      tracks: [{ kind: 'audio', codec: 'AAC' }],
    });
  });

  it.each([
    ['', '', 'the name is empty'],
    ['live', 'a\u0007', 'the name has control characters'],
    ['live', '../x?key=secret', 'the name has a . or .. part'],
    ['live', 'x'.repeat(300), 'the name is too long'],
  ])('to %j and %j is refused', async (app, name, reason) => {
    const harness = new SessionHarness();
    const client = publish(harness.open(), name, app);
    await settle();
    expect(client.output.statuses).toEqual(['NetStream.Publish.BadName']);
    expect(client.sink.ended).toBe(true);
    expect(harness.logLines).toMatchObject([{ level: 40, reason, msg: 'refused' }]);
    expect(JSON.stringify(harness.logLines)).not.toContain('secret');
  });

  it('to a path that is taken is refused, unless the publisher there has fallen silent', async () => {
    const harness = new SessionHarness();
    const first = publish(harness.open('first')).send(avcHeader(), avcKey());
    const second = publish(harness.open('second'));
    await settle();
    expect(second.output.statuses).toEqual(['NetStream.Publish.BadName']);
    expect(second.sink.ended).toBe(true);

    harness.nowMs = limits.publisherYieldMs;
    const third = publish(harness.open('third')).send(avcKey());
    first.send(avcKey());
    await settle();
    expect(third.output.statuses).toEqual(['NetStream.Publish.Start']);
    expect(first.sink.ended).toBe(true);
    expect(harness.paths.snapshot().map((path) => path.publisher?.remoteAddress)).toEqual(['third']);
    first.session.gone();
    expect(harness.paths.snapshot()).toHaveLength(1);
  });

  it.each([
    ['FCUnpublish', command('FCUnpublish', 6, null, 'cam')],
    ['deleteStream', command('deleteStream', 7, null, 1)],
    ['closeStream', command('closeStream', 0, null)],
  ])('ends with %s, and may begin anew', async (_, ending) => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open()).send(avcHeader(), avcKey());
    const player = play(harness.open());
    publisher.send(ending);
    expect(harness.paths.snapshot()).toEqual([]);
    await settle();
    expect(player.output.statuses.at(-1)).toBe('NetStream.Play.UnpublishNotify');
    expect(player.output.others.at(-1)?.payload).toEqual(Buffer.of(0, 1, 0, 0, 0, 1));
    expect(player.sink.ended).toBe(true);
    publisher.send(command('publish', 8, null, 'other'), avcKey());
    expect(harness.paths.snapshot().map(({ path }) => path)).toEqual(['live/other']);
  });

  it('logs no query and no tcUrl', () => {
    const harness = new SessionHarness();
    publish(harness.open(), 'cam?key=secret', 'live?token=secret').session.gone();
    expect(harness.logMessages).toEqual(['publisher arrived', 'publisher left']);
    expect(JSON.stringify(harness.logLines)).not.toMatch(/secret|rtmp:/);
  });
});

describe('playing', () => {
  it('begins with the last group of pictures and goes on live', async () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open());
    publisher.send(setDataFrame({ videocodecid: 7 }), avcHeader(), aacHeader(), avcKey(0), avcInter(40));
    const player = play(harness.open(), '', 'live/cam');
    expect(harness.paths.snapshot()[0]?.readers).toBe(1);
    publisher.send(aacFrame(50));
    await settle();
    expect(player.output.statuses).toEqual(['NetStream.Play.Reset', 'NetStream.Play.Start']);
    expect(player.output.media.map(({ type, timestampMs }) => [type, timestampMs])).toEqual([
      ...[
        [18, 0] /* sample access */,
        [18, 0] /* metadata */,
        [9, 0],
        [8, 0],
      ],
      ...[
        [9, 0],
        [9, 40],
        [8, 50],
      ],
    ]);
    player.session.gone();
    expect(harness.paths.snapshot()[0]?.readers).toBe(0);
  });

  it('is refused where nobody publishes', async () => {
    const harness = new SessionHarness();
    const player = play(harness.open(), 'nobody?key=secret');
    await settle();
    expect(player.output.statuses).toEqual(['NetStream.Play.StreamNotFound']);
    expect(player.sink.ended).toBe(true);
    expect(JSON.stringify(harness.logLines)).not.toContain('secret');
  });

  it('is refused for a bad name', async () => {
    const player = play(new SessionHarness().open(), '..');
    await settle();
    expect(player.output.statuses).toEqual(['NetStream.Play.Failed']);
  });

  it('shows a publisher that sent nothing yet as none', () => {
    const harness = new SessionHarness();
    publish(harness.open());
    play(harness.open());
    expect(harness.paths.snapshot()).toEqual([{ path: 'live/cam', publisher: null, readers: 1 }]);
  });

  it('may pause', async () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open()).send(avcHeader(), avcKey(0));
    const player = play(harness.open()).send(command('pause', 0, null, true, 0));
    publisher.send(avcInter(40));
    player.send(command('pause', 0, null, false, 0));
    publisher.send(avcKey(80));
    await settle();
    expect(player.output.statuses.slice(-2)).toEqual(['NetStream.Pause.Notify', 'NetStream.Unpause.Notify']);
    expect(player.output.media.slice(1).map(({ timestampMs }) => timestampMs)).toEqual([0, 0, 80]);
  });
});

describe('the connection', () => {
  it('acknowledges as often as the peer asks', async () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open()).send(control(5, '00002710'));
    await settle();
    const before = publisher.output.others.length;
    for (let index = 0; index < 30; index++) publisher.send(avcKey(index, 1_000));
    await settle();
    const acknowledgements = publisher.output.others.slice(before).filter(({ type }) => type === 3);
    expect(acknowledgements.length).toBeGreaterThanOrEqual(3);
    expect(acknowledgements.length).toBeLessThanOrEqual(4);
    expect(acknowledgements.at(-1)?.payload.readUInt32BE(0)).toBeGreaterThan(30_000);
  });

  // Adobe RTMP 1.0, 5.4.5
  it('answers Set Peer Bandwidth by its window, unless that is the one', async () => {
    const client = new SessionHarness().open().handshake();
    client.send(control(6, '002625a002'), control(6, '0000271002'));
    await settle();
    expect(client.output.others.map(({ type, payload }) => [type, payload.toString('hex')])).toEqual([
      [messageType.windowAcknowledgementSize, '002625a0'],
    ]);
  });

  it('answers pings', async () => {
    const client = new SessionHarness()
      .open()
      .handshake()
      .send(control(4, '0006 01020304'.replace(' ', '')));
    await settle();
    expect(client.output.others.map(({ payload }) => payload.toString('hex'))).toEqual(['000701020304']);
  });

  it.each([
    ['says nothing', (client: FakeClient) => client],
    ['stops after the handshake', (client: FakeClient) => client.handshake()],
    ['stops after connect', (client: FakeClient) => client.handshake().send(connectCommand('live'))],
    ['keeps talking', (client: FakeClient) => client.handshake().send(control(4, '000600000000'))],
  ])('is closed when its client %s', (_, act) => {
    const harness = new SessionHarness();
    const client = act(harness.open());
    harness.nowMs = limits.setupMs - 1;
    client.session.tick();
    expect(client.sink.destroyed).toBe(false);
    harness.nowMs = limits.setupMs;
    client.session.tick();
    client.session.tick();
    expect(client.sink.destroyed).toBe(true);
    expect(harness.logLines).toMatchObject([{ code: 'setup-timeout', msg: 'connection closed' }]);
  });

  it('is closed when its publisher goes silent', () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open()).send(avcKey());
    harness.nowMs = 59_000;
    publisher.send(avcKey());
    harness.nowMs = 118_000;
    publisher.session.tick();
    expect(publisher.sink.destroyed).toBe(false);
    harness.nowMs = 119_000;
    publisher.session.tick();
    expect(publisher.sink.destroyed).toBe(true);
    expect(harness.paths.snapshot()).toEqual([]);
  });

  it('is closed when its player takes nothing, and nobody else notices', async () => {
    const harness = new SessionHarness();
    const publisher = publish(harness.open()).send(avcHeader(), avcKey());
    const stuck = play(harness.open());
    const well = play(harness.open());
    await settle();
    stuck.sink.blocked = true;
    publisher.send(avcKey());
    await settle();
    harness.nowMs = limits.playerStallMs;
    for (const client of [stuck, well]) client.session.tick();
    expect([stuck.sink.destroyed, well.sink.destroyed]).toEqual([true, false]);
    expect(harness.paths.snapshot()[0]?.readers).toBe(1);
  });

  it('is cut after a while when the client does not take its end', async () => {
    const harness = new SessionHarness();
    const player = play(harness.open(), 'nobody');
    await settle();
    harness.nowMs = limits.closeGraceMs;
    player.session.tick();
    expect(player.sink.destroyed).toBe(true);
  });

  it.each([
    ['publish before connect', command('publish', 0, null, 'cam'), 'command'],
    ['no AMF', { ...command('x', 0), payload: Buffer.of(0xff) }, 'amf'],
    ['a command without name', { ...command('x', 0), payload: encodeAmf0(1, 2) }, 'command'],
    ['pure AMF3', { ...command('x', 0), type: 17, payload: Buffer.of(1, 2) }, 'command'],
    [
      'a message too large for a stranger',
      { ...avcKey(), payload: Buffer.alloc(70_000) },
      'message-too-large',
    ],
  ])('is closed for %s, with one line in the log', (_, message, code) => {
    const harness = new SessionHarness();
    const client = harness.open().handshake();
    client.send(message);
    client.send(connectCommand('live'));
    client.session.gone();
    expect(client.sink.destroyed).toBe(true);
    expect(harness.logLines).toMatchObject([{ level: 40, code, msg: 'connection closed' }]);
  });

  it('may do one thing at a time', () => {
    const harness = new SessionHarness();
    const client = publish(harness.open()).send(avcKey(), command('publish', 0, null, 'other'));
    expect(client.sink.destroyed).toBe(true);
    expect(harness.paths.snapshot()).toEqual([]);
  });
});
