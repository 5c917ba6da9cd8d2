import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HostAddresses } from './host-addresses.js';
import { type ConnectFailure, openConnection } from './open-connection.js';
import type { PlayReason } from './play-reason.js';
import { probeLimits } from './probe-limits.js';
import type { PlayTarget } from './probe-target.js';
import { type PlayStep, RtmpPlay } from './rtmp-play.js';

export interface PlayProbeHandler {
  /** It could not even connect; the probe is over. */
  notConnected(failure: ConnectFailure): void;
  /** It plays; the probe is over. */
  media(): void;
  /** It does not play; the probe is over. */
  ended(reason: PlayReason, error?: unknown): void;
  /** It was told to play and sends nothing. The connection stays open: nginx-rtmp and SRS send as soon as there is media. */
  silent(): void;
  /** The connection was silent for long; it goes on until it is closed. */
  heldLong(): void;
}

/** One connection to a source as a player, up to its first media. It tells nothing at once, and nothing after `close`. */
export class PlayProbe {
  readonly #handler: PlayProbeHandler;
  readonly #target: PlayTarget;
  readonly #play: RtmpPlay;
  readonly #stopConnecting: () => void;
  readonly #sockets: Socket[] = [];
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(target: PlayTarget, hosts: HostAddresses, handler: PlayProbeHandler) {
    this.#target = target;
    this.#handler = handler;
    this.#play = new RtmpPlay(target, {
      send: (bytes) => this.#sockets.at(-1)?.write(bytes),
      step: (step) => this.#step(step),
      media: () => this.#end(() => handler.media()),
      ended: (reason, error) => this.#end(() => handler.ended(reason, error)),
    });
    this.#stopConnecting = openConnection(target.address, hosts, {
      open: (socket) => this.#connected(socket),
      failed: (failure) => this.#end(() => handler.notConnected(failure)),
    });
  }

  close(): void {
    this.#end(() => undefined);
  }

  #connected(socket: Socket): void {
    this.#sockets.push(socket);
    socket.setNoDelay();
    this.#step('handshake');
    if (!this.#target.tls) {
      this.#talk(socket);
      return;
    }
    const { host } = this.#target.address;
    const secure = connectTls({
      socket,
      // FFmpeg verifies no certificate unless told to, and what it would play is to be found alive. Nothing secret
      // is sent that FFmpeg does not send too.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    this.#sockets.push(secure);
    let established = false;
    secure.once('secureConnect', () => {
      established = true;
      if (this.#over) return;
      this.#step('handshake');
      this.#play.begin();
    });
    // Who breaks off the TLS handshake does not speak TLS there, or not ours.
    const broken = (error?: unknown): void =>
      established ? this.#play.closed() : this.#end(() => this.#handler.ended('SourceSilent', error));
    secure.on('data', (input: Buffer) => this.#play.receive(input));
    secure.on('error', broken);
    secure.on('close', () => broken());
  }

  #talk(socket: Socket): void {
    socket.on('data', (input) => this.#play.receive(input));
    // An error is always followed by close.
    socket.on('close', () => this.#play.closed());
    this.#play.begin();
  }

  /** The server is where it was awaited; it has some time for the next. */
  #step(step: PlayStep): void {
    if (step === 'play') this.#after(probeLimits.silenceMs, () => this.#silent());
    else this.#after(probeLimits.stepMs, () => this.#end(() => this.#handler.ended('SourceSilent')));
  }

  #silent(): void {
    this.#after(probeLimits.holdMs - probeLimits.silenceMs, () => this.#handler.heldLong());
    this.#handler.silent();
  }

  #after(delayMs: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = this.#over ? undefined : setTimeout(act, delayMs);
  }

  #end(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#stopConnecting();
    for (const socket of this.#sockets) socket.destroy();
    tell();
  }
}
