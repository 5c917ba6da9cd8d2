import { describe, expect, it } from 'vitest';
import { type AmfValue, decodeAmf0, encodeAmf0 } from '../../src/media-server/rtmp/amf0.js';
import { ChunkReader } from '../../src/media-server/rtmp/chunk-reader.js';
import { encodeChunks } from '../../src/media-server/rtmp/chunk-writer.js';
import { HANDSHAKE_BYTES } from '../../src/media-server/rtmp/handshake.js';
import { messageType, type RtmpMessage } from '../../src/media-server/rtmp/message.js';
import { userControlMessage } from '../../src/media-server/rtmp/reply.js';
import { type PlayTarget, probeTarget } from '../../src/probe/probe-target.js';
import { RtmpPlay } from '../../src/probe/rtmp-play.js';
import { setChunkSize } from '../media-server/rtmp/test-client.js';

/** The exchange, and all that it said and told. */
class Exchange {
  readonly told: string[] = [];
  readonly commands: AmfValue[][] = [];
  readonly others: RtmpMessage[] = [];
  sentBytes = 0;
  readonly play: RtmpPlay;
  readonly #reader = new ChunkReader((message) => {
    if (message.type === messageType.command) this.commands.push(decodeAmf0(message.payload));
    else this.others.push(message);
  });

  constructor(url = 'rtmp://host/live/key?token=secret') {
    this.play = new RtmpPlay(probeTarget(url) as PlayTarget, {
      send: (bytes) => {
        const from = Math.max(0, Math.min(bytes.length, 1 + 2 * HANDSHAKE_BYTES - this.sentBytes));
        this.sentBytes += bytes.length;
        this.#reader.push(bytes.subarray(from));
      },
      step: (step) => this.told.push(step),
      media: () => this.told.push('media'),
      ended: (reason) => this.told.push(reason),
    });
    this.play.begin();
  }

  answer(...messages: RtmpMessage[]): this {
    for (const message of messages) this.play.receive(encodeChunks(3, message, 128));
    return this;
  }

  /** Up to `createStream`. */
  connected(): this {
    this.play.receive(HANDSHAKE);
    return this.answer(reply('_result', 1, {}, { level: 'status', code: 'NetConnection.Connect.Success' }));
  }

  /** Up to `play`, on message stream 7. */
  playing(): this {
    return this.connected().answer(reply('_result', 2, null, 7));
  }
}

const HANDSHAKE = Buffer.alloc(1 + 2 * HANDSHAKE_BYTES, 3);
const UP_TO_PLAY = ['connect', 'createStream', 'play'];

function reply(...values: AmfValue[]): RtmpMessage {
  return { type: messageType.command, streamId: 0, timestampMs: 0, payload: encodeAmf0(...values) };
}

function status(level: string, code: string): RtmpMessage {
  return reply('onStatus', 0, null, { level, code, description: '' });
}

function media(type: number, sizeBytes = 3): RtmpMessage {
  return { type, streamId: 7, timestampMs: 0, payload: Buffer.alloc(sizeBytes) };
}

