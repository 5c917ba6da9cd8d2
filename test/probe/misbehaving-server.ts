import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type AmfObject, type AmfValue, decodeAmf0, encodeAmf0 } from '../../src/media-server/rtmp/amf0.js';
import { ChunkReader } from '../../src/media-server/rtmp/chunk-reader.js';
import { encodeChunks } from '../../src/media-server/rtmp/chunk-writer.js';
import { HANDSHAKE_BYTES } from '../../src/media-server/rtmp/handshake.js';
import { messageType } from '../../src/media-server/rtmp/message.js';

/** Zeros where the version stands: FFmpeg looks for a digest otherwise. */
const HANDSHAKE = Buffer.alloc(1 + 2 * HANDSHAKE_BYTES);
HANDSHAKE[0] = 3;

/** A TCP server that treats each connection as it is told to, and knows who is connected. */
export class MisbehavingServer {
  readonly sockets = new Set<Socket>();
  /** Connections so far. */
  accepted = 0;
  port = 0;
  readonly #treat: (socket: Socket) => void;
  #server: Server | undefined;

  constructor(treat: (socket: Socket) => void) {
    this.#treat = treat;
  }

  /** On the port that it had before, if any. */
  async open(): Promise<this> {
    const server = createServer((socket) => {
      this.accepted += 1;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      this.#treat(socket);
    });
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Speaks RTMP as far as `play`, and then does as it is told. */
export function untilPlay(
  played: (socket: Socket, name: string, connected: AmfObject) => void,
): (socket: Socket) => void {
  return (socket) => {
    let connected: AmfObject = {};
    let skipBytes = 1 + 2 * HANDSHAKE_BYTES;
    const reader = new ChunkReader(({ type, payload }) => {
      if (type !== messageType.command) return;
      const [name, transactionId, object, playPath] = decodeAmf0(payload);
      if (name === 'connect') connected = object as AmfObject;
      if (name === 'connect') say(socket, '_result', transactionId as number, {}, { level: 'status' });
      if (name === 'createStream') say(socket, '_result', transactionId as number, null, 1);
      if (name === 'play') played(socket, String(playPath), connected);
    });
    socket.on('data', (bytes) => {
      const skipped = Math.min(skipBytes, bytes.length);
      if (skipBytes === 1 + 2 * HANDSHAKE_BYTES) socket.write(HANDSHAKE);
      skipBytes -= skipped;
      reader.push(bytes.subarray(skipped));
    });
  };
}

export function sendAudio(socket: Socket): void {
  const message = { type: messageType.audio, streamId: 1, timestampMs: 0, payload: Buffer.alloc(10) };
  socket.write(encodeChunks(4, message, 128));
}

export function say(socket: Socket, ...values: readonly AmfValue[]): void {
  const message = { type: messageType.command, streamId: 0, timestampMs: 0, payload: encodeAmf0(...values) };
  socket.write(encodeChunks(3, message, 128));
}
