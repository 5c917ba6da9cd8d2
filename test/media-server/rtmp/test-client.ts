import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  type AmfObject,
  type AmfValue,
  decodeAmf0,
  encodeAmf0,
} from '../../../src/media-server/rtmp/amf0.js';
import { ChunkReader } from '../../../src/media-server/rtmp/chunk-reader.js';
import { encodeChunks } from '../../../src/media-server/rtmp/chunk-writer.js';
import { HANDSHAKE_BYTES } from '../../../src/media-server/rtmp/handshake.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';

export const SERVER_HANDSHAKE_BYTES = 1 + 2 * HANDSHAKE_BYTES;
const MEDIA_TYPES: readonly number[] = [messageType.audio, messageType.video, messageType.data];

/** C0, C1 and C2. With `version`, C1 looks like the digest handshake of Flash, librtmp and FFmpeg. */
export function clientHandshake(version: Buffer = Buffer.alloc(4)): Buffer {
  const bytes = Buffer.alloc(1 + 2 * HANDSHAKE_BYTES, 0x5a);
  bytes[0] = 3;
  version.copy(bytes, 5);
  return bytes;
}

export function command(name: string, transactionId: number, ...values: AmfValue[]): RtmpMessage {
  const streamId = name === 'publish' || name === 'play' ? 1 : 0;
  return {
    type: messageType.command,
    streamId,
    timestampMs: 0,
    payload: encodeAmf0(name, transactionId, ...values),
  };
}

export function connectCommand(app: string, more: AmfObject = {}): RtmpMessage {
  return command('connect', 1, { app, tcUrl: `rtmp://host/${app}`, ...more });
}

export function setChunkSize(sizeBytes: number): RtmpMessage {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(sizeBytes);
  return { type: messageType.setChunkSize, streamId: 0, timestampMs: 0, payload };
}

/** Reads what a server sends: the handshake, then messages, of which commands and media are kept apart. */
export class ServerOutput {
  readonly commands: AmfValue[][] = [];
  readonly media: RtmpMessage[] = [];
  readonly others: RtmpMessage[] = [];
  #handshakeMissing = SERVER_HANDSHAKE_BYTES;
  readonly #reader = new ChunkReader((message) => this.#sort(message));

  constructor() {
    this.#reader.allow(2 ** 24, 2 ** 26);
  }

  push(bytes: Buffer): void {
    const skipped = Math.min(this.#handshakeMissing, bytes.length);
    this.#handshakeMissing -= skipped;
    this.#reader.push(bytes.subarray(skipped));
  }

  /** The codes of all `onStatus`, in order. */
  get statuses(): string[] {
    return this.commands
      .filter(([name]) => name === 'onStatus')
      .map(([, , , information]) => String((information as AmfObject)['code']));
  }

  #sort(message: RtmpMessage): void {
    if (message.type === messageType.command) this.commands.push(decodeAmf0(message.payload));
    else if (MEDIA_TYPES.includes(message.type)) this.media.push(message);
    else this.others.push(message);
  }
}

/** A client of a real server; it speaks exactly as it is told to. */
export class TestClient {
  readonly output = new ServerOutput();
  readonly socket: Socket;
  chunkBytes = 128;
  closed = false;
  #wake: (() => void)[] = [];

  static async open(port: number, version?: Buffer): Promise<TestClient> {
    const client = new TestClient(connect(port, '127.0.0.1'));
    await once(client.socket, 'connect');
    client.socket.write(clientHandshake(version));
    return client;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.output.push(bytes);
      this.#notify();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.#notify();
    });
  }

  send(...messages: RtmpMessage[]): void {
    for (const message of messages) {
      const chunkStreamId = message.type === messageType.command ? 3 : message.type;
      this.socket.write(encodeChunks(Math.max(2, chunkStreamId), message, this.chunkBytes));
      if (message.type === messageType.setChunkSize) this.chunkBytes = message.payload.readUInt32BE(0);
    }
  }

  /** Resolves once the condition holds; the test's timeout bounds it. */
  async until(condition: (output: ServerOutput) => boolean): Promise<void> {
    while (!condition(this.output)) {
      if (this.closed) throw new Error(`closed; commands: ${JSON.stringify(this.output.commands)}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
