import { connect, type Socket } from 'node:net';
import { ChunkReader } from '../../../src/media-server/rtmp/chunk-reader.js';
import { type Command, readCommand } from '../../../src/media-server/rtmp/command.js';
import { Handshake } from '../../../src/media-server/rtmp/handshake.js';
import { messageType } from '../../../src/media-server/rtmp/message.js';
import {
  commandReply,
  connectReply,
  statusReply,
  userControl,
  userControlMessage,
  welcome,
} from '../../../src/media-server/rtmp/reply.js';
import { RestartableListener } from './restartable-listener.js';

/**
 * An RTMP server for players that goes wrong in a way of its choice. The behaviour can be changed at any time and counts for
 * who connects next; {@link stall} also for who is connected.
 */
export class MisbehavingRtmp extends RestartableListener {
  behaviour: RtmpBehaviour;
  #stalled = false;
  readonly #upstreams = new Set<Socket>();

  constructor(behaviour: RtmpBehaviour = { kind: 'silent' }) {
    super((socket) => this.#serve(socket));
    this.behaviour = behaviour;
  }

  url(path: string): string {
    return `rtmp://127.0.0.1:${this.port}/${path}`;
  }

  /** With `relays`: from now on not one more byte comes, and no connection is closed. False: it flows again. */
  stall(stalled = true): void {
    this.#stalled = stalled;
    for (const upstream of this.#upstreams)
      if (stalled) upstream.pause();
      else upstream.resume();
  }

  #serve(socket: Socket): void {
    const { behaviour } = this;
    switch (behaviour.kind) {
      case 'silent':
        socket.resume();
        return;
      case 'closes-at-once':
        socket.end();
        return;
      case 'relays':
        this.#relay(socket, behaviour);
        return;
      default:
        converse(socket, behaviour);
    }
  }

  #relay(socket: Socket, { to, stallAfterBytes = Number.POSITIVE_INFINITY }: Relaying): void {
    const upstream = connect(to, '127.0.0.1');
    this.#upstreams.add(upstream);
    let bytes = 0;
    upstream.on('data', (chunk) => {
      socket.write(chunk);
      bytes += chunk.length;
      if (bytes >= stallAfterBytes) upstream.pause();
    });
    if (this.#stalled) upstream.pause();
    socket.on('data', (chunk) => upstream.write(chunk));
    upstream.on('end', () => socket.end());
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#upstreams.delete(upstream);
      upstream.destroy();
    });
  }
}

export type RtmpBehaviour =
  /** Takes the connection and says nothing. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'closes-at-once' }
  /** Answers the handshake and no command. */
  | { readonly kind: 'handshake-only' }
  /** Answers `play` as if all were well, then sends these bytes (messages in chunks), and nothing more. */
  | { readonly kind: 'plays'; readonly media?: Buffer }
  /** Answers `connect` or `play` with an error, as servers do that know no such stream or want credentials. */
  | { readonly kind: 'refuses'; readonly at: 'connect' | 'play'; readonly description: string }
  | Relaying;

interface Relaying {
  /** Plays what a real server at this port of loopback plays, up to so many bytes, and then stands still. */
  readonly kind: 'relays';
  readonly to: number;
  readonly stallAfterBytes?: number;
}

type Conversation = Extract<RtmpBehaviour, { readonly kind: 'handshake-only' | 'plays' | 'refuses' }>;

function converse(socket: Socket, behaviour: Conversation): void {
  const handshake = new Handshake();
  const reader = new ChunkReader((message) => {
    if (message.type !== messageType.command || behaviour.kind === 'handshake-only') return;
    for (const reply of replies(readCommand(message), behaviour)) socket.write(reply);
  });
  socket.on('data', (chunk) => {
    const { consumedBytes, reply } = handshake.push(chunk);
    if (reply !== undefined) socket.write(reply);
    if (handshake.done) reader.push(chunk.subarray(consumedBytes));
  });
}

function replies(
  command: Command,
  behaviour: Exclude<Conversation, { readonly kind: 'handshake-only' }>,
): Buffer[] {
  const { name, transactionId } = command;
  const refusal = behaviour.kind === 'refuses' && behaviour.at === name ? behaviour.description : undefined;
  switch (name) {
    case 'connect':
      if (refusal === undefined) return [welcome(), connectReply(transactionId, command.object)];
      return [
        welcome(), // it sets the size of the chunks that the answer comes in
        commandReply('_error', transactionId, null, {
          level: 'error',
          code: 'NetConnection.Connect.Rejected',
          description: refusal,
        }),
      ];
    case 'createStream':
      return [commandReply('_result', transactionId, null, 1)];
    case 'play':
      if (refusal !== undefined) return [statusReply('error', 'NetStream.Play.StreamNotFound', refusal)];
      return [
        userControlMessage(userControl.streamBegin, 1),
        statusReply('status', 'NetStream.Play.Start', 'Playing.'),
        ...(behaviour.kind === 'plays' && behaviour.media !== undefined ? [behaviour.media] : []),
      ];
    default:
      return transactionId > 0 ? [commandReply('_result', transactionId, null)] : [];
  }
}
