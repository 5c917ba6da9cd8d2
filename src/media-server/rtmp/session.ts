import type { Logger } from 'pino';
import type { Clock } from '../../util/clock.js';
import type { Holder } from '../memory-budget.js';
import type { Refusals } from '../refusals.js';
import { splitAggregate } from './aggregate.js';
import { type Command, readCommand, stringArgument } from './command.js';
import { RtmpConnection } from './connection.js';
import { type Admission, type IngestGate, keysOf, type Visitor } from './ingest-gate.js';
import { limits } from './limits.js';
import { MEDIA_STREAM_ID, toMediaMessage } from './media-message.js';
import { messageType, type RtmpMessage } from './message.js';
import type { Path } from './path.js';
import { parsePathName } from './path-name.js';
import type { PathRegistry } from './path-registry.js';
import { Player } from './player.js';
import {
  commandReply,
  connectReply,
  sampleAccess,
  statusReply,
  userControl,
  userControlMessage,
  welcome,
} from './reply.js';
import { RtmpError } from './rtmp-error.js';
import type { SendQueue } from './send-queue.js';

export interface SessionOptions {
  readonly queue: SendQueue;
  readonly paths: PathRegistry;
  /** Already carries the remote address. */
  readonly log: Logger;
  readonly remoteAddress: string;
  readonly clock: Clock;
  readonly gate: IngestGate;
  readonly refusals: Refusals;
  readonly visitor: Visitor;
  /** Milliseconds that never go back; for deadlines. */
  readonly nowMs: () => number;
}

type Admitted = Extract<Admission, { ok: true }>;

/** What one client is about. Setup leads to publishing or playing, those back to setup, and all to the end. */
type SessionState =
  | { readonly phase: 'setup'; readonly sinceMs: number }
  | { readonly phase: 'publishing'; readonly path: Path; readonly admission: Admitted }
  | {
      readonly phase: 'playing';
      readonly path: Path;
      readonly player: Player;
      readonly admission: Admitted;
    }
  | { readonly phase: 'ended' };

