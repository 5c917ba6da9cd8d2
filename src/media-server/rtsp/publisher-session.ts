import type { Identity } from './access/gatekeeper.js';
import { RequestError } from './errors.js';
import type { PathPublisher } from './feed.js';
import type { Transport } from './headers/transport.js';
import { channelSlots, frame } from './interleaved.js';
import type { Path } from './path.js';
import { ReceptionReports } from './reception-reports.js';
import type { RequestUrl } from './request-url.js';
import type { SessionDescription } from './sdp.js';
import { newSessionId, type SessionConnection, type SessionHost } from './session-host.js';
import type { SessionState } from './session-state.js';
import { Takeover } from './takeover.js';
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
  readonly #identity: Identity;
  #path: Path | undefined;
  /** While another publisher still has the path. */
  #takeover: Takeover | undefined;
  #successorId: string | undefined;
  #reports: ReceptionReports | undefined;
  #udpFrames: Buffer[] = [];

  constructor(host: SessionHost, connection: SessionConnection, announcement: Announcement) {
    this.#host = host;
    this.connection = connection;
    this.pathName = announcement.pathName;
    this.description = announcement.description;
    this.announcedUrl = announcement.url;
    this.#identity = announcement.identity;
    this.transports = new TrackTransports(connection.remoteAddress);
  }

  setupUdp(track: number, offer: Transport, udp: UdpTransport): Transport {
    return this.transports.addUdp(track, offer, udp, {
      onRtp: (packet) => this.#receiveDatagram(2 * track, packet),
      onRtcp: (packet) => this.#receiveDatagram(2 * track + 1, packet),
    });
  }

  /** Throws {@link RequestError} 403 when someone else publishes there, and this is not the successor that is expected. */
  record(): void {
    if (this.#path !== undefined || this.#takeover !== undefined) return;
    const held = this.#host.paths.get(this.pathName);
    this.#successorId = this.#host.successors.claim(this.pathName, this.announcedUrl);
    if (held?.hasPublisher === true && this.#successorId === undefined) {
      throw new RequestError(403, 'path has a publisher');
    }
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
      successorId: this.#successorId,
      onReplaced: () => {
        this.#path = undefined;
        this.end('its successor has taken the path over', true);
      },
    };
    this.#reports = new ReceptionReports(this.description, publisher.slots, (track, report) =>
      this.#sendReport(track, report),
    );
    if (held?.hasPublisher === true) {
      const { pathName } = this;
      this.#takeover = new Takeover({ publisher, pathName, host: this.#host });
      this.#log('a successor waits for its first key frame');
      return;
    }
    const difference = held?.differenceTo(publisher);
    if (held !== undefined && difference === undefined) {
      held.resume(publisher);
      this.#path = held;
    } else {
      held?.end(`publisher sends something else: ${difference}`);
      this.#path = this.#host.openPath(this.pathName, publisher);
    }
    this.#log('publisher arrived');
    this.#host.onChange();
  }

  /** Whole interleaved frames of the connection. */
  receive(frames: Buffer): void {
    // Before the path has it, which may change it.
    this.#reports?.receive(frames, performance.now());
    if (this.#takeover === undefined) {
      this.#path?.publish(frames);
      return;
    }
    const taken = this.#takeover.offer(frames);
    if (taken === undefined) return;
    this.#takeover = undefined;
    this.#path = taken.path;
    this.#log('publisher has taken the path over', { readersEnd: taken.difference });
    this.#host.onChange();
  }

  /** Ends one that waits to take over and is not to any more. */
  checkExpected(): void {
    const id = this.#successorId;
    if (this.#takeover === undefined || id === undefined) return;
    if (!this.#host.successors.includes(this.pathName, id)) this.end('it is no longer expected', true);
  }

  /** Ends one that may not publish there any more. */
  checkRight(): void {
    if (!this.#host.gatekeeper.stillMay(this.#identity, 'publish', this.pathName))
      this.end('it may not publish there any more', true);
  }

  /** @param endConnection the connection ends as well */
  end(reason: string, endConnection = false): void {
    if (!this.#host.forget(this.id)) return;
    const { state } = this;
    this.state = 'init';
    this.transports.close();
    const path = this.#path;
    if (state === 'recording') this.#log('publisher left', { reason });
    this.#takeover = undefined;
    if (path !== undefined) {
      this.#path = undefined;
      path.hold();
      this.#host.onChange();
    }
    this.connection.release(this.id, endConnection);
  }

  #log(what: string, more: Readonly<Record<string, unknown>> = {}): void {
    const told = { path: this.pathName, remoteAddress: this.connection.remote, ...more };
    this.#host.log.info({ ...told, transport: this.transports.lower }, what);
  }

  #sendReport(track: number, report: Buffer): void {
    const pair = this.transports.pairs().get(track);
    if (pair === undefined) return;
    const { udp } = this.transports;
    if (udp === undefined) this.connection.sendFrame(frame(pair[1], report));
    else udp.sendRtcp(report, pair[1], this.connection.remoteAddress);
  }

  #receiveDatagram(channel: number, packet: Buffer): void {
    this.lastActivityMs = performance.now();
    if (this.#path === undefined && this.#takeover === undefined) return;
    // Datagrams come one by one: those of one turn of the event loop are handed on as one.
    if (this.#udpFrames.length === 0) setImmediate(() => this.#flushDatagrams());
    this.#udpFrames.push(frame(channel, packet));
  }

  #flushDatagrams(): void {
    const frames = this.#udpFrames;
    this.#udpFrames = [];
    this.receive(Buffer.concat(frames));
  }
}

export interface Announcement {
  readonly pathName: string;
  readonly url: RequestUrl;
  readonly description: SessionDescription;
  readonly identity: Identity;
}
