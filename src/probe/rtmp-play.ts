import { randomFillSync } from 'node:crypto';
import { type AmfObject, type AmfValue, encodeAmf0, isAmfObject } from '../media-server/rtmp/amf0.js';
import { ChunkReader } from '../media-server/rtmp/chunk-reader.js';
import { chunkStream, encodeChunks } from '../media-server/rtmp/chunk-writer.js';
import { type Command, readCommand } from '../media-server/rtmp/command.js';
import { HANDSHAKE_BYTES } from '../media-server/rtmp/handshake.js';
import { messageType, type RtmpMessage } from '../media-server/rtmp/message.js';
import {
  acknowledgement,
  userControl,
  userControlMessage,
  WINDOW_BYTES,
} from '../media-server/rtmp/reply.js';
import { RtmpError } from '../media-server/rtmp/rtmp-error.js';
import { type PlayReason, refusalReason } from './play-reason.js';
import { probeLimits } from './probe-limits.js';
import type { PlayTarget } from './probe-target.js';

export interface PlayHandler {
  send(bytes: Buffer): void;
  /** The server has answered what was asked, and the next is asked. */
  step(step: PlayStep): void;
  /** The first audio or video; nothing is told after it. */
  media(): void;
  /** It won't play; nothing is told after it. `error` when the server broke the protocol, or we failed. */
  ended(reason: PlayReason, error?: unknown): void;
}

/** What is awaited of the server. */
export type PlayStep = 'handshake' | 'connect' | 'createStream' | 'play';

/**
 * A player of RTMP, up to the first media, which is all that it wants: it says what FFmpeg says (rtmpproto.c) to a
 * server, and tells what that answers. Bytes in, bytes out; time is the caller's.
 */
export class RtmpPlay {
  readonly #target: PlayTarget;
  readonly #handler: PlayHandler;
  readonly #reader = new ChunkReader((message) => this.#message(message));
  /** S0, S1 and S2. */
  readonly #handshake = Buffer.allocUnsafe(1 + 2 * HANDSHAKE_BYTES);
  #step: PlayStep | 'over' = 'handshake';
  #receivedBytes = 0;
  #acknowledgedBytes = 0;
  #windowBytes = WINDOW_BYTES;

  constructor(target: PlayTarget, handler: PlayHandler) {
    this.#target = target;
    this.#handler = handler;
  }

  /**
   * C0 and C1 (Adobe RTMP 1.0, 5.2): the simple handshake, of which every server is content for playing. FFmpeg's
   * hides a digest, for servers that verify players.
   */
  begin(): void {
    const hello = Buffer.alloc(1 + HANDSHAKE_BYTES);
    hello[0] = 3;
    randomFillSync(hello, 1 + 8);
    this.#handler.send(hello);
  }

  /** Never throws. */
  receive(input: Buffer): void {
    if (this.#step === 'over') return;
    try {
      const handshakeBytes = this.#readHandshake(input);
      this.#receivedBytes += input.length;
      if (this.#receivedBytes > probeLimits.receivedBytes) {
        throw new RtmpError('queue-overflow', 'the server sends much and no media');
      }
      if (handshakeBytes < input.length) this.#reader.push(input.subarray(handshakeBytes));
      this.#acknowledge();
    } catch (error) {
      // Whatever speaks there, FFmpeg would not understand it either.
      this.#end('SourceSilent', error);
    }
  }

  /** The server has closed the connection. */
  closed(): void {
    // Servers close without a word for what they do not know: nginx-rtmp an application, SRS what a hook refuses.
    this.#end(this.#step === 'handshake' ? 'SourceSilent' : 'SourceNotFound');
  }

  /** Answers how many bytes of the input belonged to the handshake. */
  #readHandshake(input: Buffer): number {
    if (this.#step !== 'handshake') return 0;
    const before = this.#receivedBytes;
    const taken = input.copy(this.#handshake, before);
    const all = before + taken;
    if (all > 0 && this.#handshake[0] !== 3) throw new RtmpError('handshake', 'not RTMP version 3');
    const s1End = 1 + HANDSHAKE_BYTES;
    // C2 is the echo of S1. Some servers send S2 only after it.
    if (before < s1End && all >= s1End) this.#handler.send(this.#handshake.subarray(1, s1End));
    if (all === this.#handshake.length) this.#connect();
    return taken;
  }

  #connect(): void {
    const { app, tcUrl } = this.#target;
    this.#advance('connect');
    this.#command(0, 'connect', TRANSACTION.connect, { app, ...PLAYER, tcUrl });
  }

  #createStream(): void {
    this.#advance('createStream');
    this.#handler.send(control(messageType.windowAcknowledgementSize, uint32(WINDOW_BYTES)));
    this.#command(0, 'createStream', TRANSACTION.createStream, null);
  }

  #play(streamId: number): void {
    this.#advance('play');
    this.#reader.allow(probeLimits.messageBytes, probeLimits.partialBytes);
    this.#command(streamId, 'play', TRANSACTION.play, null, this.#target.playPath, LIVE_OR_RECORDED);
    this.#handler.send(control(messageType.userControl, setBufferLength(streamId)));
  }

  #message(message: RtmpMessage): void {
    if (this.#step === 'over') return;
    const { type, payload } = message;
    switch (type) {
      case messageType.audio:
      case messageType.video:
      case messageType.aggregate:
        // FMS begins a stream with empty messages, whether it has media or not.
        if (this.#step === 'play' && payload.length > 0) this.#over(() => this.#handler.media());
        return;
      case messageType.command:
      case messageType.commandAmf3:
        this.#answer(readCommand(message));
        return;
      case messageType.windowAcknowledgementSize:
        if (payload.length >= 4) this.#windowBytes = Math.max(1, payload.readUInt32BE(0));
        return;
      case messageType.userControl:
        if (payload.length >= 6 && payload.readUInt16BE(0) === userControl.pingRequest) {
          this.#handler.send(userControlMessage(userControl.pingResponse, payload.readUInt32BE(2)));
        }
        return;
      default:
        return;
    }
  }

  #answer({ name, transactionId, arguments: [first] }: Command): void {
    switch (name) {
      case '_result':
        this.#result(transactionId, first);
        return;
      case '_error':
        if (transactionId === 0 || transactionId === this.#awaited) this.#refused(informationOf(first));
        return;
      case 'onStatus': {
        const information = informationOf(first);
        if (information.level === 'error' || ENDS.has(information.code)) this.#refused(information);
        return;
      }
      case 'close':
        this.#end('SourceNotFound');
        return;
      default:
        // onBWDone and what else servers say unasked
        return;
    }
  }

  #result(transactionId: number, first: AmfValue): void {
    if (transactionId !== this.#awaited) return;
    if (this.#step === 'connect') {
      const information = informationOf(first);
      if (information.level === 'error') this.#refused(information);
      else this.#createStream();
    } else if (this.#step === 'createStream') {
      this.#play(typeof first === 'number' && first >= 0 && first <= 0xffffffff ? first : 1);
    }
  }

  get #awaited(): number | undefined {
    return this.#step === 'handshake' || this.#step === 'over' ? undefined : TRANSACTION[this.#step];
  }

  #refused({ code, description }: Information): void {
    this.#end(refusalReason(code, description, this.#target));
  }