describe('RtmpPlay', () => {
  it('says what FFmpeg says', () => {
    const { commands, told } = new Exchange().playing();
    expect(commands).toEqual([
      ['connect', 1, expect.objectContaining({ app: 'live', tcUrl: 'rtmp://host:1935/live' })],
      ['createStream', 2, null],
      ['play', 3, null, 'key?token=secret', -2000],
    ]);
    expect(told).toEqual(UP_TO_PLAY);
  });

  it.each(['audio', 'video', 'aggregate'] as const)('takes %s for media', (kind) => {
    const exchange = new Exchange().playing().answer(status('status', 'NetStream.Play.Start'));
    expect(exchange.told).toEqual(UP_TO_PLAY);
    exchange.answer(media(messageType[kind]), media(messageType[kind]));
    expect(exchange.told).toEqual([...UP_TO_PLAY, 'media']);
  });

  it('takes neither empty messages nor metadata nor what comes before play for media', () => {
    const exchange = new Exchange().connected().answer(media(messageType.video));
    exchange.answer(reply('_result', 2, null, 7), media(messageType.audio, 0), media(messageType.data));
    expect(exchange.told).toEqual(UP_TO_PLAY);
  });

  it('understands it byte by byte', () => {
    const exchange = new Exchange();
    const bytes = Buffer.concat([
      HANDSHAKE,
      encodeChunks(2, setChunkSize(4096)),
      encodeChunks(3, reply('_result', 1, {}, { code: 'NetConnection.Connect.Success' }), 4096),
      encodeChunks(3, reply('_result', 2, null, 7), 4096),
      encodeChunks(6, media(messageType.video, 5000), 4096),
    ]);
    for (const byte of bytes) exchange.play.receive(Buffer.of(byte));
    expect(exchange.told).toEqual([...UP_TO_PLAY, 'media']);
  });

  it('answers pings and acknowledges in the window of the server', () => {
    const exchange = new Exchange().connected();
    exchange.play.receive(userControlMessage(6, 1234));
    const window = Buffer.from([0, 0, 0, 100]);
    exchange.answer({ ...media(messageType.windowAcknowledgementSize), payload: window });
    expect(exchange.others.map(({ type }) => type)).toEqual([
      messageType.windowAcknowledgementSize,
      messageType.userControl,
      messageType.acknowledgement,
    ]);
    expect(exchange.others[1]?.payload).toEqual(Buffer.from([0, 7, 0, 0, 4, 210]));
  });

  it.each([
    ['NetStream.Play.StreamNotFound', 'error', 'SourceNotFound'],
    ['NetStream.Play.Failed', 'status', 'SourceNotFound'],
    ['NetStream.Play.UnpublishNotify', 'status', 'SourceNotFound'],
    ['NetStream.Play.Unauthorized', 'error', 'SourceCredentialsRefused'],
  ])('ends at %s', (code, level, reason) => {
    const exchange = new Exchange().playing().answer(status(level, code), media(messageType.audio));
    expect(exchange.told).toEqual([...UP_TO_PLAY, reason]);
  });

  it.each([
    ['NetConnection.Connect.Rejected', 'authmod=adobe code=403 need auth', 'SourceCredentialsRefused'],
    ['NetConnection.Connect.InvalidApp', 'no such application', 'SourceNotFound'],
  ])('ends when connect is answered by %s', (code, description, reason) => {
    const exchange = new Exchange();
    exchange.play.receive(HANDSHAKE);
    exchange.answer(reply('_error', 1, null, { level: 'error', code, description }));
    expect(exchange.told).toEqual(['connect', reason]);
  });

  it('takes a close for a refusal before the handshake is done, and for an unknown stream after it', () => {
    const early = new Exchange();
    early.play.receive(HANDSHAKE.subarray(0, 2000));
    early.play.closed();
    early.play.closed();
    expect(early.told).toEqual(['SourceSilent']);
    const late = new Exchange().playing();
    late.play.closed();
    expect(late.told).toEqual([...UP_TO_PLAY, 'SourceNotFound']);
  });

  it.each([
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a chunk without a header', Buffer.concat([HANDSHAKE, Buffer.of(0xc3)])],
    ['a chunk size of 0', Buffer.concat([HANDSHAKE, encodeChunks(2, setChunkSize(0))])],
    ['a command that is none', Buffer.concat([HANDSHAKE, encodeChunks(3, media(messageType.command))])],
    ['a huge message', Buffer.concat([HANDSHAKE, Buffer.from('030000000fffff0900000000', 'hex')])],
  ])('ends at %s', (_what, bytes) => {
    const exchange = new Exchange();
    exchange.play.receive(bytes);
    exchange.play.receive(bytes);
    expect(exchange.told.at(-1)).toBe('SourceSilent');
    expect(exchange.told.filter((told) => told === 'SourceSilent')).toHaveLength(1);
  });

  it('ends when a server sends and sends, and never media', () => {
    const exchange = new Exchange().playing();
    for (let count = 0; count < 40; count += 1) exchange.answer(media(messageType.data, 1024 * 1024));
    expect(exchange.told).toEqual([...UP_TO_PLAY, 'SourceSilent']);
  });

  it('survives random bytes at every step', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const exchange = [new Exchange(), new Exchange().connected(), new Exchange().playing()][seed % 3];
      const noise = Buffer.alloc(600);
      for (let index = 0, state = seed; index < noise.length; index += 1) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        noise[index] = state >>> 24;
      }
      exchange?.play.receive(seed % 2 === 0 ? noise : encodeChunks(3, reply('_result', 2, noise.toString())));
      exchange?.play.closed();
      exchange?.play.receive(noise);
      expect(exchange?.told.at(-1)).toMatch(/^Source|media/);
    }
  });
});