/** One client's connection, from its first byte to its end. Nothing that the client sends makes a method throw. */
export class Session implements Holder {
  readonly #options: SessionOptions;
  readonly #connection: RtmpConnection;
  #state: SessionState;
  /** Undefined until `connect`. */
  #app: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#state = { phase: 'setup', sinceMs: options.nowMs() };
    this.#connection = new RtmpConnection(options.queue, options.nowMs, {
      message: (message) => this.#message(message),
      fault: (error) => this.fault(error),
    });
  }

  /** Memory that the client's unfinished messages take. */
  get heldBytes(): number {
    return this.#connection.heldBytes;
  }

  /** The same, and what it has not taken yet. */
  get sizeBytes(): number {
    return this.#connection.heldBytes + this.#connection.queuedBytes;
  }

  get isPublisher(): boolean {
    return this.#state.phase === 'publishing';
  }

  giveUp(): void {
    this.fault(new RtmpError('memory', 'all together hold too much memory'));
  }

  receive(input: Buffer): void {
    this.#connection.receive(input);
  }

  /** Ends what has passed its deadline; to be called a few times a second. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    const fault = this.#overdue(nowMs);
    if (fault !== undefined) this.fault(fault);
    if (this.#state.phase === 'publishing') this.#state.path.tick();
    this.#connection.tick(nowMs);
  }

  /** Ends what may not be done any more. */
  checkRight(): void {
    const { phase } = this.#state;
    if (phase !== 'publishing' && phase !== 'playing') return;
    const { admission, path } = this.#state;
    const use = phase === 'publishing' ? 'publish' : 'play';
    if (this.#options.gate.stillMay(use, admission)) return;
    this.#options.log.info(
      { path: path.name },
      `${use === 'publish' ? 'publisher' : 'player'} may be here no longer`,
    );
    this.close();
  }

  /** The peer has closed its side. */
  gone(): void {
    this.#leave();
    this.#state = { phase: 'ended' };
    this.#connection.end();
  }

  /** The server closes. */
  close(): void {
    if (this.#state.phase === 'playing') this.#sayEnd();
    this.gone();
  }

  /** Ends the connection at once, with one line in the log. */
  fault(error: unknown): void {
    if (this.#state.phase === 'ended') {
      this.#connection.destroy();
      return;
    }
    const { log, refusals, remoteAddress } = this.#options;
    if (error instanceof RtmpError) {
      const what = { code: error.code, reason: error.message };
      // Of strangers there may be many.
      if (this.#state.phase === 'setup')
        refusals.note('malformed', { remoteAddress, ...what }, 'connection closed');
      else log.warn(what, 'connection closed');
    } else log.error({ err: error }, 'unexpected error, connection closed');
    this.#leave();
    this.#state = { phase: 'ended' };
    this.#connection.destroy();
  }

  #overdue(nowMs: number): RtmpError | undefined {
    switch (this.#state.phase) {
      case 'setup':
        if (nowMs - this.#state.sinceMs < limits.setupMs) return undefined;
        return new RtmpError('setup-timeout', 'no publish or play in time');
      case 'publishing':
        if (this.#connection.silentMs(nowMs) < limits.publisherSilenceMs) return undefined;
        return new RtmpError('publisher-silent', 'the publisher sends nothing');
      case 'playing':
        if (this.#connection.stalledMs(nowMs) < limits.playerStallMs) return undefined;
        return new RtmpError('player-stalled', 'the player takes nothing');
      case 'ended':
        return undefined;
      default:
        return this.#state satisfies never;
    }
  }

  #message(message: RtmpMessage): void {
    switch (message.type) {
      case messageType.command:
      case messageType.commandAmf3:
        this.#command(readCommand(message));
        return;
      case messageType.aggregate:
        for (const part of splitAggregate(message)) this.#media(part);
        return;
      default:
        this.#media(message);
        return;
    }
  }

  #media(message: RtmpMessage): void {
    if (this.#state.phase !== 'publishing') return;
    const media = toMediaMessage(message);
    if (media !== undefined) this.#state.path.media(media);
  }

  #command(command: Command): void {
    const { name, transactionId } = command;
    if (this.#state.phase === 'ended') return;
    switch (name) {
      case 'connect':
        this.#connect(command);
        return;
      case 'createStream':
        this.#send(commandReply('_result', transactionId, null, MEDIA_STREAM_ID));
        return;
      case 'publish':
        this.#publish(command);
        return;
      case 'play':
        this.#play(command);
        return;
      case 'pause':
        this.#pause(command.arguments[0] === true);
        return;
      case 'getStreamLength':
        // 0: live, without an end
        this.#send(commandReply('_result', transactionId, null, 0));
        return;
      case 'FCPublish':
        this.#send(commandReply('onFCPublish', 0, null, streamStatus('NetStream.Publish.Start')));
        this.#acknowledge(command);
        return;
      case 'FCSubscribe':
        this.#send(commandReply('onFCSubscribe', 0, null, streamStatus('NetStream.Play.Start')));
        this.#acknowledge(command);
        return;
      case 'FCUnpublish':
        this.#send(commandReply('onFCUnpublish', 0, null, streamStatus('NetStream.Unpublish.Success')));
        this.#acknowledge(command);
        this.#stop();
        return;
      case 'deleteStream':
      case 'closeStream':
        this.#stop();
        return;
      default:
        // releaseStream, _checkbw, play2, receiveAudio and what encoders made up: nobody shall wait in vain.
        this.#acknowledge(command);
        return;
    }
  }

  #connect(command: Command): void {
    const app = command.object?.['app'];
    this.#app ??= typeof app === 'string' ? app : '';
    this.#send(welcome());
    this.#send(connectReply(command.transactionId, command.object));
  }

  #publish(command: Command): void {
    const name = this.#target(command);
    if (!name.ok) {
      this.#refuseBadName('NetStream.Publish.BadName', name.problem);
      return;
    }
    const admission = this.#options.gate.publish(this.#request(command, name.path));
    if (!admission.ok) {
      this.#refuseStranger('NetStream.Publish.BadName', admission);
      return;
    }
    const { paths, clock, remoteAddress, nowMs, log } = this.#options;
    const path = paths.publish(admission.path, {
      remoteAddress,
      nowMs: () => clock.now(),
      silentMs: () => this.#connection.silentMs(nowMs()),
      replaced: () => this.#replaced(),
    });
    if (path === undefined) {
      const reason = 'the path is taken';
      this.#options.refusals.note('path-taken', { remoteAddress, path: admission.path, reason });
      this.#sayNo('NetStream.Publish.BadName', `${admission.path}: ${reason}`);
      return;
    }
    this.#state = { phase: 'publishing', path, admission };
    this.#connection.allowMedia();
    this.#send(userControlMessage(userControl.streamBegin, MEDIA_STREAM_ID));
    this.#send(statusReply('status', 'NetStream.Publish.Start', 'Publishing.'));
    log.info({ path: path.name }, 'publisher arrived');
  }

  #play(command: Command): void {
    const name = this.#target(command);
    if (!name.ok) {
      this.#refuseBadName('NetStream.Play.Failed', name.problem);
      return;
    }
    const admission = this.#options.gate.play(this.#request(command, name.path));
    if (!admission.ok) {
      this.#refuseStranger('NetStream.Play.Failed', admission);
      return;
    }
    const path = this.#options.paths.find(name.path);
    if (path === undefined) {
      const reason = 'nobody publishes there';
      const { refusals, remoteAddress } = this.#options;
      refusals.note('bad-request', { remoteAddress, path: name.path, reason });
      this.#sayNo('NetStream.Play.StreamNotFound', `${name.path}: ${reason}`);
      return;
    }
    const player = new Player({
      queuedBytes: () => this.#connection.queuedBytes,
      send: (wire) => this.#connection.send(wire),
      unpublished: () => this.#unpublished(),
    });
    this.#state = { phase: 'playing', path, player, admission };
    this.#send(userControlMessage(userControl.streamBegin, MEDIA_STREAM_ID));
    this.#send(statusReply('status', 'NetStream.Play.Reset', 'Playing and resetting.'));
    this.#send(statusReply('status', 'NetStream.Play.Start', 'Playing.'));
    this.#send(sampleAccess());
    path.add(player);
    this.#options.log.info({ path: path.name }, 'player arrived');
  }

  /** The path that `publish` or `play` names. Throws when the client may not ask now. */
  #target(command: Command): ReturnType<typeof parsePathName> {
    if (this.#app === undefined) throw new RtmpError('command', `${command.name} before connect`);
    if (this.#state.phase !== 'setup') throw new RtmpError('command', `${command.name} on a busy connection`);
    return parsePathName(this.#app, stringArgument(command, 0));
  }

  #request(command: Command, path: string): Parameters<IngestGate['publish']>[0] {
    const keys = keysOf(this.#app ?? '', stringArgument(command, 0));
    return { path, keys, visitor: this.#options.visitor };
  }

  #pause(paused: boolean): void {
    if (this.#state.phase !== 'playing') return;
    this.#state.player.paused = paused;
    const event = paused ? 'Pause' : 'Unpause';
    this.#send(statusReply('status', `NetStream.${event}.Notify`, `${event}d.`));
  }

  #acknowledge({ transactionId }: Command): void {
    if (transactionId > 0) this.#send(commandReply('_result', transactionId, null, undefined));
  }

  #refuseBadName(code: string, problem: string): void {
    this.#options.refusals.note('bad-name', { remoteAddress: this.#options.remoteAddress, reason: problem });
    this.#sayNo(code, problem);
  }

  #refuseStranger(code: string, { kind, reason, shownPath }: Extract<Admission, { ok: false }>): void {
    const { refusals, remoteAddress } = this.#options;
    refusals.note(kind, { remoteAddress, path: shownPath, reason });
    this.#sayNo(code, reason);
  }

  #sayNo(code: string, description: string): void {
    this.#send(statusReply('error', code, description));
    this.#end();
  }

  /** The client ends its stream, and may begin another one. */
  #stop(): void {
    if (this.#state.phase === 'setup' || this.#state.phase === 'ended') return;
    this.#leave();
    this.#state = { phase: 'setup', sinceMs: this.#options.nowMs() };
  }

  #replaced(): void {
    this.#options.log.warn('silent publisher replaced by another one');
    this.#leave();
    this.#send(statusReply('error', 'NetStream.Publish.BadName', 'another publisher has taken the path'));
    this.#end();
  }

  #unpublished(): void {
    if (this.#state.phase !== 'playing') return;
    this.#options.log.info({ path: this.#state.path.name }, 'player ended with its publisher');
    this.#sayEnd();
    this.#end();
  }

  #sayEnd(): void {
    this.#send(statusReply('status', 'NetStream.Play.UnpublishNotify', 'The publisher has gone.'));
    this.#send(userControlMessage(userControl.streamEof, MEDIA_STREAM_ID));
  }

  /** Takes the client out of its path. The caller sets the next state. */
  #leave(): void {
    const state = this.#state;
    // Set first: ending a path calls back.
    this.#state = { phase: 'ended' };
    switch (state.phase) {
      case 'publishing':
        this.#options.log.info({ path: state.path.name }, 'publisher left');
        this.#options.paths.unpublish(state.path);
        return;
      case 'playing':
        this.#options.log.info({ path: state.path.name }, 'player left');
        state.path.remove(state.player);
        return;
      case 'setup':
      case 'ended':
        return;
      default:
        state satisfies never;
    }
  }

  #end(): void {
    this.#state = { phase: 'ended' };
    this.#connection.end();
  }

  #send(bytes: Buffer): void {
    this.#connection.send(bytes);
  }
}

/** What FMS says beside its answer to FCPublish and its kin. */
function streamStatus(code: string): { readonly code: string; readonly description: string } {
  return { code, description: '' };
}