  #advance(step: PlayStep): void {
    this.#step = step;
    this.#handler.step(step);
  }

  #end(reason: PlayReason, error?: unknown): void {
    this.#over(() => this.#handler.ended(reason, error));
  }

  #over(tell: () => void): void {
    if (this.#step === 'over') return;
    this.#step = 'over';
    tell();
  }

  /** Adobe RTMP 1.0, 5.4.3. */
  #acknowledge(): void {
    if (this.#step === 'over' || this.#receivedBytes - this.#acknowledgedBytes < this.#windowBytes) return;
    this.#acknowledgedBytes = this.#receivedBytes;
    this.#handler.send(acknowledgement(this.#receivedBytes));
  }

  #command(streamId: number, name: string, transactionId: number, ...values: readonly AmfValue[]): void {
    const payload = encodeAmf0(name, transactionId, ...values);
    const message = { type: messageType.command, streamId, timestampMs: 0, payload };
    // We set no chunk size, so ours is the protocol's.
    this.#handler.send(encodeChunks(chunkStream.command, message, 128));
  }
}

const TRANSACTION = { connect: 1, createStream: 2, play: 3 } as const;
/** Adobe RTMP 1.0, 7.2.2.1: a live stream, else a recorded one. */
const LIVE_OR_RECORDED = -2_000;
/** What FFmpeg says of itself as a player. */
const PLAYER = {
  flashVer: 'LNX 9,0,124,2',
  fpad: false,
  capabilities: 15,
  audioCodecs: 4071,
  videoCodecs: 252,
  videoFunction: 1,
} as const;
/** Said with level "status", and nothing comes after it. */
const ENDS: ReadonlySet<string> = new Set([
  'NetStream.Play.Failed',
  'NetStream.Play.Stop',
  'NetStream.Play.StreamNotFound',
  'NetStream.Play.UnpublishNotify',
  'NetConnection.Connect.Closed',
]);

interface Information {
  readonly level: string;
  readonly code: string;
  readonly description: string;
}

function informationOf(value: AmfValue): Information {
  const object: AmfObject = isAmfObject(value) ? value : {};
  const text = (key: string): string => (typeof object[key] === 'string' ? object[key] : '');
  return { level: text('level'), code: text('code'), description: text('description') };
}

/** Adobe RTMP 1.0, 7.1.7: event 3, stream and milliseconds. Red5 and FMS play nothing before it. */
function setBufferLength(streamId: number): Buffer {
  const payload = Buffer.alloc(10);
  payload.writeUInt16BE(3, 0);
  payload.writeUInt32BE(streamId, 2);
  payload.writeUInt32BE(3_000, 6);
  return payload;
}

function control(type: number, payload: Buffer): Buffer {
  return encodeChunks(chunkStream.control, { type, streamId: 0, timestampMs: 0, payload });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
