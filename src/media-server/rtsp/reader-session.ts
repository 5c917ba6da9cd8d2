import type { Holder } from '../memory-budget.js';
import type { Identity } from './access/gatekeeper.js';
import type { ReaderSink } from './fan-out.js';
import { FilledMapping, needsFilling } from './filled-mapping.js';
import type { RtpInfoEntry } from './headers/rtp-info.js';
import type { Transport } from './headers/transport.js';
import { ChannelMapping, frame } from './interleaved.js';
import type { Path, PathMember } from './path.js';
import { ReportedLoss } from './reported-loss.js';
import { formatBye } from './rtp/bye.js';
import { newSessionId, type SessionConnection, type SessionHost } from './session-host.js';
import type { SessionState } from './session-state.js';
import { TcpSink } from './tcp-sink.js';
import { TrackTransports } from './track-transports.js';
import { UdpSink } from './udp-sink.js';
import type { UdpTransport } from './udp-transport.js';

/** SETUP, PLAY, PAUSE of a path. It ends with the path. */
export class ReaderSession implements PathMember, Holder {
  readonly role = 'read';
  readonly isPublisher = false;
  readonly id = newSessionId();
  readonly path: Path;
  readonly transports: TrackTransports;
  state: SessionState = 'init';
  lastActivityMs = performance.now();
  connection: ReaderConnection;
  readonly isGlance: boolean;
  readonly #identity: Identity;
  readonly #host: SessionHost;
  #sink: Sink | undefined;
  #filled: FilledMapping | undefined;
  readonly #loss = new ReportedLoss((percent) => {
    const { remote } = this.connection;
    this.#host.log.warn(
      { path: this.path.name, remoteAddress: remote, percent },
      'packets to a reader are lost on the way',
    );
  });
  /** Where it paused. */
  #position: number | undefined;

  constructor(
    host: SessionHost,
    connection: ReaderConnection,
    path: Path,
    { isGlance, identity }: ReaderOptions,
  ) {
    this.#host = host;
    this.connection = connection;
    this.path = path;
    this.isGlance = isGlance;
    this.#identity = identity;
    this.transports = new TrackTransports(connection.remoteAddress);
    path.addMember(this);
  }

  get isReading(): boolean {
    return this.#sink !== undefined;
  }

  setupUdp(track: number, offer: Transport, udp: UdpTransport): Transport {
    // RTP from a reader only opens a hole in its NAT: VLC and FFmpeg send some. RTCP says that it is alive.
    const onRtcp = (packet: Buffer): void => {
      this.lastActivityMs = performance.now();
      this.#loss.read(packet, this.lastActivityMs);
    };
    const transport = this.transports.addUdp(track, offer, udp, { onRtp: () => {}, onRtcp });
    const ssrc = this.path.ssrc(track);
    return ssrc === undefined ? transport : { ...transport, ssrc };
  }

  /**
   * Answers what RTP-Info says and a function that starts the packets, to be called right after the response was
   * written and in the same turn.
   */
  play(trackUrl: (track: number) => string): { info: RtpInfoEntry[]; start: () => void } {
    const pairs = this.transports.pairs();
    const join = this.path.joinPoint(this.#position);
    const mapping = this.#mapping();
    const info = [...pairs.keys()].map((track): RtpInfoEntry => {
      const first = join.first[track];
      const sequence = first?.sequence ?? join.nextSequences[track];
      return {
        url: trackUrl(track),
        ...(sequence === undefined ? {} : { sequence: (sequence + this.#shift(track)) & 0xffff }),
        ...(first === undefined ? {} : { timestamp: first.timestamp }),
      };
    });
    const start = (): void => {
      const isFirst = this.#sink === undefined;
      const sink = this.#sink ?? this.#createSink();
      this.#sink = sink;
      const reports = [...pairs.keys()].flatMap((track) => {
        const report = join.reports[track];
        return report === undefined ? [] : [frame(this.#rtcpChannel(track), report)];
      });
      const atOnce = [...reports, ...join.packets.map((packets) => mapping.apply(packets))];
      sink.start(atOnce);
      const joinBytes = atOnce.reduce((sum, { length }) => sum + length, 0);
      this.path.startReader(sink, mapping, joinBytes);
      if (isFirst) this.#tell({ transport: this.transports.lower }, 'reader arrived');
    };
    return { info, start };
  }

  pause(): void {
    if (this.#sink !== undefined) this.path.stopReader(this.#sink);
    this.#position = this.path.position;
  }

  /** Ends one that may not read any more. */
  checkRight(): void {
    if (!this.#host.gatekeeper.stillMay(this.#identity, 'read', this.path.name))
      this.end('it may not read any more', true);
  }

  /** How long a TCP reader has taken nothing although something waits for it. */
  stuckMs(nowMs: number): number {
    return this.#sink instanceof TcpSink ? this.#sink.stuckMs(nowMs) : 0;
  }

  /** Over UDP; what waits for a connection is counted there. */
  get sizeBytes(): number {
    return this.#sink instanceof UdpSink ? this.#sink.sizeBytes : 0;
  }

  giveUp(): void {
    this.end('all together hold too much memory', true);
  }

  pathEnded(reason: string): void {
    this.end(reason, true);
  }

  /** `bye` tells the player that nothing more comes, and ends its connection as well. */
  end(reason: string, bye = false): void {
    if (!this.#host.forget(this.id)) return;
    this.path.removeMember(this);
    const sink = this.#sink;
    if (sink !== undefined) {
      this.path.stopReader(sink);
      sink.end(bye ? this.#byes() : []);
      this.#tell({ reason }, 'reader left');
    }
    this.state = 'init';
    this.transports.close();
    this.connection.release(this.id, bye);
  }

  #tell(what: Readonly<Record<string, string | undefined>>, message: string): void {
    if (this.isGlance) return;
    const { remote } = this.connection;
    this.#host.log.info({ path: this.path.name, remoteAddress: remote, ...what }, message);
    this.#host.onChange();
  }

  #byes(): Buffer[] {
    return [...this.transports.pairs().keys()].flatMap((track) => {
      const ssrc = this.path.ssrc(track);
      return ssrc === undefined ? [] : [frame(this.#rtcpChannel(track), formatBye(ssrc))];
    });
  }

  #rtcpChannel(track: number): number {
    const pair = this.transports.lower === 'tcp' ? this.transports.pairs().get(track) : undefined;
    return pair?.[1] ?? 2 * track + 1;
  }

  /** To the client's channels; over UDP to the slots themselves. */
  #mapping(): ChannelMapping {
    const slotChannels: (number | undefined)[] = [];
    const isTcp = this.transports.lower === 'tcp';
    for (const [track, pair] of this.transports.pairs()) {
      slotChannels[2 * track] = isTcp ? pair[0] : 2 * track;
      slotChannels[2 * track + 1] = isTcp ? pair[1] : 2 * track + 1;
    }
    const channel = slotChannels[2 * this.path.filledTrack];
    if (channel === undefined || !needsFilling(this.connection.userAgent))
      return new ChannelMapping(this.path.slots, slotChannels);
    const own = { key: this.id, channel, shift: this.#filled?.shift ?? 0 };
    this.#filled = new FilledMapping(this.path.slots, slotChannels, own);
    return this.#filled;
  }

  /** By how much the sequence numbers that this reader gets are ahead of the path's. */
  #shift(track: number): number {
    return track === this.path.filledTrack ? (this.#filled?.shift ?? 0) : 0;
  }

  #createSink(): Sink {
    const onDropped = (packets: number): void => {
      this.#host.log.warn(
        { path: this.path.name, remoteAddress: this.connection.remote, packets },
        'slow reader lost packets',
      );
    };
    const { udp } = this.transports;
    if (udp === undefined) return this.connection.createSink(onDropped);
    return new UdpSink(udp, this.connection.remoteAddress, this.transports.pairs(), onDropped);
  }
}

export interface ReaderOptions {
  /** It takes one picture and goes: nobody who counts readers, or reads the log, wants to know. */
  readonly isGlance: boolean;
  readonly identity: Identity;
}

export interface ReaderConnection extends SessionConnection {
  /** What the client calls itself (RFC 2326 12.41); empty when it does not say. */
  readonly userAgent: string;
  createSink(onDropped: (packets: number) => void): TcpSink;
}

interface Sink extends ReaderSink {
  start(buffers: readonly Buffer[]): void;
  end(byes: readonly Buffer[]): void;
}
