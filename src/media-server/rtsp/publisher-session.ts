import { RequestError } from './errors.js';
import type { PathPublisher } from './feed.js';
import type { Transport } from './headers/transport.js';
import { channelSlots, frame } from './interleaved.js';
import type { Path } from './path.js';
import type { RequestUrl } from './request-url.js';
import type { SessionDescription } from './sdp.js';
import { newSessionId, type SessionConnection, type SessionHost } from './session-host.js';
import type { SessionState } from './session-state.js';
import { TrackTransports } from './track-transports.js';
import type { UdpTransport } from './udp-transport.js';

/** ANNOUNCE, SETUP, RECORD. The path is claimed at RECORD. */
export class PublisherSession {
  readonly role = 'publish';
  readonly id = newSessionId();
  readonly pathName: string;
  readonly description: SessionDescription;
  readonly announcedUrl: RequestUrl;
  readonly transports: TrackTransports;
  state: SessionState = 'init';
  lastActivityMs = performance.now();
  connection: SessionConnection;
  readonly #host: SessionHost;
  #path: Path | undefined;
  #udpFrames: Buffer[] = [];

  constructor(host: SessionHost, connection: SessionConnection, announcement: Announcement) {
    this.#host = host;
    this.connection = connection;
    this.pathName = announcement.pathName;
    this.description = announcement.description;
    this.announcedUrl = announcement.url;
    this.transports = new TrackTransports(connection.remoteAddress);
  }

  setupUdp(track: number, offer: Transport, udp: UdpTransport): Transport {
    return this.transports.addUdp(track, offer, udp, {
      onRtp: (packet) => this.#receiveDatagram(2 * track, packet),
      onRtcp: (packet) => this.#receiveDatagram(2 * track + 1, packet),
    });
  }

  /** Throws {@link RequestError} 403 when someone else publishes there. */
  record(): void {
    if (this.#path !== undefined) return;
    const held = this.#host.paths.get(this.pathName);
    if (held?.hasPublisher === true) throw new RequestError(403, 'path has a publisher');
    const pairs = this.transports.pairs();
    const isTcp = this.transports.lower === 'tcp';
    const publisher: PathPublisher = {
      description: this.description,
      slots: channelSlots(
        this.description.medias.map((_media, track) => {
          const pair = pairs.get(track);
          return pair === undefined || isTcp ? pair : [2 * track, 2 * track + 1];
        }),
      ),
      remoteAddress: this.connection.remote,
    };
    const difference = held?.differenceTo(publisher);
    if (held !== undefined && difference === undefined) {
      held.resume(publisher);
      this.#path = held;
    } else {
      held?.end(`publisher sends something else: ${difference}`);
      this.#path = this.#host.openPath(this.pathName, publisher);
    }
    this.#host.log.info(
      { path: this.pathName, remoteAddress: this.connection.remote, transport: this.transports.lower },
      'publisher arrived',
    );
    this.#host.onChange();
  }

  /** Whole interleaved frames of the connection. */
  receive(frames: Buffer): void {
    this.#path?.publish(frames);
  }

  end(reason: string): void {
    if (!this.#host.forget(this.id)) return;
    this.state = 'init';
    this.transports.close();
    const path = this.#path;
    if (path !== undefined) {
      this.#path = undefined;
      this.#host.log.info(
        { path: this.pathName, remoteAddress: this.connection.remote, reason },
        'publisher left',
      );
      path.hold();
      this.#host.onChange();
    }
    this.connection.release(this.id, false);
  }

  #receiveDatagram(channel: number, packet: Buffer): void {
    this.lastActivityMs = performance.now();
    if (this.#path === undefined) return;
    // Datagrams come one by one: those of one turn of the event loop are handed on as one.
    if (this.#udpFrames.length === 0) setImmediate(() => this.#flushDatagrams());
    this.#udpFrames.push(frame(channel, packet));
  }

  #flushDatagrams(): void {
    const frames = this.#udpFrames;
    this.#udpFrames = [];
    this.#path?.publish(Buffer.concat(frames));
  }
}

export interface Announcement {
  readonly pathName: string;
  readonly url: RequestUrl;
  readonly description: SessionDescription;
}
